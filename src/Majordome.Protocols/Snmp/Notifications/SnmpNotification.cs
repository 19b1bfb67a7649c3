using System.Collections.Immutable;
using System.Net;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Protocols.Snmp.Notifications;

/// <summary>A trap or an inform, whatever its version, in the terms of version 2 (RFC 3584, 3.1 for those of version 1).</summary>
/// <param name="Version">As it came.</param>
/// <param name="Sender">The bytes of its community, or of the name of its user, who is then authentic as far as the user's level goes.</param>
/// <param name="Agent">The device it is about, where the message tells: behind a proxy this is not who sent it.</param>
/// <param name="Uptime">Hundredths of a second since the agent started; null where it is not told.</param>
/// <param name="Trap">What happened: snmpTrapOID.</param>
/// <param name="VarBinds">What goes with it, without uptime and identity.</param>
/// <param name="Engine">Version 3: the engine in authority and its clock. For a trap it is the sender's: who keeps it can tell an old trap from a new one.</param>
public sealed record SnmpNotification(
    SnmpVersion Version, ReadOnlyMemory<byte> Sender, IPAddress? Agent, uint? Uptime, Oid Trap, ImmutableArray<VarBind> VarBinds, UsmEngine Engine)
{
    /// <summary>The number that its sender gave the request: an inform that is sent again has the same. Traps of version 1 have none: 0.</summary>
    public int RequestId { get; init; }

    private static readonly Oid SysUpTime = Oid.Parse("1.3.6.1.2.1.1.3.0");
    private static readonly Oid SnmpTrapOid = Oid.Parse("1.3.6.1.6.3.1.1.4.1.0");
    private static readonly Oid SnmpTrapAddress = Oid.Parse("1.3.6.1.6.3.18.1.3.0");
    private static readonly Oid SnmpTraps = Oid.Parse("1.3.6.1.6.3.1.1.5");

    /// <summary>The generic trap that says: see the maker's number.</summary>
    private const int EnterpriseSpecific = 6;

    /// <summary>Makes one of a PDU; null when it is no notification or does not say of what.</summary>
    internal static SnmpNotification? Of(SnmpVersion version, ReadOnlyMemory<byte> sender, SnmpPdu pdu, UsmEngine engine) => pdu switch
    {
        { Trap: { } trap } when TrapOf(trap) is { Length: > 0 } of =>
            new SnmpNotification(version, sender, new IPAddress(trap.Agent.AsSpan()), trap.Uptime, of, pdu.VarBinds, engine),
        { Type: PduType.Trap or PduType.Inform } when Value(pdu, SnmpTrapOid) is { Type: SnmpType.ObjectIdentifier } what => new SnmpNotification(
            version,
            sender,
            Value(pdu, SnmpTrapAddress) is { Type: SnmpType.IpAddress, Bytes: { Length: 4 } bytes } ? new IPAddress(bytes) : null,
            Value(pdu, SysUpTime) is { Type: SnmpType.TimeTicks } ticks ? (uint)ticks.AsUnsigned : null,
            what.AsOid,
            [.. pdu.VarBinds.Where(pair => pair.Oid != SnmpTrapOid && pair.Oid != SysUpTime)],
            engine) { RequestId = pdu.RequestId },
        _ => null,
    };

    /// <summary>RFC 3584, 3.1 (2): the six traps of the standard have identities of their own, a maker's gets a zero between its two parts.</summary>
    private static Oid TrapOf(TrapV1 trap) => trap.Generic switch
    {
        >= 0 and < EnterpriseSpecific => SnmpTraps.Append((uint)trap.Generic + 1),
        EnterpriseSpecific when trap.Specific >= 0 && trap.Enterprise.Length <= Oid.Most - 2 => trap.Enterprise.Append(0, (uint)trap.Specific),
        _ => default,
    };

    private static SnmpValue Value(SnmpPdu pdu, Oid oid) => pdu.VarBinds.FirstOrDefault(pair => pair.Oid == oid).Value;
}
