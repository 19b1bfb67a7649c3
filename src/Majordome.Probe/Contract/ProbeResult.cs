using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;
using NodaTime;

namespace Majordome.Probe.Contract;

/// <summary>What one run of a check found.</summary>
public sealed record ProbeResult
{
    /// <summary>The check.</summary>
    public required Guid Check { get; init; }

    /// <summary>Version of the definition it was run by (<see cref="CheckAssignment.Definition"/>).</summary>
    public required int Definition { get; init; }

    /// <summary>Its number within the probe's epoch: from 1, growing, given when it is stored; zero before.</summary>
    public long Sequence { get; init; }

    /// <summary>When the run started, by the probe's clock, in whole microseconds.</summary>
    public required Instant Started { get; init; }

    /// <summary>How long it took, in whole microseconds.</summary>
    public required Duration Took { get; init; }

    /// <summary>What it found; never no data: a probe that has nothing sends nothing.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>What it found, in one line of plain English; a plugin's words are its own.</summary>
    public required string Text { get; init; }

    /// <summary>More lines, or empty.</summary>
    public string LongText { get; init; } = "";

    /// <summary>What it measured.</summary>
    public ImmutableArray<PerformanceDatum> Measurements { get; init; } = [];

    /// <summary>How its time was spent, in order; empty for a check without phases.</summary>
    public ImmutableArray<CheckPhase> Phases { get; init; } = [];
}

/// <summary>A stretch of a run.</summary>
/// <param name="Name">What was going on: <c>dns</c>, <c>connect</c>, <c>tls</c>, <c>first-byte</c>, <c>body</c>…</param>
/// <param name="Took">How long, in whole microseconds.</param>
public sealed record CheckPhase(string Name, Duration Took);
