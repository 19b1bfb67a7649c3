using Majordome.Domain.Contracts;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A row of the list of contracts.</summary>
/// <param name="LevelSetBy">Who set its level, when somebody did.</param>
public sealed record ContractLine(ContractSummary Contract, string ClientName, string? LevelSetBy);

/// <summary>A page of the list, by client and reference.</summary>
/// <param name="First">Rank of its first row, from 1.</param>
/// <param name="Total">How many contracts there are.</param>
/// <param name="InForce">How many of those on this page are in force.</param>
/// <param name="ClientName">The client the list is limited to.</param>
public sealed record ContractListing(
    IReadOnlyList<ContractLine> Lines, long First, long Total, int InForce, bool HasBefore, bool HasAfter, string? ClientName);

/// <summary>Reads the list of contracts as people page through it.</summary>
public static class ContractListings
{
    private const int Rows = 50;

    // By members, not by constructor: so that the database can compare them.
    private sealed class Place
    {
        public required Guid Id { get; init; }

        public required string Client { get; init; }

        public required string Reference { get; init; }
    }

    /// <summary>A page.</summary>
    /// <param name="book">Reads the contracts.</param>
    /// <param name="clientId">Of one client; <c>null</c>: of all.</param>
    /// <param name="after">The last contract of the page before.</param>
    /// <param name="before">Or the first of the page that follows.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ContractListing> PageAsync(
        this ContractBook book, Guid? clientId, Guid? after, Guid? before, Instant now, CancellationToken cancellationToken)
    {
        var all = Places(book.Db, clientId);
        var (from, until) = (await FindAsync(all, after, cancellationToken), await FindAsync(all, before, cancellationToken));
        var rows = from is not null ? all.Where(p => string.Compare(p.Client, from.Client) > 0 || (p.Client == from.Client && string.Compare(p.Reference, from.Reference) > 0))
            : until is not null ? all.Where(p => string.Compare(p.Client, until.Client) < 0 || (p.Client == until.Client && string.Compare(p.Reference, until.Reference) < 0))
            : all;
        var ordered = until is not null && from is null
            ? rows.OrderByDescending(p => p.Client).ThenByDescending(p => p.Reference)
            : rows.OrderBy(p => p.Client).ThenBy(p => p.Reference);
        var shown = await ordered.Take(Rows).ToListAsync(cancellationToken);
        if (until is not null && from is null)
        {
            shown.Reverse();
        }

        var total = await all.CountAsync(cancellationToken);
        var skipped = shown is [var head, ..]
            ? await all.CountAsync(p => string.Compare(p.Client, head.Client) < 0 || (p.Client == head.Client && string.Compare(p.Reference, head.Reference) < 0), cancellationToken)
            : 0;
        var lines = await LinesAsync(book, shown, now, cancellationToken);
        var name = clientId is null ? null : await book.Db.Set<Client>().Where(c => c.Id == clientId).Select(c => c.Name).SingleOrDefaultAsync(cancellationToken);
        var inForce = lines.Count(l => l.Contract.Standing.State == Standing.InForce);
        return new(lines, skipped + 1, total, inForce, skipped > 0, skipped + shown.Count < total, name);
    }

    private static IQueryable<Place> Places(AppDb db, Guid? clientId) =>
        from contract in db.Set<Contract>().AsNoTracking()
        join client in db.Set<Client>() on contract.ClientId equals client.Id
        where clientId == null || contract.ClientId == clientId
        select new Place { Id = contract.Id, Client = client.Name, Reference = contract.Reference };

    private static async Task<Place?> FindAsync(IQueryable<Place> all, Guid? id, CancellationToken cancellationToken) =>
        id is null ? null : await all.SingleOrDefaultAsync(p => p.Id == id, cancellationToken);

    private static async Task<List<ContractLine>> LinesAsync(ContractBook book, List<Place> shown, Instant now, CancellationToken cancellationToken)
    {
        var summaries = (await book.SummariesAsync([.. shown.Select(p => p.Id)], now, cancellationToken)).ToDictionary(s => s.Row.Id);
        var names = await book.NamesAsync(summaries.Values.Select(s => s.Level?.Override?.By).OfType<Guid>(), cancellationToken);
        return [.. shown.Select(p => new ContractLine(summaries[p.Id], p.Client, summaries[p.Id].Level?.Override is { } set ? names.GetValueOrDefault(set.By) : null))];
    }
}
