using Majordome.Protocols.Prometheus;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>Inputs that are right, for the readers whose inputs are longer than a line.</summary>
internal static class FuzzCorpus
{
    /// <summary>Outputs of plugins.</summary>
    public static string[] PluginOutput =>
    [
        "DISK OK | /=2643MB;5948;5958;0;5968\nlong\nlong | 'a b'=1;@1:2;~:3\nc=U",
        "OK - fine | a::b=1s c=2,5 'it''s'=3% time=1ssize=2B;;;0",
    ];

    /// <summary>An answer with compressed names: A, MX and CNAME.</summary>
    public static byte[] Dns => Convert.FromHexString(string.Concat(
        "123485800001000300000000",
        "076578616D706C65036F7267000001" + "0001",
        "C00C000100010000003C0004C0000201",
        "C00C000F00010000003C0009000A046D61696CC00C",
        "C00C000500010000003C0002C014"));

    /// <summary>A request with metadata, several samples, and a label that is long.</summary>
    public static byte[] RemoteWrite()
    {
        var writer = new RemoteWriteWriter();
        writer.Metadata(new(MetricKind.Counter, "http_requests", "Requests", "requests"));
        writer.Series(RemoteWriteWriter.LabelBlock([new("__name__", "up"), new("path", new string('x', 300))]), [new(1, 5), new(double.NaN, -1)]);
        return writer.Written.ToArray();
    }
}
