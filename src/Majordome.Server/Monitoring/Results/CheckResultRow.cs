using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>One run of a check, kept for <see cref="Retention"/>. Written by <see cref="ResultHistory"/>.</summary>
public sealed class CheckResultRow : IClientOwned
{
    /// <summary>How long a run is kept: more than a month, so that a review can be explained run by run.</summary>
    public static readonly Duration Retention = Duration.FromDays(40);

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The check.</summary>
    public required Guid CheckId { get; init; }

    /// <summary>The probe that ran it; all zeros for a passive check.</summary>
    public required Guid ProbeId { get; init; }

    /// <summary>The probe's numbering.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its number there.</summary>
    public required long Sequence { get; init; }

    /// <summary>The definition it was run by.</summary>
    public required int Definition { get; init; }

    /// <summary>When it started, in the server's time.</summary>
    public required Instant Started { get; init; }

    /// <summary>How long it took.</summary>
    public required Duration Took { get; init; }

    /// <summary>When the server received it.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>What it says.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>Its line.</summary>
    public required string Text { get; init; }

    /// <summary>What it measured, as JSON; <c>null</c>: nothing.</summary>
    public string? Measurements { get; init; }
}

/// <summary>A result of a check that the server does not know, kept as it came: after a restore from an old backup, for one.</summary>
public sealed class StrayResult
{
    /// <summary>Who sent it.</summary>
    public required Guid ProbeId { get; init; }

    /// <summary>The probe's numbering.</summary>
    public required long Epoch { get; init; }

    /// <summary>Its number there.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it came.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>The result, as JSON.</summary>
    public required string Payload { get; init; }
}
