using System.Globalization;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Search.Public;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>Finds tickets by their number (<c>T-2641</c> or <c>2641</c>) or by words of their subject, the latest first.</summary>
public sealed class FindTickets(AppDb db, IStringLocalizer<ServiceDeskTexts> texts) : IFind
{
    /// <inheritdoc/>
    public string Title => texts["Tickets.Title"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Found>> FindAsync(string words, int most, CancellationToken cancellationToken)
    {
        var text = words.StartsWith("T-", StringComparison.OrdinalIgnoreCase) ? words[2..] : words;
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        var subject = words.ToLowerInvariant();
        var found = await (
            from ticket in db.Set<Ticket>().AsNoTracking()
            join client in db.Set<Client>() on ticket.ClientId equals client.Id
            where (isNumber && ticket.Number == number) || Sql.Lower(ticket.Subject).Contains(subject)
            orderby ticket.Number descending
            select new { ticket.Number, ticket.Subject, Client = client.Name }).Take(most).ToListAsync(cancellationToken);
        return [.. found.Select(t => new { Reference = string.Create(CultureInfo.InvariantCulture, $"T-{t.Number}"), t.Subject, t.Client })
            .Select(t => new Found(t.Subject, $"{t.Reference} · {t.Client}", $"/tickets/{t.Reference}"))];
    }
}
