using System.Collections.Immutable;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>
/// What a maker's own MIBs tell, as data. Identifiers are written below <c>enterprises</c> (<see cref="Mib"/>). Facts are tried in order, the first
/// that the device tells counts.
/// </summary>
/// <param name="Name">The maker in our own word.</param>
/// <param name="Kind">What it makes, as in <see cref="SystemFacts.Kind"/>; <c>null</c> where it makes many things.</param>
/// <param name="Signs">What sysObjectID begins with for a device of this maker.</param>
internal sealed record Maker(string Name, string? Kind, params string[] Signs)
{
    private readonly ImmutableArray<Oid> signs = [.. Signs.Select(Mib.Of)];

    /// <summary>
    /// Whether its devices also come with an agent's own sysObjectID (net-snmp's, mostly): then its objects are asked for on every such device.
    /// </summary>
    public bool IsHidden { get; init; }

    /// <summary>The subtrees to walk, besides the standard ones.</summary>
    public string[] Roots { get; init; } = [];

    /// <summary>Where the model stands.</summary>
    public Fact[] Hardware { get; init; } = [];

    /// <summary>Where the version of system or firmware stands.</summary>
    public Fact[] Version { get; init; } = [];

    /// <summary>Where the serial number stands.</summary>
    public Fact[] Serial { get; init; } = [];

    /// <summary>Where licences and feature sets stand.</summary>
    public Fact[] Features { get; init; } = [];

    /// <summary>Processors.</summary>
    public Load[] Processors { get; init; } = [];

    /// <summary>Memory.</summary>
    public Pool[] Memory { get; init; } = [];

    /// <summary>Volumes.</summary>
    public Pool[] Storage { get; init; } = [];

    /// <summary>Parts.</summary>
    public Part[] Parts { get; init; } = [];

    /// <summary>Sensors.</summary>
    public Gauge[] Sensors { get; init; } = [];

    /// <summary>How many arcs of a sysObjectID say that the device is this maker's; nought when none does.</summary>
    public int Claims(Oid objectId) => signs.Where(sign => objectId.StartsWith(sign)).Select(sign => sign.Length).DefaultIfEmpty(0).Max();

    /// <summary>Whether the walk brought anything of this maker's own.</summary>
    public bool IsIn(WalkedObjects walked) => Roots.Any(root => walked.Has(Mib.Of(root)));
}
