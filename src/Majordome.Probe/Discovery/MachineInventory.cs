using System.Collections.Immutable;

namespace Majordome.Probe.Discovery;

/// <summary>What a machine says about itself. What it does not tell is <c>null</c>, empty or zero; nothing is guessed.</summary>
/// <param name="HostName">Its own name.</param>
/// <param name="MachineId">The identifier made at its installation (<c>machine-id(5)</c>).</param>
/// <param name="System">Its operating system.</param>
/// <param name="Hardware">Its maker, model and serial number (DMI), where they are told.</param>
/// <param name="Processors">Its processors.</param>
/// <param name="Memory">Memory in bytes.</param>
/// <param name="Swap">Swap in bytes.</param>
/// <param name="Disks">Its file systems on disks of its own, each once.</param>
/// <param name="Interfaces">Its network interfaces but the loopback.</param>
/// <param name="Services">What listens on TCP ports, each identified by speaking to it.</param>
public sealed record MachineInventory(
    string HostName,
    string? MachineId,
    OperatingSystemFacts System,
    HardwareFacts Hardware,
    ProcessorFacts Processors,
    long Memory,
    long Swap,
    ImmutableArray<DiskFacts> Disks,
    ImmutableArray<InterfaceFacts> Interfaces,
    ImmutableArray<ServiceFacts> Services);

/// <summary>An operating system (<c>os-release(5)</c>).</summary>
/// <param name="Id">Short name (<c>debian</c>).</param>
/// <param name="Name">Name for people (<c>Debian GNU/Linux 12 (bookworm)</c>).</param>
/// <param name="Version">Version (<c>12</c>).</param>
/// <param name="Kernel">Release of the kernel.</param>
public sealed record OperatingSystemFacts(string? Id, string? Name, string? Version, string? Kernel);

/// <summary>Hardware as its firmware names it.</summary>
/// <param name="Maker">Maker.</param>
/// <param name="Model">Model.</param>
/// <param name="Serial">Serial number; most systems tell it to root only.</param>
public sealed record HardwareFacts(string? Maker, string? Model, string? Serial);

/// <summary>Processors.</summary>
/// <param name="Count">Logical processors.</param>
/// <param name="Model">Model of the first.</param>
public sealed record ProcessorFacts(int Count, string? Model);

/// <summary>A file system.</summary>
/// <param name="MountPoint">Where it is mounted; the shortest path, when at several.</param>
/// <param name="Device">Its device.</param>
/// <param name="Kind">Kind of file system (<c>ext4</c>).</param>
/// <param name="Total">Size in bytes.</param>
public sealed record DiskFacts(string MountPoint, string Device, string Kind, long Total);

/// <summary>A network interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HardwareAddress">Its hardware address, <c>aa:bb:…</c>; <c>null</c> when it has none.</param>
/// <param name="Addresses">Its addresses with their prefix lengths, <c>192.0.2.7/24</c>.</param>
public sealed record InterfaceFacts(string Name, string? HardwareAddress, ImmutableArray<string> Addresses);

/// <summary>What a listening service turned out to speak.</summary>
public enum ServiceProtocol
{
    /// <summary>Takes connections; what it speaks is not known here.</summary>
    Tcp,

    /// <summary>SSH.</summary>
    Ssh,

    /// <summary>SMTP.</summary>
    Smtp,

    /// <summary>HTTP in the clear.</summary>
    Http,

    /// <summary>HTTP over TLS.</summary>
    Https,

    /// <summary>TLS, and within it something that is not HTTP.</summary>
    Tls,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,
}

/// <summary>A listening TCP service.</summary>
/// <param name="Address">Where to reach it from this machine: the loopback when it listens on every address.</param>
/// <param name="IsPublic">Whether it listens beyond the loopback.</param>
/// <param name="Port">Its port.</param>
/// <param name="Process">Name of its process, where this user may read it.</param>
/// <param name="Identity">What it is.</param>
public sealed record ServiceFacts(string Address, bool IsPublic, int Port, string? Process, ServiceIdentity Identity);

/// <summary>What speaking to a service told.</summary>
/// <param name="Protocol">What it speaks.</param>
/// <param name="Banner">Its first words, in one printable line of 120 characters at most.</param>
/// <param name="HttpStatus">What <c>/</c> answered, for HTTP.</param>
/// <param name="CertificateName">First name in its certificate, for TLS.</param>
/// <param name="IsCertificateTrusted">Whether this machine trusts the certificate's chain, for TLS.</param>
public sealed record ServiceIdentity(
    ServiceProtocol Protocol,
    string? Banner = null,
    int? HttpStatus = null,
    string? CertificateName = null,
    bool IsCertificateTrusted = false);

/// <summary>A check that fits what was found.</summary>
/// <param name="Type">Type in the catalogue.</param>
/// <param name="Name">What it is about, in technical words that need no translation (<c>disk /srv</c>, <c>nginx :443</c>).</param>
/// <param name="Target">Its target.</param>
/// <param name="Parameters">The parameters that differ from the type's defaults.</param>
public sealed record ProposedCheck(string Type, string Name, string Target, ImmutableSortedDictionary<string, string> Parameters);

/// <summary>What was found, and what to check of it.</summary>
public sealed record DiscoveredMachine(MachineInventory Machine, ImmutableArray<ProposedCheck> Checks);
