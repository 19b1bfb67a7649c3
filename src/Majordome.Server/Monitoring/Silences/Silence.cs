using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Silences;

/// <summary>A person asked that nothing be told of a check until a time, with a reason.</summary>
public sealed class Silence : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The check.</summary>
    public required Guid CheckId { get; init; }

    /// <summary>First instant of the quiet.</summary>
    public required Instant From { get; init; }

    /// <summary>End of the quiet.</summary>
    public required Instant Until { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who asked: their e-mail address.</summary>
    public required string Author { get; init; }

    /// <summary>When it was lifted before its end; <c>null</c>: it was not.</summary>
    public Instant? LiftedAt { get; set; }

    /// <summary>Who lifted it.</summary>
    public string? LiftedBy { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>As the domain sees it; <c>null</c> when it was lifted at once.</summary>
    public Mute? ToMute() =>
        (LiftedAt ?? Until) is var end && end > From ? Mute.Create(MuteKind.Silence, From, end, Reason).Value : null;
}

/// <summary>Work that was announced on an item: during it nothing is told, and it leaves the committed time of availability.</summary>
public sealed class MaintenanceInterval : IClientOwned, IFact
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The item.</summary>
    public required Guid AssetId { get; init; }

    /// <summary>First instant.</summary>
    public required Instant Start { get; init; }

    /// <summary>End, excluded.</summary>
    public required Instant End { get; init; }

    /// <summary>What is done.</summary>
    public required string Reason { get; init; }

    /// <summary>Who announced it: their e-mail address.</summary>
    public required string Author { get; init; }

    /// <summary>When it was announced.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>As the domain sees it.</summary>
    public Mute ToMute() => Mute.Create(MuteKind.Maintenance, Start, End, Reason).Value;
}
