using System.Collections.Concurrent;
using System.Net;
using Majordome.Tests.Shared;

namespace Majordome.EndToEnd.Tests.Support;

/// <summary>A receiver of webhooks on loopback that keeps what it got.</summary>
public sealed class WebhookListener : IDisposable
{
    private readonly HttpListener listener = new();

    public WebhookListener()
    {
        var port = Ports.Free();
        Url = $"http://127.0.0.1:{port}/hook";
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        _ = ListenAsync();
    }

    public string Url { get; }

    public ConcurrentQueue<(IReadOnlyDictionary<string, string> Headers, byte[] Body)> Received { get; } = [];

    public void Dispose() => listener.Close();

    private async Task ListenAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var headers = context.Request.Headers.AllKeys.ToDictionary(k => k!, k => context.Request.Headers[k]!, StringComparer.OrdinalIgnoreCase);
                Received.Enqueue((headers, body.ToArray()));
                context.Response.StatusCode = 204;
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
