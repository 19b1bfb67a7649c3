using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A result of something that the sender names.</summary>
/// <param name="Hosts">What it may call the item, the surest first.</param>
/// <param name="Check">The passive check to make where there is none of its name.</param>
/// <param name="Result">The result.</param>
/// <param name="Payload">How it came, kept when it belongs nowhere.</param>
public sealed record NamedResult(ImmutableArray<string> Hosts, CheckForm Check, OutsideResult Result, string Payload);

/// <summary>What became of results.</summary>
/// <param name="Checks">How many are results of a check now.</param>
/// <param name="Aside">How many were put aside.</param>
public sealed record Placed(int Checks, int Aside);

/// <summary>Finds the checks that senders mean, hands them the results, and puts aside those of what is not there.</summary>
public sealed class PlaceOutside(Commands commands, InboundResults inbound, IServiceScopeFactory scopes, IClock clock)
{
    private static readonly Caller Caller = Caller.Program("intake");

    /// <summary>Places results of a sender, in the order given.</summary>
    /// <param name="sender">Whose: items of other clients are not looked at.</param>
    /// <param name="kind">In which form they came.</param>
    /// <param name="results">The results.</param>
    /// <param name="cancellationToken">Cancels between two results; what was placed stays.</param>
    /// <returns>What became of them, or <c>conflict</c>: others were quicker time and again, and the sender is to send them once more.</returns>
    public async Task<Result<Placed>> HandleAsync(Sender sender, string kind, IReadOnlyList<NamedResult> results, CancellationToken cancellationToken)
    {
        var assets = await OutsideAssets.ReadAsync(scopes, sender.ClientId, cancellationToken);
        var strays = new List<Stray>();
        foreach (var result in results)
        {
            var reason = result.Hosts.Select(assets.Find).FirstOrDefault(found => found is not null) is { } asset
                ? await PlaceAsync(asset, result, cancellationToken)
                : "asset-unknown";
            if (reason is Refusals.ConflictRule)
            {
                return Refusals.Conflict();
            }

            if (reason is not null)
            {
                strays.Add(new Stray(reason, result.Payload));
            }
        }

        if (strays.Count > 0)
        {
            var kept = await commands.RunAsync(
                Caller, (PutAside c) => c.HandleAsync(kind, sender.SourceId.ToString(), sender.Name, strays, cancellationToken), cancellationToken);
            if (!kept.IsAccepted)
            {
                return kept.Refusals;
            }
        }

        return new Placed(results.Count - strays.Count, strays.Count);
    }

    // What was found before the check was made counts from then on: the check knows nothing of the time before.
    private async Task<string?> PlaceAsync(Guid asset, NamedResult named, CancellationToken cancellationToken)
    {
        var ensured = await commands.RunAsync(Caller, (EnsurePassiveCheck c) => c.HandleAsync(asset, named.Check, cancellationToken), cancellationToken);
        if (!ensured.TryGet(out var check, out var refusals))
        {
            return refusals[0].Rule;
        }

        var now = clock.GetCurrentInstant();
        var started = Instant.Max(check.CreatedAt, Instant.Min(named.Result.Started ?? now, now));
        var taken = await inbound.TakeAsync(Caller, check.Id, [named.Result with { Started = started }], cancellationToken);
        return taken.IsAccepted ? null : taken.Refusals[0].Rule;
    }
}
