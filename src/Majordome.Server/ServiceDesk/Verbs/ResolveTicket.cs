using Majordome.Domain;
using Majordome.Domain.Reviews;
using Majordome.Server.Clients;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>Writes the solution of a ticket.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Solution">What was done, for the next one who meets it.</param>
/// <param name="Cause">The cause, when it was found.</param>
/// <param name="Tier">The line of support that solved it; <c>null</c>: the one it is at.</param>
/// <param name="FirstContact">Whether the first contact solved it.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record ResolveForm(Guid TicketId, string Solution, string? Cause = null, SupportTier? Tier = null, bool FirstContact = false, int? Version = null);

/// <summary>
/// Resolves a ticket: the administrative end, with the solution in words. Where service was not back before, it is now, by a
/// repair.
/// </summary>
[Requires(Permission.WorkTickets)]
public sealed class ResolveTicket(TicketFiles files, INotify notify)
{
    /// <summary>Resolves.</summary>
    /// <returns>Done, or <c>take-first</c>, <c>required</c>, <c>conflict-ended</c>.</returns>
    public async Task<Result<Done>> HandleAsync(ResolveForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (file.Ticket.State is TicketState.Resolved or TicketState.Closed)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        if ((Verb.Missing("solution", form.Solution, Conversation.Message.LongestText) ?? Verb.TooLong("cause", form.Cause)) is { } wrong)
        {
            return wrong;
        }

        if (file.Ticket is { TakenAt: null, RestoredAt: null })
        {
            return Refusal.Of("", "take-first", file.Ticket.Reference);
        }

        var restored = file.Ticket.RestoredAt is null ? file.Step(new(ClockStepKind.Restored, file.Now), TicketEventKind.Restored, new() { Means = RestorationMeans.Repair }) : default(Result<TicketEvent>?);
        if (restored is { IsAccepted: false } notNow)
        {
            return notNow.Refusals;
        }

        file.Add(TicketEventKind.Resolved, new()
        {
            Solution = form.Solution.Trim(),
            Cause = Verb.Kept(form.Cause),
            Tier = form.Tier ?? file.Ticket.Tier,
            FirstContact = form.FirstContact,
        });
        file.Ticket.ClientWroteAt = null;
        files.Record(file, "resolve-ticket", new { file.Ticket.Reference });
        if (restored is { } back)
        {
            await Restoration.TellAsync(notify, file, back.Value, cancellationToken);
        }

        return Done.Value;
    }
}

/// <summary>Closes a ticket for good.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record CloseForm(Guid TicketId, int? Version = null);

/// <summary>Closes a resolved ticket for good: it takes nothing more, the same fault opens another.</summary>
[Requires(Permission.WorkTickets)]
public sealed class CloseTicket(TicketFiles files)
{
    /// <summary>Closes.</summary>
    /// <returns>Done, or <c>resolve-first</c>.</returns>
    public async Task<Result<Done>> HandleAsync(CloseForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (file.Ticket.State is TicketState.Closed)
        {
            return Done.Value;
        }

        if (file.Ticket.State is not TicketState.Resolved)
        {
            return Refusal.Of("", "resolve-first", file.Ticket.Reference);
        }

        file.Add(TicketEventKind.Closed);
        file.Ticket.ClientWroteAt = null;
        files.Record(file, "close-ticket", new { file.Ticket.Reference });
        return Done.Value;
    }
}

/// <summary>Corrects what is known of a ticket.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Subject">In one line.</param>
/// <param name="Description">In full.</param>
/// <param name="ContactId">The client's person.</param>
/// <param name="Version">The version read.</param>
public sealed record EditForm(Guid TicketId, string Subject, string Description, Guid? ContactId, int? Version = null);

/// <summary>Corrects what is known of a ticket. The item and the nature are changed by deciding coverage again.</summary>
[Requires(Permission.WorkTickets)]
public sealed class EditTicket(AppDb db, TicketFiles files)
{
    /// <summary>Corrects.</summary>
    public async Task<Result<Done>> HandleAsync(EditForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var ticket = file.Ticket;
        if ((TicketRegister.CheckSubject(form.Subject).FirstOrDefault() ?? Verb.TooLong("description", form.Description, Conversation.Message.LongestText)) is { } wrong)
        {
            return wrong;
        }

        if (form.ContactId is { } contact && contact != ticket.ContactId && !await db.Set<Contact>().AnyAsync(c => c.Id == contact && c.ClientId == ticket.ClientId, cancellationToken))
        {
            return Refusals.NotFound("contactId", contact);
        }

        var fields = new[]
        {
            form.Subject.Trim() == ticket.Subject ? null : "subject",
            form.Description.Trim() == ticket.Description ? null : "description",
            form.ContactId == ticket.ContactId ? null : "contact",
        }.OfType<string>().ToArray();
        if (fields.Length == 0)
        {
            return Done.Value;
        }

        (ticket.Subject, ticket.Description, ticket.ContactId) = (form.Subject.Trim(), form.Description.Trim(), form.ContactId);
        file.Add(TicketEventKind.Edited, new() { Fields = [.. fields] });
        files.Record(file, "edit-ticket", new { ticket.Reference, Fields = fields });
        return Done.Value;
    }
}
