using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>A probe: who runs checks and sends results. It is the provider's, wherever it stands.</summary>
public sealed class ProbeRow : IVersioned
{
    /// <summary>The probe in the server's own process; every installation has it.</summary>
    public static readonly Guid Embedded = new("00000000-0000-7000-8000-000000000001");

    /// <summary>How long a probe may say nothing before it is called silent: several times what it takes to say that it lives.</summary>
    public static readonly Duration SilentAfter = Duration.FromSeconds(90);

    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <summary>How people call it.</summary>
    public required string Name { get; set; }

    /// <summary>The numbering of its last batch.</summary>
    public long Epoch { get; set; }

    /// <summary>Everything up to here, in that numbering, is safe.</summary>
    public long Through { get; set; }

    /// <summary>When it was last heard.</summary>
    public Instant? LastSeenAt { get; set; }

    /// <summary>Since when it is silent: when it was last heard; <c>null</c>: it is not.</summary>
    public Instant? SilentSince { get; set; }

    /// <summary>Its clock minus the server's, beyond what the way may explain.</summary>
    public Duration ClockOffset { get; set; }

    /// <summary>Results on its disk behind those of the last batch.</summary>
    public long Waiting { get; set; }

    /// <summary>Results that its disk could not hold, in this numbering.</summary>
    public long Lost { get; set; }

    /// <summary>When the last of these was started.</summary>
    public Instant? LastLost { get; set; }

    /// <summary>Runs that started more than a second late, since it started.</summary>
    public long LateStarts { get; set; }

    /// <summary>By how much the latest of all its runs started late, since it started.</summary>
    public Duration WorstDelay { get; set; }

    /// <summary>Runs at work at the last batch.</summary>
    public int Running { get; set; }

    /// <summary>SHA-256 of the secret by which a remote probe identifies itself; <c>null</c>: it runs in this process.</summary>
    public string? Sha256 { get; init; }

    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
