using Majordome.Server.Platform.Persistence;
using Majordome.Server.Search.Public;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Clients;

/// <summary>Finds clients by name or code.</summary>
public sealed class FindClients(AppDb db, IStringLocalizer<ClientsTexts> texts) : IFind
{
    /// <inheritdoc/>
    public string Title => texts["Clients"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Found>> FindAsync(string words, int most, CancellationToken cancellationToken)
    {
        var lower = words.ToLowerInvariant();
        var clients = await db.Set<Client>().AsNoTracking()
            .Where(c => Sql.Lower(c.Name).Contains(lower) || c.Name.Contains(words) || Sql.Lower(c.Code).Contains(lower))
            .OrderBy(c => c.ArchivedAt != null).ThenBy(c => c.Name).Take(most).ToListAsync(cancellationToken);
        return clients.ConvertAll(c => new Found(c.Name, c.ArchivedAt is null ? c.Code : $"{c.Code} · {texts["Client.IsArchived"].Value}", $"/clients/{c.Id}"));
    }
}
