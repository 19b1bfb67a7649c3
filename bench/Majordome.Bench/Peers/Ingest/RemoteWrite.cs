using System.Net.Http.Headers;

namespace Majordome.Bench.Peers.Ingest;

/// <summary>Remote write 1.0, from requests that are laid out already.</summary>
internal static class RemoteWrite
{
    /// <summary>Sends scrapes, each connection its own groups of hosts, in the order of time.</summary>
    public static async Task SendAsync(Uri address, AuthenticationHeaderValue? who, byte[][][] requests, int connections, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = who;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(
            async () =>
            {
                foreach (var scrape in requests)
                {
                    for (var group = connection; group < scrape.Length; group += connections)
                    {
                        using var request = RequestOf(address, scrape[group]);
                        using var answer = await http.SendAsync(request, cancellation);
                        answer.EnsureSuccessStatusCode();
                    }
                }
            },
            cancellation)));
    }

    private static HttpRequestMessage RequestOf(Uri address, byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "application/x-protobuf");
        content.Headers.Add("Content-Encoding", "snappy");
        return new HttpRequestMessage(HttpMethod.Post, address) { Content = content, Headers = { { "X-Prometheus-Remote-Write-Version", "0.1.0" } } };
    }
}
