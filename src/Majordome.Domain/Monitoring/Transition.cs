using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>What changed.</summary>
public enum TransitionKind
{
    /// <summary>The confirmed state, or what it means for the problem.</summary>
    State,

    /// <summary>The check began to flap.</summary>
    FlappingStarted,

    /// <summary>The check is stable again.</summary>
    FlappingStopped,
}

/// <summary>What a change of the confirmed state does to the problem of the check.</summary>
public enum ProblemEffect
{
    /// <summary>Nothing: no problem before and after, or the same at the same severity.</summary>
    None,

    /// <summary>A problem opens.</summary>
    Opened,

    /// <summary>The same problem is worse.</summary>
    Worsened,

    /// <summary>The same problem is less bad.</summary>
    Eased,

    /// <summary>The problem is over.</summary>
    Recovered,
}

/// <summary>A fact for the history of a check.</summary>
/// <param name="Kind">What changed.</param>
/// <param name="From">The confirmed state before.</param>
/// <param name="To">The confirmed state after; the same as before for flapping.</param>
/// <param name="Since">Since when it is so in the world: the start of the first result of the confirming run, or when the missing result was due.</param>
/// <param name="DetectedAt">When it was found out.</param>
/// <param name="Effect">What it does to the problem.</param>
/// <param name="Problem">The number of the problem touched; <c>null</c> when there is none.</param>
/// <param name="Severity">The severity of that problem after the change; OK when it is over or there is none.</param>
/// <param name="IsLate">Found by a late result: history and availability take it, nobody is told.</param>
public sealed record Transition(
    TransitionKind Kind,
    CheckStatus From,
    CheckStatus To,
    Instant Since,
    Instant DetectedAt,
    ProblemEffect Effect,
    long? Problem,
    CheckStatus Severity,
    bool IsLate);

/// <summary>What the machine did with a result.</summary>
public enum Reception
{
    /// <summary>Applied: it is newer than all before.</summary>
    Applied,

    /// <summary>The last result applied, once more: nothing changes.</summary>
    Replayed,

    /// <summary>
    /// Older than the last result applied: an earlier one again, or one that was overtaken. Nothing changes: what was decided
    /// on newer facts stands. The result itself may still be kept under its position.
    /// </summary>
    OutOfOrder,
}

/// <summary>One step of the machine.</summary>
/// <param name="State">The state after.</param>
/// <param name="Transitions">What changed, in order; empty when nothing did.</param>
/// <param name="Reception">What was done with the result.</param>
public readonly record struct Step(CheckState State, ImmutableArray<Transition> Transitions, Reception Reception);
