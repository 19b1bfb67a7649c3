using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>Whether a contract speaks at an instant.</summary>
public enum Standing
{
    /// <summary>It does.</summary>
    InForce = 1,

    /// <summary>Its first day has not come.</summary>
    NotStarted,

    /// <summary>Its last day has passed.</summary>
    Ended,

    /// <summary>It is suspended.</summary>
    Suspended,
}

/// <summary>Which version of a contract stands at an instant, and how.</summary>
/// <param name="Since">The instant this standing began; <c>null</c> when it always stood so (not started).</param>
/// <param name="Until">The instant it ends, excluded; <c>null</c> when none is set. In force: the end of the contract.</param>
public sealed record ContractStanding(ContractVersion Version, Standing State, Instant? Since, Instant? Until);

/// <summary>All versions of one contract: what was in force at any instant can be asked, for ever.</summary>
public sealed record ContractHistory
{
    private ContractHistory(ImmutableArray<ContractVersion> versions) => Versions = versions;

    /// <summary>By number, from 0 without a gap; at least one.</summary>
    public ImmutableArray<ContractVersion> Versions { get; }

    /// <summary>Whose contract it is.</summary>
    public Guid Client => Versions[0].Client;

    /// <summary>The versions of one contract, in any order.</summary>
    /// <returns>The history, or a refusal: no version, versions of several contracts or clients, a number twice or missing.</returns>
    public static Result<ContractHistory> Of(IEnumerable<ContractVersion> versions)
    {
        ImmutableArray<ContractVersion> ordered = [.. versions.OrderBy(v => v.Number)];
        if (ordered.IsEmpty)
        {
            return Refusal.Of("versions", "versions-empty");
        }

        ImmutableArray<Refusal> refusals =
        [
            .. ordered.Where(v => (v.Contract, v.Client) != (ordered[0].Contract, ordered[0].Client))
                .Select(v => Refusal.Of("versions", "version-of-another-contract", v.Number)),
            .. ordered.Index().Where(v => v.Item.Number != v.Index)
                .Take(1).Select(v => Refusal.Of("versions", "version-number-missing-or-twice", v.Item.Number, v.Index)),
        ];
        return refusals.IsEmpty ? new ContractHistory(ordered) : refusals;
    }

    /// <summary>The version in force at an instant, or <c>null</c>: not started, ended or suspended then.</summary>
    public ContractVersion? InForceAt(Instant instant) => At(instant) is { State: Standing.InForce, Version: var version } ? version : null;

    /// <summary>
    /// How the contract stands at an instant. The latest amendment that is effective by then speaks, each from the start of
    /// its day in its own zone; so one that reaches back replaces those between.
    /// </summary>
    public ContractStanding At(Instant instant)
    {
        var version = Versions.LastOrDefault(v => v.Zone.AtStartOfDay(v.EffectiveFrom).ToInstant() <= instant) ?? Versions[0];
        var days = version.Terms.Days.ToInterval(version.Zone);
        var end = days.HasEnd ? days.End : (Instant?)null;
        if (instant < days.Start)
        {
            return new(version, Standing.NotStarted, null, days.Start);
        }

        if (end <= instant)
        {
            return new(version, Standing.Ended, end, null);
        }

        foreach (var suspension in version.Terms.Suspensions)
        {
            var stop = suspension.Days.ToInterval(version.Zone);
            if (stop.Contains(instant))
            {
                return new(version, Standing.Suspended, stop.Start, stop.HasEnd ? stop.End : end);
            }
        }

        return new(version, Standing.InForce, days.Start, end);
    }
}
