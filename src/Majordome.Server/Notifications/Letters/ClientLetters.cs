using System.Text;
using Majordome.Protocols.Mime;
using Majordome.Server.Clients;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Letters;

/// <summary>
/// Writes to a client's contacts who asked to be told: in plain words, without levels, deadlines or other terms of the trade, saying
/// what is done and when they hear of it next.
/// </summary>
public sealed class ClientLetters(AppDb db, Letterbox letterbox, IClock clock)
{
    /// <summary>Posts one letter to each contact who is told and has an address.</summary>
    /// <returns>How many were posted.</returns>
    public async Task<int> PostAsync(TicketNotice ticket, ClientNotice notice, CancellationToken cancellationToken)
    {
        var client = await db.Set<Client>().AsNoTracking().SingleAsync(c => c.Id == ticket.ClientId, cancellationToken);
        var contacts = await db.Set<Contact>().AsNoTracking()
            .Where(c => c.ClientId == ticket.ClientId && c.IsTold && c.Email != null && c.Email != "")
            .OrderBy(c => c.Id).ToListAsync(cancellationToken);
        var provider = await db.Set<Provider>().AsNoTracking().Select(p => p.Name).SingleOrDefaultAsync(cancellationToken) ?? "Majordome";
        var reader = new Reader(client.Language, client.Zone, clock.GetCurrentInstant());
        var posted = 0;
        foreach (var contact in contacts.DistinctBy(c => c.Email!.Trim(), StringComparer.OrdinalIgnoreCase))
        {
            var letter = Write(reader, contact, ticket, notice, provider);
            var key = $"client/{ticket.TicketId}/{notice.Kind}/{notice.Key}/{contact.Id}";
            posted += await letterbox.PostAsync(letter, ticket.ClientId, key, cancellationToken) ? 1 : 0;
        }

        return posted;
    }

    private static Letter Write(Reader reader, Contact contact, TicketNotice ticket, ClientNotice notice, string provider)
    {
        var at = reader.Words.SpokenTime(notice.At);
        var text = new StringBuilder(reader["Client.Hello", contact.Name]).Append("\n\n");
        text.Append(notice.Kind switch
        {
            ClientNoticeKind.Taken when notice.By is { } by => reader["Client.TakenBy", by, at],
            ClientNoticeKind.Taken => reader["Client.Taken", at],
            ClientNoticeKind.Restored => reader["Client.Restored", at],
            _ => notice.Text ?? "",
        }).Append("\n\n");
        if (notice.Kind is not ClientNoticeKind.Reply)
        {
            text.Append(reader["Client.About", ticket.Subject]).Append('\n');
            if (ticket.AssetName is { } asset)
            {
                text.Append(reader["Client.Asset", asset]).Append('\n');
            }

            text.Append('\n').Append(reader[notice.Kind is ClientNoticeKind.Taken ? "Client.Taken.Next" : "Client.Restored.Next"]).Append("\n\n");
        }

        text.Append(notice is { Kind: ClientNoticeKind.Reply, By: { } author } ? $"{author}\n{provider}" : provider).Append('\n');
        text.Append(reader["Client.Reference", ticket.Number]).Append('\n');
        var subject = reader[$"Client.{notice.Kind}.Subject", ticket.Subject, ticket.Number];
        return new Letter(contact.Email!.Trim(), HeaderText.Flatten(contact.Name), HeaderText.Flatten(subject), text.ToString(), $"ticket-{ticket.TicketId:N}", ticket.Number);
    }
}
