using System.Diagnostics.CodeAnalysis;

namespace Majordome.Probe.Network.Http;

/// <summary>Addresses that requests are made to: <c>http</c> and <c>https</c>, with a host whose name can be looked up.</summary>
internal static class WebAddress
{
    /// <summary>Reads one, by itself.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out Uri? address) => Uri.TryCreate(text, UriKind.Absolute, out address) && IsWeb(address);

    /// <summary>Reads one as it is met at another (RFC 3986, 5).</summary>
    public static bool TryRead(Uri at, string text, [NotNullWhen(true)] out Uri? address) => Uri.TryCreate(at, text, out address) && IsWeb(address);

    private static bool IsWeb(Uri address)
    {
        try
        {
            return (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) && address.IdnHost.Length > 0;
        }
        catch (UriFormatException)
        {
            return false; // a name that is none in ASCII is found out only when it is asked for
        }
    }
}
