using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Letters;

/// <summary>
/// Writes to whoever has a ticket in hand, when something waits for them: the person who holds it; while nobody does, all on the
/// contract's list; where that is empty, the administrators. Nobody is called and nothing is to be acknowledged.
/// </summary>
public sealed class DeskLetters(AppDb db, IContractTerms contracts, People people, StaffLetters letters, Letterbox letterbox, IClock clock)
{
    /// <summary>Posts one letter to each.</summary>
    /// <returns>How many were posted.</returns>
    public async Task<int> PostAsync(TicketNotice ticket, DeskNotice notice, CancellationToken cancellationToken)
    {
        var clientName = await db.Set<Client>().Where(c => c.Id == ticket.ClientId).Select(c => c.Name).SingleAsync(cancellationToken);
        var posted = 0;
        foreach (var person in await WhomAsync(ticket, cancellationToken))
        {
            var key = $"desk/{ticket.TicketId}/{notice.Kind}/{notice.Key}/{person.Id}";
            posted += await letterbox.PostAsync(letters.Desk(person, ticket, clientName, notice), ticket.ClientId, key, cancellationToken) ? 1 : 0;
        }

        return posted;
    }

    private async Task<IReadOnlyList<Person>> WhomAsync(TicketNotice ticket, CancellationToken cancellationToken)
    {
        if (ticket.HolderId is { } holder && await people.FindAsync(holder, ticket.ClientId, cancellationToken) is { } one)
        {
            return [one];
        }

        var listed = new List<Person>();
        foreach (var recipient in await contracts.RecipientsAsync(ticket.ClientId, ticket.ContractId, clock.GetCurrentInstant(), cancellationToken))
        {
            if (await people.FindAsync(recipient.Person, ticket.ClientId, cancellationToken) is { } person)
            {
                listed.Add(person);
            }
        }

        return listed.Count > 0 ? [.. listed.DistinctBy(p => p.Id)] : await people.AdministratorsAsync(cancellationToken);
    }
}
