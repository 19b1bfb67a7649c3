using Majordome.Domain;
using Majordome.Domain.Reviews;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>Says that service is back.</summary>
/// <param name="TicketId">Which ticket.</param>
/// <param name="Means">How it came back.</param>
/// <param name="Note">What was done, or what was seen.</param>
/// <param name="At">Since when, if before now; not before the ticket's last step.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record RestoreForm(Guid TicketId, RestorationMeans Means, string Note, Instant? At = null, int? Version = null);

/// <summary>
/// Records the restoration of service: it ends the GTR, by a repair or a validated workaround. Who repairs has taken the ticket
/// first; service that came back by itself is recorded as that, and ends a GTI that nobody ended.
/// </summary>
[Requires(Permission.WorkTickets)]
public sealed class RestoreTicket(TicketFiles files, INotify notify)
{
    /// <summary>Records it, tells the client and those who were paged.</summary>
    /// <returns>Done, or <c>take-first</c>, <c>required</c>, <c>resolved-twice</c>, <c>event-out-of-order</c>, <c>event-after-now</c>, <c>conflict-ended</c>.</returns>
    public async Task<Result<Done>> HandleAsync(RestoreForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (!file.Ticket.IsActive)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        if (Verb.Missing("note", form.Note) is { } missing)
        {
            return missing;
        }

        if (form.At > file.Now)
        {
            return Refusal.Of("at", "event-after-now", form.At);
        }

        if (form.Means is not RestorationMeans.ByItself && file.Ticket.TakenAt is null)
        {
            return Refusal.Of("", "take-first", file.Ticket.Reference);
        }

        var at = form.At ?? file.Now;
        var step = file.Step(new(ClockStepKind.Restored, at), TicketEventKind.Restored, new() { Means = form.Means, Note = form.Note.Trim() });
        if (!step.IsAccepted)
        {
            return step.Refusals;
        }

        files.Record(file, "restore-ticket", new { file.Ticket.Reference, form.Means, At = at });
        await Restoration.TellAsync(notify, file, step.Value, cancellationToken);
        return Done.Value;
    }
}

/// <summary>What follows when service is back, however that came to be known.</summary>
internal static class Restoration
{
    public static async Task TellAsync(INotify notify, TicketFile file, TicketEvent restored, CancellationToken cancellationToken)
    {
        await notify.PageEndedAsync(file.Notice(), cancellationToken);
        var by = restored.AuthorId is null ? null : restored.Author;
        await notify.TellClientAsync(file.Notice(), new(ClientNoticeKind.Restored, Verb.KeyOf(restored), restored.OccurredAt, by, null), cancellationToken);
    }
}

/// <summary>Goes on with a ticket that seemed over.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Note">What shows that it is not over.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record ReopenForm(Guid TicketId, string Note, int? Version = null);

/// <summary>Goes on with a ticket that seemed over: the GTR goes on from what it had counted.</summary>
[Requires(Permission.WorkTickets)]
public sealed class ReopenTicket(TicketFiles files)
{
    /// <summary>Reopens.</summary>
    /// <returns>Done, or <c>required</c>, <c>reopened-while-not-resolved</c>, <c>conflict-ended</c> for a closed one.</returns>
    public async Task<Result<Done>> HandleAsync(ReopenForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (file.Ticket.State is TicketState.Closed)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        if (Verb.Missing("note", form.Note) is { } missing)
        {
            return missing;
        }

        var step = file.Step(new(ClockStepKind.Reopened, file.Now), TicketEventKind.Reopened, new() { Note = form.Note.Trim() });
        if (!step.IsAccepted)
        {
            return step.Refusals;
        }

        files.Record(file, "reopen-ticket", new { file.Ticket.Reference });
        return Done.Value;
    }
}
