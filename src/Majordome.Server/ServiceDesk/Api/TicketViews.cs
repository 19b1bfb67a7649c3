using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Api;

/// <summary>A thing by its key and name.</summary>
public sealed record NamedView(Guid Id, string Name)
{
    /// <summary>Of what may be absent.</summary>
    public static NamedView? Of(Guid? id, string? name) => id is { } known ? new(known, name ?? "") : null;
}

/// <summary>One clock at the instant of the answer; durations are service time.</summary>
public sealed record ClockView(
    ClockState State, Duration Elapsed, Duration? Target, Duration? Remaining, Instant? Deadline, Instant? Attention, Instant? EndedAt, Duration Overrun)
{
    /// <summary>Of a reading.</summary>
    public static ClockView Of(in ClockReading r) => new(r.State, r.Elapsed, r.Target, r.Remaining, r.Deadline, r.Attention, r.EndedAt, r.Overrun);
}

/// <summary>Both clocks at the instant of the answer.</summary>
/// <param name="At">That instant.</param>
/// <param name="Gti">Until somebody takes the ticket.</param>
/// <param name="Gtr">Until service is back.</param>
/// <param name="Paused">Service time during which the GTR was paused.</param>
/// <param name="ResponseEnd">What ended the GTI.</param>
public sealed record ClocksView(Instant At, ClockView Gti, ClockView Gtr, Duration Paused, ResponseEnd ResponseEnd)
{
    /// <summary>Of the clocks of a ticket.</summary>
    public static ClocksView Of(Clocks.TicketClock clock, Instant now)
    {
        var at = Instant.Max(now, clock.Facts.Registered);
        var clocks = clock.At(at);
        return new(at, ClockView.Of(clocks.Response), ClockView.Of(clocks.Restoration), clocks.Paused, clocks.ResponseEnd);
    }
}

/// <summary>A ticket in a list.</summary>
public sealed record TicketSummary(
    Guid Id, string Number, string Subject, Nature Nature, Priority Priority, TicketState State, SupportTier Tier, NamedView Client, NamedView? Asset, NamedView? Assignee,
    Instant RegisteredAt, Instant? Due, CoverageVerdict Coverage, ClocksView Clocks)
{
    /// <summary>Of a row.</summary>
    public static TicketSummary Of(TicketRow r, Instant now) => new(
        r.Id, r.Reference, r.Subject, r.Nature, r.Priority, r.State, r.Tier, new(r.ClientId, r.ClientName), NamedView.Of(r.AssetId, r.AssetName),
        NamedView.Of(r.AssigneeId, r.AssigneeName), r.RegisteredAt, r.SortAt < TicketCache.WithoutDeadline ? r.SortAt : null, r.Verdict, ClocksView.Of(r.Clock, now));
}

/// <summary>A decision on coverage.</summary>
/// <param name="Verdict">The answer.</param>
/// <param name="DecidedAt">From when on it holds.</param>
/// <param name="Priority">For which priority.</param>
/// <param name="Why">Why it was decided again.</param>
/// <param name="Decision">The decision with its reasons and the contract version it used, as it is kept.</param>
/// <param name="Promise">What is promised, as it is kept; absent: nothing.</param>
/// <param name="AttentionPercent">The contract's warning threshold.</param>
/// <param name="Pauses">The pauses that may be asked for, with their articles.</param>
public sealed record CoverageView(
    CoverageVerdict Verdict, Instant DecidedAt, Priority Priority, string? Why, JsonElement Decision, JsonElement? Promise, int AttentionPercent, ImmutableArray<PauseView> Pauses)
{
    /// <summary>Of a fact.</summary>
    public static CoverageView Of(CoverageFact f) => new(
        f.Verdict, f.DecidedAt, f.Priority, f.Why, JsonElement.Parse(f.Decision), f.Promise is null ? null : JsonElement.Parse(f.Promise), f.AttentionPercent,
        [.. Verbs.PauseTicket.Allowed(f).Select(p => new PauseView(p.Reason, p.Article))]);
}

/// <summary>A pause that may be asked for.</summary>
public sealed record PauseView(PauseReason Reason, string Article);

/// <summary>A problem of a check that belongs to the ticket.</summary>
public sealed record ProblemView(Guid CheckId, long Problem, Domain.Monitoring.CheckStatus Severity, string Summary, Instant Since, Instant JoinedAt, Instant? EndedAt);

/// <summary>A ticket in full; its events and messages have addresses of their own.</summary>
public sealed record TicketView(
    Guid Id, string Number, string Subject, string Description, Nature Nature, TicketSource Source, Impact Impact, Urgency Urgency, Priority Priority, TicketState State,
    SupportTier Tier, NamedView Client, NamedView? Asset, NamedView? Site, NamedView? Contact, NamedView? Assignee, Instant RegisteredAt, Instant? StartedAt, Instant? DetectedAt,
    Instant? TakenAt, Instant? RestoredAt, Instant? ResolvedAt, Instant? ClosedAt, Instant? RemindAt, Instant? ClientWroteAt, ClocksView Clocks, CoverageView Coverage,
    IReadOnlyList<ProblemView> Problems, int Version)
{
    /// <summary>Of a ticket.</summary>
    public static TicketView Of(TicketDetail d, Instant now)
    {
        var t = d.Ticket;
        return new(
            t.Id, t.Reference, t.Subject, t.Description, t.Nature, t.Source, t.Impact, t.Urgency, t.Priority, t.State, t.Tier, new(d.Client.Id, d.Client.Name),
            NamedView.Of(d.Asset?.Id, d.Asset?.Name), NamedView.Of(d.Site?.Id, d.Site?.Name), NamedView.Of(d.Contact?.Id, d.Contact?.Name), NamedView.Of(t.AssigneeId, d.AssigneeName),
            t.RegisteredAt, t.StartedAt, t.DetectedAt, t.TakenAt, t.RestoredAt, t.ResolvedAt, t.ClosedAt, t.RemindAt, t.ClientWroteAt, ClocksView.Of(d.Clock, now),
            CoverageView.Of(d.Coverage), [.. d.Problems.Select(p => new ProblemView(p.CheckId, p.Problem, p.Severity, p.Summary, p.Since, p.JoinedAt, p.EndedAt))], t.Version);
    }
}

/// <summary>An event of a ticket.</summary>
public sealed record EventView(int Sequence, TicketEventKind Kind, Instant OccurredAt, Instant RecordedAt, Guid? AuthorId, string Author, JsonElement Data)
{
    /// <summary>Of a fact.</summary>
    public static EventView Of(TicketEvent e) => new(e.Sequence, e.Kind, e.OccurredAt, e.RecordedAt, e.AuthorId, e.Author, JsonElement.Parse(e.Data));
}

/// <summary>A message of a ticket.</summary>
public sealed record MessageView(Guid Id, MessageKind Kind, Instant At, Guid? AuthorId, string Author, string Text)
{
    /// <summary>Of a message.</summary>
    public static MessageView Of(Message m) => new(m.Id, m.Kind, m.At, m.AuthorId, m.Author, m.Text);
}
