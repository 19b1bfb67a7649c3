using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Assets;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>Weighs a ticket anew.</summary>
/// <param name="TicketId">Which.</param>
/// <param name="Impact">How much is touched.</param>
/// <param name="Urgency">How soon.</param>
/// <param name="Note">Why.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record PriorityForm(Guid TicketId, Impact Impact, Urgency Urgency, string Note, int? Version = null);

/// <summary>
/// Weighs a ticket anew. What is promised for the new priority holds from now on; what was counted is kept, and what was
/// told stays told. The contract is asked as it stood at the registration. Once service is back the promise is judged, and another
/// target would judge it again after the fact: a ticket is weighed anew before the restoration, or after it was reopened.
/// </summary>
[Requires(Permission.WorkTickets)]
public sealed class ChangePriority(TicketFiles files, IContractTerms terms)
{
    /// <summary>Changes impact and urgency, and with them priority and promise.</summary>
    /// <returns>Done, or <c>required</c>, <c>conflict-ended</c>, <c>conflict-restored</c>.</returns>
    public async Task<Result<Done>> HandleAsync(PriorityForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var ticket = file.Ticket;
        if (!ticket.IsActive)
        {
            return Refusal.Of("", Verb.EndedRule, ticket.Reference);
        }

        if (ticket.RestoredAt is { } restored)
        {
            return Refusal.Of("", "conflict-restored", ticket.Reference, restored);
        }

        if (Verb.Missing("note", form.Note) is { } missing)
        {
            return missing;
        }

        if (form.Impact == ticket.Impact && form.Urgency == ticket.Urgency)
        {
            return Done.Value;
        }

        (ticket.Impact, ticket.Urgency) = (form.Impact, form.Urgency);
        var priority = PriorityMatrix.Default[form.Impact, form.Urgency];
        var changed = file.Add(TicketEventKind.PriorityChanged, new() { Impact = form.Impact, Urgency = form.Urgency, Priority = priority, Note = form.Note.Trim() });
        if (priority != ticket.Priority)
        {
            file.Cover(await terms.DecideAsync(ticket.ClientId, ticket.AssetId, ticket.Nature, priority, ticket.RegisteredAt, cancellationToken), priority, changed);
        }

        files.Record(file, "change-priority", new { ticket.Reference, Priority = priority });
        return Done.Value;
    }
}

/// <summary>Asks for another decision on coverage.</summary>
/// <param name="TicketId">Which ticket.</param>
/// <param name="Why">What was wrong, or is known since.</param>
/// <param name="Nature">The nature it turned out to have; <c>null</c>: as it is.</param>
/// <param name="AssetId">The item it turned out to be about; <c>null</c>: as it is.</param>
/// <param name="Version">The version read, when it matters.</param>
public sealed record CoverageForm(Guid TicketId, string Why, Nature? Nature = null, Guid? AssetId = null, int? Version = null);

/// <summary>
/// Decides coverage again, by what is known now of the ticket and by the contract as it stood at the registration. The earlier
/// decision stays a fact; the new one holds from now on.
/// </summary>
[Requires(Permission.WorkTickets)]
public sealed class DecideCoverageAgain(AppDb db, TicketFiles files, IContractTerms terms)
{
    /// <summary>Decides again.</summary>
    /// <returns>Done, or <c>required</c>, <c>not-found</c> at <c>assetId</c>, <c>conflict-ended</c>.</returns>
    public async Task<Result<Done>> HandleAsync(CoverageForm form, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(form.TicketId, form.Version, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var ticket = file.Ticket;
        if (ticket.State is TicketState.Closed)
        {
            return Refusal.Of("", Verb.EndedRule, ticket.Reference);
        }

        if (Verb.Missing("why", form.Why) is { } missing)
        {
            return missing;
        }

        if (form.AssetId is { } assetId)
        {
            if (!await db.Set<Asset>().AnyAsync(a => a.Id == assetId && a.ClientId == ticket.ClientId, cancellationToken))
            {
                return Refusals.NotFound("assetId", assetId);
            }

            ticket.AssetId = assetId;
        }

        ticket.Nature = form.Nature ?? ticket.Nature;
        var decided = file.Add(TicketEventKind.CoverageDecided, new() { Note = form.Why.Trim() });
        var answer = await terms.DecideAsync(ticket.ClientId, ticket.AssetId, ticket.Nature, ticket.Priority, ticket.RegisteredAt, cancellationToken);
        file.Cover(answer, ticket.Priority, decided, form.Why.Trim());
        files.Record(file, "decide-coverage", new { ticket.Reference, answer.Decision.Verdict });
        return Done.Value;
    }
}
