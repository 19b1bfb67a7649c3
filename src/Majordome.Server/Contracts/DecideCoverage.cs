using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>Answers what the other rooms ask of contracts.</summary>
public sealed class DecideCoverage(AppDb db, ContractHistories histories) : IContractTerms
{
    /// <inheritdoc/>
    public async Task<CoverageAnswer> DecideAsync(
        Guid clientId, Guid? assetId, Nature nature, Priority priority, Instant at, CancellationToken cancellationToken)
    {
        var asset = assetId is { } id
            ? await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.ClientId == clientId && a.Id == id, cancellationToken)
            : null;
        var item = asset is null ? null : new EstateItem(asset.Id, asset.Class, asset.SiteId);
        return await DecideAsync(new CoverageQuestion(clientId, item, nature, priority, at), cancellationToken);
    }

    /// <summary>Likewise for an item of which only the class may be known.</summary>
    public async Task<CoverageAnswer> DecideAsync(CoverageQuestion question, CancellationToken cancellationToken)
    {
        var contracts = await histories.OfClientAsync(question.Client, cancellationToken);
        var decision = Coverage.Decide(question, contracts);
        if (decision.Contract is not { } cited)
        {
            return new(decision, null, ClockTerms.DefaultAttentionPercent, []);
        }

        var version = contracts.Single(c => c.Versions[0].Contract == cited.Contract).Versions[cited.Version];
        var promise = decision.ClocksRun ? await PromiseAsync(version, decision, question.Item?.Site, cancellationToken) : null;
        return new(decision, promise, version.Terms.AttentionPercent, version.Terms.Pauses);
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<Recipient>> RecipientsAsync(Guid clientId, Guid? contractId, Instant at, CancellationToken cancellationToken)
    {
        var contracts = await histories.OfClientAsync(clientId, cancellationToken);
        var speaking = contractId is { } id
            ? contracts.Where(c => c.Versions[0].Contract == id).Select(c => c.At(at).Version)
            : contracts.Select(c => c.InForceAt(at)).OfType<ContractVersion>().OrderBy(v => v.Terms.Reference, StringComparer.Ordinal);
        var named = speaking.SelectMany(v => v.Terms.Recipients).DistinctBy(r => r.Person).ToList();
        var ids = named.ConvertAll(r => r.Person);
        var reachable = await db.Users.Where(u => ids.Contains(u.Id) && u.DisabledAt == null).Select(u => u.Id).ToListAsync(cancellationToken);
        return [.. named.Where(r => reachable.Contains(r.Person))];
    }

    // The calendar fixes zone and holidays, or the item's site does, or the contract for an item that stands nowhere.
    private async Task<Promise> PromiseAsync(ContractVersion version, CoverageDecision decision, Guid? siteId, CancellationToken cancellationToken)
    {
        var (name, calendar) = (decision.Calendar!.Calendar, version.Terms.Calendars[decision.Calendar.Calendar]);
        var site = siteId is null ? null : await db.Set<Site>().AsNoTracking()
            .SingleOrDefaultAsync(s => s.ClientId == version.Client && s.Id == siteId, cancellationToken);
        return new(
            name,
            calendar.Zone ?? site?.Zone ?? version.Terms.Zone,
            calendar.Holidays ?? site?.Holidays ?? version.Terms.Holidays,
            calendar,
            decision.Priority!.Targets);
    }
}
