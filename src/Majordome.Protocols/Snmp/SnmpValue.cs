using System.Text;

namespace Majordome.Protocols.Snmp;

/// <summary>The types of values (RFC 2578, 7; RFC 3416, 2.5), by their BER tag.</summary>
public enum SnmpType : byte
{
    /// <summary>No value at all.</summary>
    None = 0,

    /// <summary>INTEGER, Integer32.</summary>
    Integer = 0x02,

    /// <summary>OCTET STRING.</summary>
    OctetString = 0x04,

    /// <summary>NULL.</summary>
    Null = 0x05,

    /// <summary>OBJECT IDENTIFIER.</summary>
    ObjectIdentifier = 0x06,

    /// <summary>IpAddress: four bytes.</summary>
    IpAddress = 0x40,

    /// <summary>Counter32: wraps at 2³².</summary>
    Counter32 = 0x41,

    /// <summary>Gauge32, Unsigned32.</summary>
    Gauge32 = 0x42,

    /// <summary>TimeTicks: hundredths of a second.</summary>
    TimeTicks = 0x43,

    /// <summary>Opaque: BER within BER; net-snmp puts floats there.</summary>
    Opaque = 0x44,

    /// <summary>Counter64: wraps at 2⁶⁴.</summary>
    Counter64 = 0x46,

    /// <summary>The object is not there.</summary>
    NoSuchObject = 0x80,

    /// <summary>The object is there, this instance is not.</summary>
    NoSuchInstance = 0x81,

    /// <summary>Nothing stands behind the last object.</summary>
    EndOfMibView = 0x82,
}

/// <summary>A value of a managed object.</summary>
public readonly struct SnmpValue
{
    private readonly object? held;
    private readonly ulong number;

    private SnmpValue(SnmpType type, ulong number, object? held) => (Type, this.number, this.held) = (type, number, held);

    /// <summary>What it is.</summary>
    public SnmpType Type { get; }

    /// <summary>A whole number with a sign.</summary>
    public static SnmpValue Integer(long value) => new(SnmpType.Integer, unchecked((ulong)value), null);

    /// <summary>A whole number of one of the types without a sign.</summary>
    public static SnmpValue Unsigned(SnmpType type, ulong value) => new(type, value, null);

    /// <summary>Bytes: of a string, an address, or what is opaque.</summary>
    public static SnmpValue Octets(SnmpType type, byte[] bytes) => new(type, 0, bytes);

    /// <summary>An identifier.</summary>
    public static SnmpValue Identifier(Oid oid) => new(SnmpType.ObjectIdentifier, 0, oid);

    /// <summary>NULL or one of the exceptions of RFC 3416.</summary>
    public static SnmpValue Nothing(SnmpType type) => new(type, 0, null);

    /// <summary>Whether there is a value: neither NULL nor an exception.</summary>
    public bool Exists => Type is not (SnmpType.None or SnmpType.Null or SnmpType.NoSuchObject or SnmpType.NoSuchInstance or SnmpType.EndOfMibView);

    /// <summary>Whether it is one of the number types.</summary>
    public bool IsNumber => Type is SnmpType.Integer or SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64;

    /// <summary>The number with its sign; zero for what is no number. A Counter64 above 2⁶³ − 1 comes out negative: see <see cref="AsUnsigned"/>.</summary>
    public long AsInteger => unchecked((long)number);

    /// <summary>The number of a type without a sign.</summary>
    public ulong AsUnsigned => number;

    /// <summary>The number; zero for what is no number.</summary>
    public double AsDouble => Type == SnmpType.Integer ? AsInteger : number;

    /// <summary>The bytes; empty for what has none.</summary>
    public ReadOnlySpan<byte> Bytes => held as byte[];

    /// <summary>The identifier; empty for anything else.</summary>
    public Oid AsOid => held is Oid oid ? oid : default;

    /// <summary>The bytes as text: UTF-8 where they are, else Latin-1; the number, identifier or address written out for other types.</summary>
    public string Text => Type switch
    {
        SnmpType.IpAddress when Bytes.Length == 4 => FormattableString.Invariant($"{Bytes[0]}.{Bytes[1]}.{Bytes[2]}.{Bytes[3]}"),
        SnmpType.OctetString or SnmpType.Opaque or SnmpType.IpAddress => TextOf(Bytes),
        SnmpType.ObjectIdentifier => AsOid.ToString(),
        SnmpType.Integer => FormattableString.Invariant($"{AsInteger}"),
        _ when IsNumber => FormattableString.Invariant($"{number}"),
        _ => "",
    };

    /// <inheritdoc/>
    public override string ToString() => Exists ? Text : Type.ToString();

    private static string TextOf(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);
}
