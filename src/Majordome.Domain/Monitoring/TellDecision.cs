using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>What must be told now of one check, decided by <see cref="TellLedger"/>.</summary>
public abstract record TellDecision
{
    private TellDecision()
    {
    }

    /// <summary>Tell of a problem, for the first time or because it is worse.</summary>
    /// <param name="Obligation">What is owed from now on; its <see cref="Monitoring.Obligation.Number"/>, severity and easings make the idempotency key.</param>
    /// <param name="IsWorse">Whether the same problem was told before, and is worse than people know it to be.</param>
    public sealed record Tell(Obligation Obligation, bool IsWorse) : TellDecision
    {
        /// <summary>A key that is the same for the same message of a check, whatever restarts lie between.</summary>
        public string Key => Obligation.Easings == 0
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Obligation.Number}/told/{Obligation.Severity}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Obligation.Number}/told/{Obligation.Severity}/{Obligation.Easings}");
    }

    /// <summary>Tell the same people that what they were told of is over.</summary>
    /// <param name="Obligation">What was owed, and to whom.</param>
    /// <param name="RecoveredAt">When the item was well again; <c>null</c> when the check was withdrawn while the problem lasted.</param>
    public sealed record Close(Obligation Obligation, Instant? RecoveredAt) : TellDecision
    {
        /// <summary>A key that is the same for the same message of a check, whatever restarts lie between.</summary>
        public string Key => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Obligation.Number}/closed");
    }

    /// <summary>Tell nothing now.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Until">When to ask again at the latest, if a mute ends then.</param>
    public sealed record Quiet(QuietReason Reason, Instant? Until = null) : TellDecision;
}

/// <summary>Why nothing is told.</summary>
public enum QuietReason
{
    /// <summary>What people know is what is.</summary>
    NothingNew,

    /// <summary>A maintenance window or a silence covers the instant.</summary>
    Muted,

    /// <summary>It is over, but the check still flaps: the closure is owed until it is stable.</summary>
    Flapping,

    /// <summary>Only late results say so: a result in time must bear it out.</summary>
    Late,

    /// <summary>The policy does not tell of this severity.</summary>
    NotTold,

    /// <summary>There is nobody to tell: a fault of the contract, to be shown.</summary>
    NoRecipient,
}

/// <summary>A problem that people were told of, whose closure is owed to them.</summary>
/// <param name="Number">1 for the first one told of the check, then 2…</param>
/// <param name="Severity">The severity that people reckon with: the worst told, less what it has eased since.</param>
/// <param name="Problem">The number of the check's problem when it was first told.</param>
/// <param name="Since">Since when it was as bad as was last told (<see cref="Monitoring.Problem.AsBadSince"/>).</param>
/// <param name="ToldAt">When it was first told.</param>
/// <param name="Recipients">Everybody told, in the order they were told, each once.</param>
/// <param name="Easings">How often it has eased since it was first told: what is told after it is another message.</param>
public sealed record Obligation(
    long Number, CheckStatus Severity, long Problem, Instant Since, Instant ToldAt, ImmutableArray<string> Recipients, long Easings = 0);

/// <summary>A decision and the ledger that remembers it; stored together with what is sent.</summary>
public readonly record struct Settlement(TellLedger Ledger, TellDecision Decision);
