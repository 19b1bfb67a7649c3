using Majordome.Domain.Contracts;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Assets;

/// <summary>A configuration item: a thing of a client that is looked after, or might be.</summary>
public sealed class Asset : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Where it stands; <c>null</c>: nowhere in particular.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>Unique within the client: <c>SRV-ERP01</c>.</summary>
    public required string Name { get; set; }

    /// <summary>What it is.</summary>
    public required ItemClass Class { get; set; }

    /// <summary>What the client loses when it fails: the impact of its incidents.</summary>
    public required Impact Weight { get; set; }

    /// <summary>Host name or address that checks speak to.</summary>
    public string? Address { get; set; }

    /// <summary>What it does, in a few words.</summary>
    public string? Description { get; set; }

    /// <summary>What was found in it, as JSON (system, processors, memory, disks, interfaces, services); <c>null</c>: never looked at.</summary>
    public string? Inventory { get; set; }

    /// <summary>When <see cref="Inventory"/> was taken.</summary>
    public Instant? InventoriedAt { get; set; }

    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Since when it is gone; <c>null</c>: it is there.</summary>
    public Instant? RetiredAt { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
