using Majordome.Domain;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>A person starts to work on a ticket.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Version">The version they read, when they say so.</param>
public sealed record TakeForm(Guid TicketId, int? Version = null);

/// <summary>
/// Takes a ticket: the declared start of work by a qualified person, and the only act that ends the GTI. Who comes second is
/// told who was first.
/// </summary>
[Requires(Permission.WorkTickets)]
public sealed class TakeTicket(TicketFiles files, INotify notify)
{
    /// <summary>Takes it. Taking again what one has already taken changes nothing.</summary>
    /// <returns>Done, or <c>conflict-taken</c> with the name of who has it and since when, or <c>conflict-ended</c>.</returns>
    public async Task<Result<Done>> HandleAsync(TakeForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (file.Author.Id is not { } me)
        {
            return Refusals.Forbidden(Permission.WorkTickets);
        }

        if (!file.Ticket.IsActive)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        if (Verb.TakenBy(file) is { } taken)
        {
            return taken.Assignee == me ? Done.Value : Refusal.Of("", "conflict-taken", taken.Name, taken.At);
        }

        var step = file.Step(new(ClockStepKind.Taken, file.Now), TicketEventKind.Taken, new() { Assignee = me, AssigneeName = file.Author.Name });
        if (!step.IsAccepted)
        {
            return step.Refusals;
        }

        files.Record(file, "take-ticket", new { file.Ticket.Reference });
        await notify.AcknowledgeAsync(file.Ticket.ClientId, file.Ticket.Id, me, file.Now, cancellationToken);
        if (file.Events.Count(e => e.Kind is TicketEventKind.Taken) == 1)
        {
            await notify.TellClientAsync(file.Notice(), new(ClientNoticeKind.Taken, Verb.KeyOf(step.Value), file.Now, file.Author.Name, null), cancellationToken);
        }

        return Done.Value;
    }
}
