using System.Collections.Immutable;
using System.Globalization;
using System.Net;

namespace Majordome.Server.Platform;

/// <summary>How messages come.</summary>
public enum Carrier
{
    /// <summary>A datagram each.</summary>
    Udp,

    /// <summary>A stream.</summary>
    Tcp,

    /// <summary>A stream within TLS.</summary>
    Tls,
}

/// <summary>Where a listener listens: <c>udp://0.0.0.0:514</c>, <c>tcp://[::]:601</c>, <c>tls://10.0.0.1</c>.</summary>
/// <param name="Carrier">How messages come.</param>
/// <param name="Endpoint">Address and port.</param>
public sealed record ListenAddress(Carrier Carrier, IPEndPoint Endpoint)
{
    /// <summary>The port of pages and the API.</summary>
    public const int WebPort = 5080;

    /// <summary>The port that IANA registered for what is sent to Zabbix.</summary>
    public const int ZabbixPort = 10051;

    /// <summary>The port that IANA registered for traps (RFC 3417, 2.1).</summary>
    public const int TrapPort = 162;

    /// <summary>What an option names, parted by blanks, commas or semicolons.</summary>
    public static IEnumerable<string> Words(string? option) => (option ?? "").Split((char[])[' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The address of <see cref="ServerOptions.Listen"/>.</summary>
    /// <exception cref="StartRefusedException"><c>listen-malformed</c>.</exception>
    public static IPEndPoint Web(ServerOptions options) => Of(options.Listen, WebPort);

    /// <summary>The address of <see cref="ServerOptions.ZabbixListen"/>, or nowhere.</summary>
    /// <exception cref="StartRefusedException"><c>listen-malformed</c>.</exception>
    public static IPEndPoint? Zabbix(ServerOptions options) => options.ZabbixListen is { } text ? Of(text, ZabbixPort) : null;

    /// <summary>Reads <c>address:port</c>, or an address alone, whose port is then the one given here.</summary>
    /// <exception cref="StartRefusedException"><c>listen-malformed</c>.</exception>
    public static IPEndPoint Of(string text, int port) => ReadEndpoint(text, port) ?? throw new StartRefusedException("listen-malformed", text);

    /// <summary>The addresses of <see cref="ServerOptions.SyslogListen"/>; those that cannot be read are left out (and refused at the start).</summary>
    public static ImmutableArray<ListenAddress> Syslog(ServerOptions options) => [.. Words(options.SyslogListen).Select(ReadSyslog).OfType<ListenAddress>()];

    /// <summary>The addresses of <see cref="ServerOptions.SnmpTrapListen"/>, likewise.</summary>
    public static ImmutableArray<IPEndPoint> Traps(ServerOptions options) =>
        [.. Words(options.SnmpTrapListen).Select(word => ReadEndpoint(word, TrapPort)).OfType<IPEndPoint>()];

    /// <summary>Reads <c>carrier://address:port</c>. Without a port it is that of IANA: 514, 601 (RFC 3195), 6514 (RFC 5425).</summary>
    public static ListenAddress? ReadSyslog(string text)
    {
        var parts = text.Split("://");
        if (parts.Length != 2 || char.IsAsciiDigit(parts[0].FirstOrDefault('0')) || !Enum.TryParse<Carrier>(parts[0], ignoreCase: true, out var carrier))
        {
            return null;
        }

        return ReadEndpoint(parts[1], carrier switch { Carrier.Udp => 514, Carrier.Tcp => 601, _ => 6514 }) is { } endpoint ? new ListenAddress(carrier, endpoint) : null;
    }

    /// <summary>Reads <c>address:port</c>, or an address alone.</summary>
    private static IPEndPoint? ReadEndpoint(string text, int port)
    {
        var plain = text.Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase);

        // IPAddress reads [::]:514 as well, and passes over the port.
        return IPAddress.TryParse(plain, out var address) && !plain.Contains("]:", StringComparison.Ordinal) ? new IPEndPoint(address, port)
            : IPEndPoint.TryParse(plain, out var endpoint) && plain.EndsWith(string.Create(CultureInfo.InvariantCulture, $":{endpoint.Port}"), StringComparison.Ordinal) ? endpoint
            : null;
    }
}
