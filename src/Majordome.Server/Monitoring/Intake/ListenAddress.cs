using System.Collections.Immutable;
using System.Net;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>How messages come.</summary>
public enum Carrier
{
    /// <summary>A datagram each (RFC 5426).</summary>
    Udp,

    /// <summary>A stream (RFC 6587).</summary>
    Tcp,

    /// <summary>A stream within TLS (RFC 5425).</summary>
    Tls,
}

/// <summary>Where a listener listens: <c>udp://0.0.0.0:514</c>, <c>tcp://[::]:601</c>, <c>tls://10.0.0.1</c>.</summary>
/// <param name="Carrier">How messages come.</param>
/// <param name="Endpoint">Address and port.</param>
public sealed record ListenAddress(Carrier Carrier, IPEndPoint Endpoint)
{
    /// <summary>Reads an address. Without a port it is that of IANA: 514, 601 (RFC 3195), 6514 (RFC 5425).</summary>
    public static bool TryParse(string text, out ListenAddress? address)
    {
        address = null;
        var parts = text.Split("://");
        if (parts.Length != 2 || !Enum.TryParse<Carrier>(parts[0], ignoreCase: true, out var carrier) || char.IsDigit(parts[0][0])
            || !IPEndPoint.TryParse(parts[1].Replace("localhost", "127.0.0.1", StringComparison.OrdinalIgnoreCase), out var endpoint))
        {
            return false;
        }

        var port = carrier switch { Carrier.Udp => 514, Carrier.Tcp => 601, _ => 6514 };
        endpoint.Port = endpoint.Port == 0 && !parts[1].EndsWith(":0", StringComparison.Ordinal) ? port : endpoint.Port;
        address = new ListenAddress(carrier, endpoint);
        return true;
    }

    /// <summary>The addresses of an option, parted by blanks or commas; those that cannot be read are left out (and refused at the start).</summary>
    public static ImmutableArray<ListenAddress> Read(string? option, Func<Carrier, bool> wanted) =>
        [.. Words(option).Select(word => TryParse(word, out var address) ? address! : null).OfType<ListenAddress>().Where(address => wanted(address.Carrier))];

    /// <summary>What an option names.</summary>
    public static IEnumerable<string> Words(string? option) => (option ?? "").Split((char[])[' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries);
}
