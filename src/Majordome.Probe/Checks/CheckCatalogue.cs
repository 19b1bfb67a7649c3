using System.Collections.Frozen;
using Majordome.Domain;
using Majordome.Probe.Machine;
using Majordome.Probe.Network;
using Majordome.Probe.Network.Exporters;
using Majordome.Probe.Network.Http;
using Majordome.Probe.Plugins;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Devices;

namespace Majordome.Probe.Checks;

/// <summary>Every type of check that this probe can run, and what they share (the sockets of ICMP and SNMP).</summary>
public sealed class CheckCatalogue : IDisposable
{
    private readonly Pinger pinger;
    private readonly SnmpClient snmp;
    private readonly FrozenDictionary<string, CheckType> types;

    /// <summary>Makes the catalogue.</summary>
    /// <param name="time">Measures and limits the runs.</param>
    /// <param name="machine">The machine that the local checks look at.</param>
    /// <param name="plugins">Where plugins may be run from.</param>
    public CheckCatalogue(TimeProvider time, MachineFiles machine, PluginDirectories plugins)
    {
        pinger = new Pinger(time);
        snmp = new SnmpClient(time);
        CheckType[] all =
        [
            new IcmpCheck(pinger),
            new TcpCheck(time),
            new HttpCheck(time),
            new TlsCheck(time),
            new SshCheck(time),
            new SmtpCheck(time),
            new PostgresCheck(time),
            new DnsCheck(time),
            new NtpCheck(time),
            new UdpCheck(time),
            new ImapCheck(time),
            new LdapCheck(time),
            new NrpeCheck(time),
            new SshCommandCheck(time),
            new SqlCheck(time),
            new NutCheck(time),
            new ZabbixAgentCheck(time),
            new ExporterCheck(time),
            new SnmpCheck(snmp, time),
            new InterfacesCheck(snmp, time),
            new StorageCheck(snmp, time),
            new ProcessorsCheck(snmp, time),
            new SnmpMemoryCheck(snmp, time),
            new SensorsCheck(snmp, time),
            new CpuCheck(machine, time),
            new MemoryCheck(machine),
            new DiskCheck(),
            new LoadCheck(machine),
            new ProcessCheck(machine),
            new SystemdCheck(),
            new PluginCheck(plugins),
        ];
        types = all.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>Makes a catalogue of types of one's own.</summary>
    internal CheckCatalogue(TimeProvider time, params IEnumerable<CheckType> types)
    {
        pinger = new Pinger(time);
        snmp = new SnmpClient(time);
        this.types = types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);
    }

    /// <summary>The types, by name.</summary>
    public IEnumerable<CheckType> Types => types.Values.OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The type of a name, if there is one.</summary>
    public CheckType? Find(string type) => types.GetValueOrDefault(type);

    /// <summary>Reads a definition; refuses a type that is not in the catalogue (<c>check-type-unknown</c>) and what the type refuses.</summary>
    public Result<PreparedCheck> Prepare(string type, string target, IReadOnlyDictionary<string, string> parameters) =>
        types.TryGetValue(type, out var found)
            ? found.Prepare(target, parameters)
            : Refusal.Of("type", "check-type-unknown", type);

    /// <inheritdoc/>
    public void Dispose()
    {
        pinger.Dispose();
        snmp.Dispose();
    }
}
