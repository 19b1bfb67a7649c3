using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>A check where it stands, with the names people know it by.</summary>
public sealed record CheckView(Check Check, CheckStanding Standing, string AssetName, string ClientName, Instant? SilentUntil)
{
    /// <summary>What the last run measured.</summary>
    public ImmutableArray<PerformanceDatum> Measurements => CheckQueries.Read(Standing.LastMeasurements);

    /// <summary>Whether nothing is confirmed of it yet, and no silence either: it was just added.</summary>
    public bool IsAwaited => Standing is { Confirmed: CheckStatus.NoData, Severity: CheckStatus.Ok };

    /// <summary>The name of its state, for texts.</summary>
    public string StateName => IsAwaited ? "Awaited" : Worst.ToString();

    /// <summary>How pressing it is: the open problem, else the confirmed state; a check that is off asks for nothing.</summary>
    public CheckStatus Worst => Standing.Severity != CheckStatus.Ok ? Standing.Severity : Standing.Confirmed;
}

/// <summary>Reads checks, for pages and the API alike.</summary>
public static class CheckQueries
{
    /// <summary>Every check that is not removed and that the caller may see.</summary>
    public static IQueryable<Check> Checks(this AppDb db) => db.Set<Check>().AsNoTracking().Where(c => c.RemovedAt == null);

    /// <summary>One check; <c>null</c>: there is none, as far as the caller may know.</summary>
    public static async Task<CheckView?> FindCheckAsync(this AppDb db, Guid id, Instant now, CancellationToken cancellationToken) =>
        (await db.Checks().Where(c => c.Id == id).ViewAsync(db, now, cancellationToken)).SingleOrDefault();

    /// <summary>Checks with what is shown beside them, by identifier.</summary>
    public static async Task<List<CheckView>> ViewAsync(this IQueryable<Check> checks, AppDb db, Instant now, CancellationToken cancellationToken)
    {
        var rows = await (
            from check in checks
            join standing in db.Set<CheckStanding>().AsNoTracking() on check.Id equals standing.CheckId
            join asset in db.Set<Asset>() on check.AssetId equals asset.Id
            join client in db.Set<Client>() on check.ClientId equals client.Id
            orderby check.Id
            select new { check, standing, asset = asset.Name, client = client.Name }).ToListAsync(cancellationToken);
        var silences = await db.Set<Silence>().AsNoTracking()
            .Where(s => s.From <= now && s.Until > now && s.LiftedAt == null)
            .GroupBy(s => s.CheckId).Select(g => new { g.Key, Until = g.Max(s => s.Until) })
            .ToDictionaryAsync(s => s.Key, s => (Instant?)s.Until, cancellationToken);
        return [.. rows.Select(r => new CheckView(r.check, r.standing, r.asset, r.client, silences.GetValueOrDefault(r.check.Id)))];
    }

    /// <summary>Changes of state as people understand them: without the first look at a check that found all well.</summary>
    public static IQueryable<StateChange> OfState(this IQueryable<StateChange> changes) =>
        changes.Where(c => c.Kind == TransitionKind.State && (c.Number > 1 || c.To != CheckStatus.Ok));

    /// <summary>Reads measurements as they are kept.</summary>
    public static ImmutableArray<PerformanceDatum> Read(string? measurements) =>
        measurements is null ? [] : JsonSerializer.Deserialize<ImmutableArray<PerformanceDatum>>(measurements, Json.Options);
}
