using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Checks;

/// <summary>What a run found, before it is dated and numbered.</summary>
/// <param name="Status">What it is worth.</param>
/// <param name="Text">One line.</param>
public sealed record CheckOutcome(CheckStatus Status, string Text)
{
    /// <summary>More lines, or empty.</summary>
    public string LongText { get; init; } = "";

    /// <summary>What was measured.</summary>
    public ImmutableArray<PerformanceDatum> Measurements { get; init; } = [];

    /// <summary>How the time was spent.</summary>
    public ImmutableArray<CheckPhase> Phases { get; init; } = [];

    /// <summary>The target does not work.</summary>
    public static CheckOutcome Critical(string text) => new(CheckStatus.Critical, text);

    /// <summary>Nothing can be said of the target.</summary>
    public static CheckOutcome Unknown(string text) => new(CheckStatus.Unknown, text);
}
