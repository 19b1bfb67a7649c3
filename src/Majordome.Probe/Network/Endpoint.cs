using System.Globalization;
using System.Net;

namespace Majordome.Probe.Network;

/// <summary>A host, by name or address, and a port.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">From 1 to 65535.</param>
public readonly record struct Endpoint(string Host, int Port)
{
    /// <summary>
    /// Reads <c>host</c>, <c>host:port</c>, <c>[ipv6]:port</c> or a bare IPv6 address.
    /// False for an empty host, a port out of bounds, or no port where there is no default.
    /// </summary>
    public static bool TryRead(string text, int? defaultPort, out Endpoint endpoint)
    {
        var (host, port) = Split(text.Trim());
        var number = defaultPort ?? 0;
        var isRead = port.Length == 0 || int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        endpoint = new Endpoint(host, number);
        return isRead && IsHost(host) && number is > 0 and <= ushort.MaxValue;
    }

    /// <summary>Whether a text can be a host: an address, or a name of letters, digits, dots, dashes and underscores.</summary>
    public static bool IsHost(string host) =>
        IPAddress.TryParse(host, out _) || (host.Length is > 0 and <= 253 && Uri.CheckHostName(host) == UriHostNameType.Dns);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static (string Host, string Port) Split(string text)
    {
        if (text.StartsWith('['))
        {
            var close = text.IndexOf(']', StringComparison.Ordinal);
            return close < 0 ? ("", "")
                : close == text.Length - 1 ? (text[1..close], "")
                : text[close + 1] == ':' && close + 2 < text.Length ? (text[1..close], text[(close + 2)..]) : ("", "");
        }

        var first = text.IndexOf(':', StringComparison.Ordinal);
        return first < 0 || first != text.LastIndexOf(':') ? (text, "")
            : first + 1 < text.Length ? (text[..first], text[(first + 1)..]) : ("", "");
    }
}
