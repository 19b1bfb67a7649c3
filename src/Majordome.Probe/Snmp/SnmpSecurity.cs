using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp;

/// <summary>How messages to one device are closed and those from it opened. One per device and credentials; safe from several threads.</summary>
internal abstract class SnmpSecurity
{
    /// <summary>The message to send next for a PDU: not always that PDU, where the device has first to be got to know.</summary>
    public abstract ReadOnlyMemory<byte> Seal(SnmpPdu pdu);

    /// <summary>Opens what came from the address of the device, for a request that waits. Null: not from it, or broken; the wait goes on.</summary>
    public abstract SnmpPdu? Open(ReadOnlySpan<byte> bytes);

    /// <summary>What a report means for the request: none when it is to be sent again, knowing more.</summary>
    public abstract SnmpFault Judge(SnmpPdu report);
}

/// <summary>Versions 1 and 2c.</summary>
internal sealed class CommunitySecurity(SnmpCommunity community) : SnmpSecurity
{
    public override ReadOnlyMemory<byte> Seal(SnmpPdu pdu)
    {
        var writer = new BerWriter(256);
        new SnmpMessage(community.Version, community.Bytes, pdu).Write(writer);
        return writer.Written;
    }

    public override SnmpPdu? Open(ReadOnlySpan<byte> bytes) => SnmpMessage.TryRead(bytes, out var message) && message!.Version == community.Version ? message.Pdu : null;

    public override SnmpFault Judge(SnmpPdu report) => SnmpFault.Unauthorised;
}
