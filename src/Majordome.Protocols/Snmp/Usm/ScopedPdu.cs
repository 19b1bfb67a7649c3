namespace Majordome.Protocols.Snmp.Usm;

/// <summary>A PDU and whose objects it means (RFC 3412, 6.8). An answer repeats both.</summary>
/// <param name="EngineId">The engine that has the objects.</param>
/// <param name="Context">The name of a set of objects there; empty for the usual one.</param>
/// <param name="Pdu">What is asked or said.</param>
public sealed record ScopedPdu(ReadOnlyMemory<byte> EngineId, ReadOnlyMemory<byte> Context, SnmpPdu Pdu);
