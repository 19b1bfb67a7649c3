using System.Text.Json;
using Majordome.Probe.Discovery;
using Majordome.Server.Platform;
using NodaTime;

namespace Majordome.Server.Monitoring.Adoption;

/// <summary>What a probe found where it stands, kept until somebody accepts it.</summary>
public sealed class AdoptionProposal
{
    /// <summary>The probe: also the key.</summary>
    public required Guid ProbeId { get; init; }

    /// <summary>The machine and the checks that fit it, as JSON of <see cref="DiscoveredMachine"/>.</summary>
    public required string Found { get; set; }

    /// <summary>When it was found.</summary>
    public required Instant FoundAt { get; set; }

    /// <summary>When it was accepted; <c>null</c>: it waits.</summary>
    public Instant? AdoptedAt { get; set; }

    /// <summary>What was found.</summary>
    public DiscoveredMachine Read() => JsonSerializer.Deserialize<DiscoveredMachine>(Found, Json.Options)!;
}
