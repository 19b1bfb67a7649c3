using Majordome.Server.Assets.Public;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Search.Public;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Assets;

/// <summary>Finds assets by name or address.</summary>
public sealed class FindAssets(AppDb db, IStringLocalizer<AssetsTexts> texts, AssetWords say) : IFind
{
    /// <inheritdoc/>
    public string Title => texts["Assets"];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Found>> FindAsync(string words, int most, CancellationToken cancellationToken)
    {
        var lower = words.ToLowerInvariant();
        var assets = await db.Set<Asset>().AsNoTracking()
            .Where(a => Sql.Lower(a.Name).Contains(lower) || a.Name.Contains(words) || (a.Address != null && Sql.Lower(a.Address).Contains(lower)))
            .OrderBy(a => a.RetiredAt != null).ThenBy(a => a.Name).Take(most)
            .Select(a => new { a.Id, a.Name, a.Class, Client = db.Set<Client>().Where(c => c.Id == a.ClientId).Select(c => c.Name).First() })
            .ToListAsync(cancellationToken);
        return assets.ConvertAll(a => new Found(a.Name, $"{say.Class(a.Class)} · {a.Client}", $"/assets/{a.Id}"));
    }
}
