using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Snmp.Notifications;

/// <summary>
/// Writes what a trap says in the names of its MIB, those of the standard traps and of what goes with them; objects that are not known stand by their
/// numbers: <c>linkDown ifIndex=3 ifDescr="Gi0/3" ifAdminStatus=up ifOperStatus=down</c>.
/// </summary>
public static class TrapText
{
    /// <summary>The longest text, in characters; the rest is left out.</summary>
    public const int Longest = 16 * 1024;

    // SNMPv2-MIB (RFC 3418, 2), IF-MIB (RFC 2863, 6), EGP of RFC 1215.
    private static readonly FrozenDictionary<Oid, string> Traps = new Dictionary<Oid, string>
    {
        [Oid.Parse("1.3.6.1.6.3.1.1.5.1")] = "coldStart",
        [Oid.Parse("1.3.6.1.6.3.1.1.5.2")] = "warmStart",
        [Oid.Parse("1.3.6.1.6.3.1.1.5.3")] = "linkDown",
        [Oid.Parse("1.3.6.1.6.3.1.1.5.4")] = "linkUp",
        [Oid.Parse("1.3.6.1.6.3.1.1.5.5")] = "authenticationFailure",
        [Oid.Parse("1.3.6.1.6.3.1.1.5.6")] = "egpNeighborLoss",
    }.ToFrozenDictionary();

    // Columns and scalars by their object, without the index behind.
    private static readonly FrozenDictionary<Oid, (string Name, ImmutableArray<string> Values)> Objects = new Dictionary<Oid, (string, ImmutableArray<string>)>
    {
        [Oid.Parse("1.3.6.1.2.1.1.1")] = ("sysDescr", []),
        [Oid.Parse("1.3.6.1.2.1.1.3")] = ("sysUpTime", []),
        [Oid.Parse("1.3.6.1.2.1.1.5")] = ("sysName", []),
        [Oid.Parse("1.3.6.1.2.1.1.6")] = ("sysLocation", []),
        [Oid.Parse("1.3.6.1.2.1.2.2.1.1")] = ("ifIndex", []),
        [Oid.Parse("1.3.6.1.2.1.2.2.1.2")] = ("ifDescr", []),
        [Oid.Parse("1.3.6.1.2.1.2.2.1.3")] = ("ifType", []),
        [Oid.Parse("1.3.6.1.2.1.2.2.1.7")] = ("ifAdminStatus", ["up", "down", "testing"]),
        [Oid.Parse("1.3.6.1.2.1.2.2.1.8")] = ("ifOperStatus", ["up", "down", "testing", "unknown", "dormant", "notPresent", "lowerLayerDown"]),
        [Oid.Parse("1.3.6.1.2.1.31.1.1.1.1")] = ("ifName", []),
        [Oid.Parse("1.3.6.1.2.1.31.1.1.1.18")] = ("ifAlias", []),
        [Oid.Parse("1.3.6.1.6.3.18.1.3")] = ("snmpTrapAddress", []),
        [Oid.Parse("1.3.6.1.6.3.18.1.4")] = ("snmpTrapCommunity", []),
        [Oid.Parse("1.3.6.1.6.3.1.1.4.3")] = ("snmpTrapEnterprise", []),
    }.ToFrozenDictionary();

    private static readonly Oid Community = Oid.Parse("1.3.6.1.6.3.18.1.4");

    /// <summary>The name of a standard trap; <c>null</c> for any other.</summary>
    public static string? NameOf(Oid trap) => Traps.GetValueOrDefault(trap);

    /// <summary>Writes a notification in one line. The community that a proxy may have put in it is left out: it is a password.</summary>
    public static string Of(SnmpNotification notification)
    {
        var text = new StringBuilder(NameOf(notification.Trap) ?? notification.Trap.ToString());
        foreach (var (oid, value) in notification.VarBinds)
        {
            if (oid.StartsWith(Community))
            {
                continue;
            }

            var (name, values) = ObjectOf(oid);
            text.Append(' ').Append(name).Append('=').Append(Spell(value, values));
            if (text.Length > Longest)
            {
                return text.ToString(0, Longest);
            }
        }

        return text.ToString();
    }

    // An instance is its object with up to some arcs behind: an index, or the zero of a scalar.
    private static (string Name, ImmutableArray<string> Values) ObjectOf(Oid oid)
    {
        for (var length = oid.Length; length >= Math.Max(1, oid.Length - 2); length--)
        {
            if (Objects.TryGetValue(Oid.Of(oid.Arcs[..length]), out var known))
            {
                return known;
            }
        }

        return (oid.ToString(), []);
    }

    private static string Spell(SnmpValue value, ImmutableArray<string> values) => value.Type switch
    {
        SnmpType.Integer when value.AsInteger > 0 && value.AsInteger <= values.Length => values[(int)value.AsInteger - 1],
        SnmpType.OctetString or SnmpType.Opaque => Quote(value),
        _ => value.ToString(),
    };

    // Octets that are no text (an address of hardware, a date) are written in hexadecimal.
    private static string Quote(SnmpValue value)
    {
        var text = value.Text.TrimEnd('\0');
        return text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'))
            ? string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexStringLower(value.Bytes)}")
            : $"\"{text.ReplaceLineEndings(" ")}\"";
    }
}
