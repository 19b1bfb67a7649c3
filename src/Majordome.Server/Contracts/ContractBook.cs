using Majordome.Domain.Contracts;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A contract as lists show it.</summary>
/// <param name="Row">The contract.</param>
/// <param name="History">All its versions.</param>
/// <param name="Standing">How it stands at the asked instant.</param>
/// <param name="Level">What its scope gives on that day, against what the client has now; <c>null</c>: no line says.</param>
public sealed record ContractSummary(Contract Row, ContractHistory History, ContractStanding Standing, LevelFinding? Level);

/// <summary>Reads contracts for pages and the API.</summary>
public sealed class ContractBook(AppDb db, ContractHistories histories, EstateOfClient estates)
{
    /// <summary>The database as the caller sees it.</summary>
    internal AppDb Db => db;

    /// <summary>One page of contracts, by age.</summary>
    /// <param name="clientId">Of one client; <c>null</c>: of all.</param>
    /// <param name="after">The last contract of the page before.</param>
    /// <param name="limit">At most.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>One more than the limit when there are more.</returns>
    public async Task<IReadOnlyList<ContractSummary>> ListAsync(Guid? clientId, Guid? after, int limit, Instant now, CancellationToken cancellationToken)
    {
        var rows = await db.Set<Contract>().AsNoTracking()
            .Where(c => (clientId == null || c.ClientId == clientId) && (after == null || c.Id.CompareTo(after.Value) > 0))
            .OrderBy(c => c.Id).Take(limit + 1).ToListAsync(cancellationToken);
        return await SummariseAsync(rows, now, cancellationToken);
    }

    /// <summary>One contract, or <c>null</c>.</summary>
    public async Task<ContractSummary?> FindAsync(Guid id, Instant now, CancellationToken cancellationToken)
    {
        var row = await db.Set<Contract>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        return row is null ? null : (await SummariseAsync([row], now, cancellationToken))[0];
    }

    /// <summary>These contracts, as far as they are visible.</summary>
    public async Task<IReadOnlyList<ContractSummary>> SummariesAsync(IReadOnlyList<Guid> ids, Instant now, CancellationToken cancellationToken) =>
        await SummariseAsync(await db.Set<Contract>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(cancellationToken), now, cancellationToken);

    /// <summary>The versions of a contract as they were signed, the first one first.</summary>
    public async Task<IReadOnlyList<ContractVersionRow>> VersionsAsync(Guid id, CancellationToken cancellationToken) =>
        await db.Set<ContractVersionRow>().AsNoTracking().Where(v => v.ContractId == id).OrderBy(v => v.Number).ToListAsync(cancellationToken);

    /// <summary>The names of the provider's people, closed accounts included.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IEnumerable<Guid> people, CancellationToken cancellationToken)
    {
        var ids = people.Distinct().ToList();
        return await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).ToDictionaryAsync(u => u.Id, u => u.DisplayName, cancellationToken);
    }

    private async Task<IReadOnlyList<ContractSummary>> SummariseAsync(List<Contract> rows, Instant now, CancellationToken cancellationToken)
    {
        var byContract = (await histories.OfAsync([.. rows.Select(r => r.Id)], cancellationToken)).ToDictionary(h => h.Versions[0].Contract);
        var estateOf = new Dictionary<Guid, Estate>();
        foreach (var client in rows.Select(r => r.ClientId).Distinct())
        {
            estateOf[client] = await estates.PresentAsync(client, cancellationToken);
        }

        return [.. rows.Select(row => Summary(row, byContract[row.Id], estateOf[row.ClientId], now))];
    }

    // Before its start and after its end a contract is described by its first or last day, so that it is never without a level.
    private static ContractSummary Summary(Contract row, ContractHistory history, Estate estate, Instant now)
    {
        var standing = history.At(now);
        var (version, today) = (standing.Version, now.InZone(standing.Version.Zone).Date);
        var days = version.Terms.Days;
        var day = today < days.First ? days.First : days.Last is { } last && last < today ? last : today;
        return new(row, history, standing, Levels.Derive(version.ScopeOn(day), estate, version.Terms.Level));
    }
}
