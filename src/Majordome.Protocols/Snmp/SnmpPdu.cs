using System.Collections.Immutable;

namespace Majordome.Protocols.Snmp;

/// <summary>What a PDU asks or says (RFC 1157, 4.1; RFC 3416, 3), by its BER tag.</summary>
public enum PduType : byte
{
    /// <summary>The values of some objects.</summary>
    Get = 0xA0,

    /// <summary>The objects behind some.</summary>
    GetNext = 0xA1,

    /// <summary>An answer.</summary>
    Response = 0xA2,

    /// <summary>Values to be set.</summary>
    Set = 0xA3,

    /// <summary>A trap of version 1, in a form of its own.</summary>
    TrapV1 = 0xA4,

    /// <summary>The many objects behind some; not in version 1.</summary>
    GetBulk = 0xA5,

    /// <summary>A notification that wants an answer.</summary>
    Inform = 0xA6,

    /// <summary>A notification that wants none.</summary>
    Trap = 0xA7,

    /// <summary>What an engine says about the protocol itself; version 3.</summary>
    Report = 0xA8,
}

/// <summary>The errors of an answer (RFC 3416, 3) that a reader of objects meets; others by their number.</summary>
public enum SnmpError
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The answer would not fit a message.</summary>
    TooBig = 1,

    /// <summary>Version 1: no such object, or nothing behind it.</summary>
    NoSuchName = 2,

    /// <summary>A failure of the agent.</summary>
    General = 5,

    /// <summary>The view of the caller does not hold the object.</summary>
    NoAccess = 6,

    /// <summary>The caller may not ask this.</summary>
    Authorization = 16,
}

/// <summary>An object and its value.</summary>
/// <param name="Oid">Which.</param>
/// <param name="Value">Its value; NULL in a request.</param>
public readonly record struct VarBind(Oid Oid, SnmpValue Value);

/// <summary>What only a trap of version 1 has (RFC 1157, 4.1.6).</summary>
/// <param name="Enterprise">Who defined the trap.</param>
/// <param name="Agent">The IPv4 address of the device, four bytes.</param>
/// <param name="Generic">0 coldStart … 5 egpNeighborLoss; 6 when the maker's own, which <paramref name="Specific"/> tells.</param>
/// <param name="Specific">The maker's number.</param>
/// <param name="Uptime">Hundredths of a second since the agent started.</param>
public sealed record TrapV1(Oid Enterprise, ImmutableArray<byte> Agent, int Generic, int Specific, uint Uptime);

/// <summary>A protocol data unit.</summary>
/// <param name="Type">What it asks or says.</param>
/// <param name="RequestId">Number that the answer repeats.</param>
/// <param name="First">Error status of an answer; non-repeaters of a GETBULK.</param>
/// <param name="Second">Error index of an answer, from 1; max-repetitions of a GETBULK.</param>
/// <param name="VarBinds">Objects, at most <see cref="MostVarBinds"/>.</param>
public sealed record SnmpPdu(PduType Type, int RequestId, int First, int Second, ImmutableArray<VarBind> VarBinds)
{
    /// <summary>The most objects of a PDU that are read: more do not fit a datagram.</summary>
    public const int MostVarBinds = 16_384;

    /// <summary>The fields of a trap of version 1, which has no request-id.</summary>
    public TrapV1? Trap { get; init; }

    /// <summary>The error of an answer.</summary>
    public SnmpError Error => (SnmpError)First;

    /// <summary>A request for objects, each with NULL for a value.</summary>
    public static SnmpPdu Request(PduType type, int requestId, IEnumerable<Oid> oids, int maxRepetitions = 0) =>
        new(type, requestId, 0, maxRepetitions, [.. oids.Select(oid => new VarBind(oid, SnmpValue.Nothing(SnmpType.Null)))]);

    /// <summary>Reads one from where a reader stands; false when it does not hold together.</summary>
    public static bool TryRead(ref BerReader reader, out SnmpPdu? pdu)
    {
        pdu = null;
        var type = (PduType)reader.Next;
        if (type is < PduType.Get or > PduType.Report || !reader.TryEnter((byte)type, out var inside))
        {
            return false;
        }

        if (type == PduType.TrapV1)
        {
            return TryReadTrap(ref inside, out pdu);
        }

        if (!inside.TryReadInteger32(out var id) || !inside.TryReadInteger32(out var first) || !inside.TryReadInteger32(out var second)
            || !TryReadVarBinds(ref inside, out var varBinds))
        {
            return false;
        }

        pdu = new SnmpPdu(type, id, first, second, varBinds);
        return true;
    }

    /// <summary>Writes it.</summary>
    public void Write(BerWriter writer)
    {
        var since = writer.Length;
        for (var at = VarBinds.Length - 1; at >= 0; at--)
        {
            var inside = writer.Length;
            writer.WriteValue(VarBinds[at].Value);
            writer.WriteOid(VarBinds[at].Oid);
            writer.Close(BerReader.Sequence, inside);
        }

        writer.Close(BerReader.Sequence, since);
        if (Trap is { } trap)
        {
            writer.WriteUnsigned(SnmpType.TimeTicks, trap.Uptime);
            writer.WriteInteger(trap.Specific);
            writer.WriteInteger(trap.Generic);
            writer.WriteOctets((byte)SnmpType.IpAddress, trap.Agent.AsSpan());
            writer.WriteOid(trap.Enterprise);
        }
        else
        {
            writer.WriteInteger(Second);
            writer.WriteInteger(First);
            writer.WriteInteger(RequestId);
        }

        writer.Close((byte)Type, since);
    }

    private static bool TryReadTrap(ref BerReader reader, out SnmpPdu? pdu)
    {
        pdu = null;
        if (!reader.TryReadOid(out var enterprise) || !reader.TryRead((byte)SnmpType.IpAddress, out var agent) || agent.Length != 4
            || !reader.TryReadInteger32(out var generic) || !reader.TryReadInteger32(out var specific)
            || !reader.TryReadValue(out var uptime) || uptime.Type != SnmpType.TimeTicks || !TryReadVarBinds(ref reader, out var varBinds))
        {
            return false;
        }

        pdu = new SnmpPdu(PduType.TrapV1, 0, 0, 0, varBinds) { Trap = new TrapV1(enterprise, [.. agent], generic, specific, (uint)uptime.AsUnsigned) };
        return true;
    }

    private static bool TryReadVarBinds(ref BerReader reader, out ImmutableArray<VarBind> varBinds)
    {
        varBinds = [];
        if (!reader.TryEnter(BerReader.Sequence, out var list))
        {
            return false;
        }

        var read = ImmutableArray.CreateBuilder<VarBind>();
        while (!list.IsEmpty)
        {
            if (read.Count == MostVarBinds || !list.TryEnter(BerReader.Sequence, out var pair) || !pair.TryReadOid(out var oid) || !pair.TryReadValue(out var value))
            {
                return false;
            }

            read.Add(new VarBind(oid, value));
        }

        varBinds = read.DrainToImmutable();
        return true;
    }
}
