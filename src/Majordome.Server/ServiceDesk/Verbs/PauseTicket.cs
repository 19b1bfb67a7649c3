using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>Pauses the GTR.</summary>
/// <param name="TicketId">Which ticket.</param>
/// <param name="Reason">One that the contract allows.</param>
/// <param name="Proof">What shows it: the message sent, the call, the mail.</param>
/// <param name="RemindAt">When to ask again; after now.</param>
/// <param name="Note">An internal remark.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record PauseForm(Guid TicketId, PauseReason Reason, string Proof, Instant? RemindAt, string? Note = null, int? Version = null);

/// <summary>Pauses the GTR for a reason of the contract. The GTI is touched by no pause.</summary>
[Requires(Permission.WorkTickets)]
public sealed class PauseTicket(TicketFiles files)
{
    /// <summary>Pauses.</summary>
    /// <returns>Done, or <c>pause-not-in-contract</c>, <c>required</c>, <c>reminder-missing</c>, <c>reminder-not-after-now</c>, <c>conflict-ended</c>, or what the clocks say (<c>pause-while-paused</c>…).</returns>
    public async Task<Result<Done>> HandleAsync(PauseForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (!file.Ticket.IsActive)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        var article = ArticleOf(file.Coverage, form.Reason);
        var refusals = Check(form, file, article is not null);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        var data = new TicketEventData
        {
            Reason = form.Reason,
            Article = Verb.Kept(article),
            Proof = form.Proof.Trim(),
            RemindAt = form.RemindAt,
            Note = Verb.Kept(form.Note),
        };
        var step = file.Step(new(ClockStepKind.Paused, file.Now, form.Reason), TicketEventKind.Paused, data);
        if (!step.IsAccepted)
        {
            return step.Refusals;
        }

        files.Record(file, "pause-ticket", new { file.Ticket.Reference, form.Reason, form.RemindAt });
        return Done.Value;
    }

    /// <summary>The pauses that may be asked for, with their articles: those of the contract, or all while nothing is promised.</summary>
    public static ImmutableArray<PauseClause> Allowed(CoverageFact coverage) =>
        coverage.ReadDecision().ClocksRun && coverage.Promise is not null
            ? coverage.ReadPauses()
            : [.. Enum.GetValues<PauseReason>().Select(reason => new PauseClause(reason, ""))];

    private static string? ArticleOf(CoverageFact coverage, PauseReason reason) => Allowed(coverage).FirstOrDefault(p => p.Reason == reason)?.Article;

    private static ImmutableArray<Refusal> Check(PauseForm form, TicketFile file, bool isAllowed) =>
    [
        .. new[]
        {
            isAllowed ? null : Refusal.Of("reason", "pause-not-in-contract", form.Reason.Code()),
            Verb.Missing("proof", form.Proof),
            Verb.TooLong("note", form.Note),
            form.RemindAt is { } remind
                ? remind > file.Now ? null : Refusal.Of("remindAt", "reminder-not-after-now", remind)
                : Refusal.Of("remindAt", "reminder-missing"),
        }.OfType<Refusal>(),
    ];
}

/// <summary>Lets the GTR go on.</summary>
/// <param name="TicketId">Which ticket.</param>
/// <param name="Note">An internal remark.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record ResumeForm(Guid TicketId, string? Note = null, int? Version = null);

/// <summary>Lets the GTR go on.</summary>
[Requires(Permission.WorkTickets)]
public sealed class ResumeTicket(TicketFiles files)
{
    /// <summary>Resumes.</summary>
    /// <returns>Done, or <c>resume-while-not-paused</c>.</returns>
    public async Task<Result<Done>> HandleAsync(ResumeForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (Verb.TooLong("note", form.Note) is { } tooLong)
        {
            return tooLong;
        }

        var step = file.Step(new(ClockStepKind.Resumed, file.Now), TicketEventKind.Resumed, new() { Note = Verb.Kept(form.Note) });
        if (!step.IsAccepted)
        {
            return step.Refusals;
        }

        files.Record(file, "resume-ticket", new { file.Ticket.Reference });
        return Done.Value;
    }
}
