using System.Collections.Concurrent;
using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Contracts;

/// <summary>The versions read so far, by their hash: one text has one hash, so nothing here is ever stale.</summary>
public sealed class VersionCache
{
    // About 20 kB each; emptied rather than kept by age, since it is refilled by one query.
    private const int Most = 4096;

    private readonly ConcurrentDictionary<string, ContractVersion> versions = new(StringComparer.Ordinal);

    /// <summary>A version read before, or <c>null</c>.</summary>
    public ContractVersion? Find(string hash) => versions.GetValueOrDefault(hash);

    /// <summary>Keeps a version.</summary>
    public void Keep(string hash, ContractVersion version)
    {
        if (versions.Count >= Most)
        {
            versions.Clear();
        }

        versions.TryAdd(hash, version);
    }
}

/// <summary>Reads contracts with all their versions, as far as the caller may see them.</summary>
public sealed class ContractHistories(AppDb db, VersionCache cache)
{
    /// <summary>All contracts of a client.</summary>
    public Task<ImmutableArray<ContractHistory>> OfClientAsync(Guid clientId, CancellationToken cancellationToken) =>
        ReadAsync(db.Set<ContractVersionRow>().Where(v => v.ClientId == clientId), cancellationToken);

    /// <summary>These contracts, as far as they are visible.</summary>
    public Task<ImmutableArray<ContractHistory>> OfAsync(IReadOnlyList<Guid> contractIds, CancellationToken cancellationToken) =>
        ReadAsync(db.Set<ContractVersionRow>().Where(v => contractIds.Contains(v.ContractId)), cancellationToken);

    /// <summary>One contract, or <c>null</c>.</summary>
    public async Task<ContractHistory?> FindAsync(Guid contractId, CancellationToken cancellationToken) =>
        (await OfAsync([contractId], cancellationToken)).FirstOrDefault();

    // First which versions there are, as this caller may see them; then the text of those not read before.
    private async Task<ImmutableArray<ContractHistory>> ReadAsync(IQueryable<ContractVersionRow> rows, CancellationToken cancellationToken)
    {
        var hashes = await rows.AsNoTracking().Select(v => v.Hash).ToListAsync(cancellationToken);
        var versions = new List<ContractVersion>(hashes.Count);
        var unread = new List<string>();
        foreach (var hash in hashes)
        {
            if (cache.Find(hash) is { } version)
            {
                versions.Add(version);
            }
            else
            {
                unread.Add(hash);
            }
        }

        if (unread.Count > 0)
        {
            foreach (var row in await rows.AsNoTracking().Where(v => unread.Contains(v.Hash)).ToListAsync(cancellationToken))
            {
                var version = VersionText.Read(row);
                cache.Keep(row.Hash, version);
                versions.Add(version);
            }
        }

        return [.. versions.GroupBy(v => v.Contract).Select(g => ContractHistory.Of(g).Value)];
    }
}
