using Majordome.Domain;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>Gives a ticket to somebody.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Assignee">To whom; <c>null</c>: to nobody.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record AssignForm(Guid TicketId, Guid? Assignee, int? Version = null);

/// <summary>Gives a ticket to somebody. It does not end the GTI: who gets it has not started to work.</summary>
[Requires(Permission.WorkTickets)]
public sealed class AssignTicket(TicketFiles files, Colleagues colleagues)
{
    /// <summary>Assigns.</summary>
    public async Task<Result<Done>> HandleAsync(AssignForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (file.Ticket.State is TicketState.Closed)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        if (!(await colleagues.FindAsync(form.Assignee, file.Ticket.ClientId, cancellationToken)).TryGet(out var assignee, out refused))
        {
            return refused;
        }

        if (file.Ticket.AssigneeId == form.Assignee)
        {
            return Done.Value;
        }

        file.Add(TicketEventKind.Assigned, new() { Assignee = form.Assignee, AssigneeName = assignee.Name });
        files.Record(file, "assign-ticket", new { file.Ticket.Reference, form.Assignee });
        return Done.Value;
    }
}

/// <summary>Sends a ticket to a higher line of support.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="To">To which line; <c>null</c>: the next one.</param>
/// <param name="Assignee">To whom there; <c>null</c>: to whoever takes it.</param>
/// <param name="Note">Why, and what was done so far.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record EscalateForm(Guid TicketId, SupportTier? To, Guid? Assignee, string Note, int? Version = null);

/// <summary>Sends a ticket to a higher line of support. No clock stops.</summary>
[Requires(Permission.WorkTickets)]
public sealed class EscalateTicket(TicketFiles files, Colleagues colleagues)
{
    /// <summary>Escalates.</summary>
    /// <returns>Done, or <c>tier-not-higher</c>, <c>required</c>, <c>conflict-ended</c>.</returns>
    public async Task<Result<Done>> HandleAsync(EscalateForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        if (!file.Ticket.IsActive)
        {
            return Refusal.Of("", Verb.EndedRule, file.Ticket.Reference);
        }

        var to = form.To ?? (file.Ticket.Tier < SupportTier.N3 ? file.Ticket.Tier + 1 : SupportTier.N3);
        if (to <= file.Ticket.Tier)
        {
            return Refusal.Of("to", "tier-not-higher", to, file.Ticket.Tier);
        }

        if (Verb.Missing("note", form.Note) is { } missing)
        {
            return missing;
        }

        if (!(await colleagues.FindAsync(form.Assignee, file.Ticket.ClientId, cancellationToken)).TryGet(out var assignee, out refused))
        {
            return refused;
        }

        file.Add(TicketEventKind.Escalated, new() { Tier = to, Assignee = form.Assignee, AssigneeName = assignee.Name, Note = form.Note.Trim() });
        files.Record(file, "escalate-ticket", new { file.Ticket.Reference, To = to });
        return Done.Value;
    }
}

/// <summary>A person of the provider, or nobody.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">How they are called.</param>
public sealed record Colleague(Guid? Id, string? Name);

/// <summary>Finds the people of the provider who may work for a client.</summary>
public sealed class Colleagues(AppDb db)
{
    /// <summary>One of them.</summary>
    /// <returns>The person; nobody for <c>null</c>; or <c>not-found</c> at <c>assignee</c>.</returns>
    public async Task<Result<Colleague>> FindAsync(Guid? id, Guid clientId, CancellationToken cancellationToken)
    {
        if (id is null)
        {
            return new Colleague(null, null);
        }

        var name = await Of(clientId).Where(u => u.Id == id).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken);
        return name is null ? Refusals.NotFound("assignee", id) : new Colleague(id, name);
    }

    /// <summary>All of them, by name.</summary>
    public Task<List<Colleague>> ListAsync(Guid clientId, CancellationToken cancellationToken) =>
        Of(clientId).OrderBy(u => u.DisplayName).Select(u => new Colleague(u.Id, u.DisplayName)).ToListAsync(cancellationToken);

    private IQueryable<User> Of(Guid clientId) =>
        db.Users.Where(u => u.ClientId == null && u.DisabledAt == null && u.Grants.Any(g => g.ClientId == null || g.ClientId == clientId));
}
