namespace Majordome.Bench.Peers.Ingest;

/// <summary>Remote write 1.0.</summary>
internal static class RemoteWrite
{
    /// <summary>Sends a request that is laid out already.</summary>
    /// <exception cref="HttpRequestException">It was not taken.</exception>
    public static async Task SendAsync(HttpClient http, string path, byte[] body, CancellationToken cancellation)
    {
        var content = new ByteArrayContent(body);
        content.Headers.Add("Content-Type", "application/x-protobuf");
        content.Headers.Add("Content-Encoding", "snappy");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { { "X-Prometheus-Remote-Write-Version", "0.1.0" } } };
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
    }
}
