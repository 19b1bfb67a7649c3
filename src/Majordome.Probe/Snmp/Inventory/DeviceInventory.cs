using System.Collections.Immutable;
using Majordome.Domain.Monitoring;

namespace Majordome.Probe.Snmp.Inventory;

/// <summary>What a device tells of itself by SNMP. A fact it does not tell is <c>null</c> or an absent row, never a guess.</summary>
public sealed record DeviceInventory
{
    /// <summary>The device as a whole.</summary>
    public required SystemFacts System { get; init; }

    /// <summary>Network interfaces by ifIndex (IF-MIB).</summary>
    public ImmutableArray<PortFacts> Ports { get; init; } = [];

    /// <summary>Processors and how busy they are.</summary>
    public ImmutableArray<ProcessorFacts> Processors { get; init; } = [];

    /// <summary>Memory and how full it is.</summary>
    public ImmutableArray<MemoryFacts> Memory { get; init; } = [];

    /// <summary>File systems, disks and volumes.</summary>
    public ImmutableArray<StorageFacts> Storage { get; init; } = [];

    /// <summary>What the device is built of (ENTITY-MIB, RFC 6933).</summary>
    public ImmutableArray<EntityFacts> Chassis { get; init; } = [];

    /// <summary>Temperatures, currents, states…</summary>
    public ImmutableArray<SensorFacts> Sensors { get; init; } = [];
}

/// <summary>The device as a whole.</summary>
/// <param name="Name">sysName: the administrator's name for it.</param>
/// <param name="ObjectId">sysObjectID with a leading dot: the maker's identifier of the model.</param>
/// <param name="Description">sysDescr.</param>
/// <param name="Maker">Who made it, in our own word (<c>cisco</c>), where the table of makers knows.</param>
/// <param name="Version">Version of its system or firmware.</param>
/// <param name="Hardware">Its model.</param>
/// <param name="Serial">Its serial number.</param>
/// <param name="Features">What else the maker says of it: a licence, a feature set.</param>
/// <param name="Kind"><c>network</c>, <c>firewall</c>, <c>wireless</c>, <c>server</c>, <c>storage</c>, <c>power</c>, <c>environment</c>, <c>printer</c>, <c>appliance</c>…</param>
public sealed record SystemFacts(
    string? Name, string? ObjectId, string? Description, string? Maker, string? Version, string? Hardware, string? Serial, string? Features, string? Kind);

/// <summary>A network interface (IF-MIB, RFC 2863).</summary>
/// <param name="Index">ifIndex.</param>
/// <param name="Name">ifName; where there is none, ifDescr.</param>
/// <param name="Description">ifDescr; where there is none, ifName.</param>
/// <param name="Alias">ifAlias, the administrator's own words; where there are none, the description.</param>
/// <param name="Type">The name of its ifType in the registry of IANA.</param>
/// <param name="PhysicalAddress">ifPhysAddress in lower-case hexadecimal without separators; <c>null</c> where there is none.</param>
/// <param name="OperationalStatus">ifOperStatus: <c>up</c>, <c>down</c>, <c>lowerLayerDown</c>…</param>
/// <param name="AdministrativeStatus">ifAdminStatus: <c>up</c>, <c>down</c>, <c>testing</c>.</param>
/// <param name="Speed">Bits per second, from ifHighSpeed or ifSpeed.</param>
public sealed record PortFacts(
    long Index, string Name, string Description, string Alias, string? Type, string? PhysicalAddress, string? OperationalStatus, string? AdministrativeStatus, long? Speed);

/// <summary>A processor.</summary>
/// <param name="Description">Its name.</param>
/// <param name="Usage">How busy it is, per cent.</param>
public sealed record ProcessorFacts(string Description, double Usage);

/// <summary>A memory.</summary>
/// <param name="Description">Its name.</param>
/// <param name="Total">Bytes; 100 where the device only tells a percentage.</param>
/// <param name="Used">Bytes in use, of the same total.</param>
/// <param name="Percent">Whole per cent in use.</param>
public sealed record MemoryFacts(string Description, long Total, long Used, int Percent);

/// <summary>A file system, disk or volume.</summary>
/// <param name="Description">Its name: a mount point, a drive.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Units">Bytes of one unit of allocation.</param>
/// <param name="Used">Bytes in use.</param>
/// <param name="Free">Bytes left.</param>
/// <param name="Percent">Whole per cent in use.</param>
public sealed record StorageFacts(string Description, long Size, long Units, long Used, long Free, int Percent);

/// <summary>A part (ENTITY-MIB).</summary>
/// <param name="Description">entPhysicalDescr.</param>
/// <param name="Class">The name of its entPhysicalClass: <c>chassis</c>, <c>module</c>, <c>port</c>…</param>
/// <param name="Name">entPhysicalName.</param>
/// <param name="Model">entPhysicalModelName.</param>
/// <param name="Serial">entPhysicalSerialNum.</param>
public sealed record EntityFacts(string? Description, string? Class, string? Name, string? Model, string? Serial);

/// <summary>A reading.</summary>
/// <param name="Class">
/// What is read, and so its unit: <c>temperature</c> °C, <c>voltage</c> V, <c>current</c> A, <c>power</c> W, <c>frequency</c> Hz, <c>humidity</c>, <c>load</c>,
/// <c>charge</c>, <c>percent</c> %, <c>runtime</c> minutes, <c>fanspeed</c> turns a minute, <c>dbm</c>, <c>signal</c> dBm, <c>snr</c> dB, <c>power_consumed</c> kWh,
/// <c>count</c> a plain number, <c>state</c> a number of the maker's own enumeration.
/// </param>
/// <param name="Description">What it is read of.</param>
/// <param name="Current">The value now, in the unit of the class.</param>
public sealed record SensorFacts(string Class, string Description, double Current)
{
    /// <summary>Of a state: what it adds to a judgement by its MIB; <c>null</c> where it is not known here which of its numbers are faults.</summary>
    public CheckStatus? Worth { get; init; }

    /// <summary>Of a state that is a fault: what is said of it behind its description.</summary>
    public string Fault { get; init; } = "";

    /// <summary>Of a runtime: whether it is time that has passed, of which none is too little, and not time that is left.</summary>
    public bool IsElapsed { get; init; }
}
