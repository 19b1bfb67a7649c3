using System.Globalization;
using System.Text;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Inventory;

/// <summary>
/// A recorded device: lines of <c>OID|type|value</c>, the type a BER tag in decimal, with an <c>x</c> behind it when the value is hexadecimal. Lines
/// that are none of this are passed over; order does not matter.
/// </summary>
internal static class SnmpRecording
{
    /// <summary>Reads the lines that can be read.</summary>
    public static IEnumerable<KeyValuePair<Oid, SnmpValue>> Read(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            var parts = line.Split('|', 3);
            if (parts.Length == 3 && Oid.TryParse(parts[0], out var oid) && Value(parts[1], parts[2]) is { } value)
            {
                yield return new KeyValuePair<Oid, SnmpValue>(oid, value);
            }
        }
    }

    /// <summary>Reads a file; its bytes are kept one to one as Latin-1 until they are values.</summary>
    public static IEnumerable<KeyValuePair<Oid, SnmpValue>> ReadFile(string path) => Read(File.ReadLines(path, Encoding.Latin1));

    private static SnmpValue? Value(string type, string text)
    {
        if (type.EndsWith('x'))
        {
            return byte.TryParse(type.AsSpan(0, type.Length - 1), CultureInfo.InvariantCulture, out var of) && IsHexadecimal(text)
                ? SnmpValue.Octets((SnmpType)of, Convert.FromHexString(text))
                : null;
        }

        if (!byte.TryParse(type, CultureInfo.InvariantCulture, out var tag))
        {
            return null;
        }

        return (SnmpType)tag switch
        {
            SnmpType.Integer => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? SnmpValue.Integer(number) : null,
            SnmpType.Counter32 or SnmpType.Gauge32 or SnmpType.TimeTicks or SnmpType.Counter64 =>
                ulong.TryParse(text, CultureInfo.InvariantCulture, out var number) ? SnmpValue.Unsigned((SnmpType)tag, number) : null,
            SnmpType.ObjectIdentifier => Oid.TryParse(text, out var oid) ? SnmpValue.Identifier(oid) : null,
            SnmpType.IpAddress => System.Net.IPAddress.TryParse(text, out var address) ? SnmpValue.Octets(SnmpType.IpAddress, address.GetAddressBytes()) : null,
            SnmpType.OctetString or SnmpType.Opaque => SnmpValue.Octets((SnmpType)tag, Encoding.Latin1.GetBytes(text)),
            _ => null,
        };
    }

    private static bool IsHexadecimal(string text) => text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
}
