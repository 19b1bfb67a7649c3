using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>What a list of checks shows.</summary>
/// <param name="State"><c>null</c>: those that are not calm; <c>all</c>; or one state in kebab case; <c>off</c>: those that are not run.</param>
/// <param name="ClientId">Of one client.</param>
/// <param name="After">The key after which the page begins: the rows are sorted by how pressing they are, then by item.</param>
public sealed record CheckListFilter(string? State, Guid? ClientId, string? After);

/// <summary>A page of the list and what stands around it.</summary>
/// <param name="Rows">The checks.</param>
/// <param name="First">Rank of the first, from 1.</param>
/// <param name="Total">How many the list has.</param>
/// <param name="Next">The key after which the next page begins.</param>
/// <param name="Counts">Checks that are run, by their worst state, of the clients in view.</param>
/// <param name="Off">Checks that are not run.</param>
/// <param name="Items">How many items have checks that are run.</param>
/// <param name="SilentProbes">Probes that are silent, with since when.</param>
/// <param name="LastRead">When the newest run started.</param>
public sealed record CheckListPageData(
    IReadOnlyList<CheckView> Rows, long First, long Total, string? Next, IReadOnlyDictionary<CheckStatus, int> Counts, int Off, int Items,
    IReadOnlyList<(string Name, Instant Since)> SilentProbes, Instant? LastRead);

/// <summary>Reads the list of checks.</summary>
public sealed class CheckList(AppDb db, IClock clock)
{
    /// <summary>Rows of a page.</summary>
    public const int PageSize = 50;

    /// <summary>Reads a page.</summary>
    public async Task<CheckListPageData> ReadAsync(CheckListFilter filter, CancellationToken cancellationToken)
    {
        var scope = db.Checks();
        scope = filter.ClientId is { } client ? scope.Where(c => c.ClientId == client) : scope;
        var joined =
            from check in scope
            join standing in db.Set<CheckStanding>().AsNoTracking() on check.Id equals standing.CheckId
            join asset in db.Set<Asset>() on check.AssetId equals asset.Id
            let worst = standing.Severity != CheckStatus.Ok ? standing.Severity : standing.Confirmed
            select new Row
            {
                Check = check,
                Standing = standing,
                Asset = asset,
                Worst = worst,
                Rank = !check.Enabled ? 5 : worst == CheckStatus.Critical ? 0 : worst == CheckStatus.Warning ? 1 : worst == CheckStatus.NoData ? 2 : worst == CheckStatus.Unknown ? 3 : 4,
            };
        var counts = await joined.Where(r => r.Check.Enabled)
            .GroupBy(r => r.Worst)
            .Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        var matching = Filter(joined, filter.State);
        var total = await matching.LongCountAsync(cancellationToken);
        var (page, first) = await AfterAsync(matching, filter.After, cancellationToken);
        var ids = await page.OrderBy(r => r.Rank).ThenBy(r => r.Asset.Name).ThenBy(r => r.Check.Id).Take(PageSize + 1)
            .Select(r => new { r.Check.Id, r.Asset.Name, r.Rank }).ToListAsync(cancellationToken);
        var shown = ids.Take(PageSize).Select(r => r.Id).ToList();
        var rows = await db.Checks().Where(c => shown.Contains(c.Id)).ViewAsync(db, clock.GetCurrentInstant(), cancellationToken);
        return new CheckListPageData(
            [.. rows.OrderByPressing()], first + 1, total, ids.Count > PageSize ? Key(ids[PageSize - 1].Rank, ids[PageSize - 1].Name, ids[PageSize - 1].Id) : null, counts,
            await scope.CountAsync(c => !c.Enabled, cancellationToken),
            await scope.Where(c => c.Enabled).Select(c => c.AssetId).Distinct().CountAsync(cancellationToken),
            await SilentAsync(cancellationToken),
            await joined.MaxAsync(r => r.Standing.LastStarted, cancellationToken));
    }

    /// <summary>The clients that have checks, by name: the choices of the filter.</summary>
    public Task<List<Client>> ClientsAsync(CancellationToken cancellationToken) =>
        db.Set<Client>().AsNoTracking().Where(c => db.Set<Check>().Any(k => k.ClientId == c.Id && k.RemovedAt == null))
            .OrderBy(c => c.Name).ToListAsync(cancellationToken);

    private static IQueryable<Row> Filter(IQueryable<Row> rows, string? state)
    {
        var on = rows.Where(r => r.Check.Enabled);
        return state switch
        {
            "off" => rows.Where(r => !r.Check.Enabled),
            "all" => rows,
            "ok" => on.Where(r => r.Worst == CheckStatus.Ok),
            "warning" => on.Where(r => r.Worst == CheckStatus.Warning),
            "critical" => on.Where(r => r.Worst == CheckStatus.Critical),
            "unknown" => on.Where(r => r.Worst == CheckStatus.Unknown || r.Worst == CheckStatus.NoData),
            _ => on.Where(r => r.Worst != CheckStatus.Ok),
        };
    }

    private static async Task<(IQueryable<Row> Page, long Before)> AfterAsync(IQueryable<Row> rows, string? after, CancellationToken cancellationToken)
    {
        if (after is not [>= '0' and <= '5' and var first, '|', .. var rest] || rest.LastIndexOf('|') is not (> 0 and var at)
            || !Guid.TryParse(rest.AsSpan(at + 1), CultureInfo.InvariantCulture, out var id))
        {
            return (rows, 0);
        }

        var (rank, name) = (first - '0', rest[..at]);
        var page = rows.Where(r => r.Rank > rank || (r.Rank == rank && (string.Compare(r.Asset.Name, name) > 0 || (r.Asset.Name == name && r.Check.Id > id))));
        return (page, await rows.LongCountAsync(cancellationToken) - await page.LongCountAsync(cancellationToken));
    }

    private async Task<IReadOnlyList<(string Name, Instant Since)>> SilentAsync(CancellationToken cancellationToken)
    {
        var probes = await db.Set<ProbeRow>().AsNoTracking().Where(p => p.SilentSince != null).OrderBy(p => p.Name).ToListAsync(cancellationToken);
        return [.. probes.Select(p => (p.Name, p.SilentSince!.Value))];
    }

    private static string Key(int rank, string name, Guid id) => string.Create(CultureInfo.InvariantCulture, $"{rank}|{name}|{id}");

    private sealed class Row
    {
        public required Check Check { get; init; }

        public required CheckStanding Standing { get; init; }

        public required Asset Asset { get; init; }

        public required CheckStatus Worst { get; init; }

        /// <summary>How pressing it is, the most first, as of <see cref="CheckWording.OrderByPressing"/>.</summary>
        public required int Rank { get; init; }
    }
}
