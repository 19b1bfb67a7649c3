using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Majordome.Server.Tests.Notifications;

/// <summary>A receiver of webhooks on loopback that answers as a test tells it, however unfriendly.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public WebhookReceiver()
    {
        listener.Start();
        running = ListenAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/hook";

    /// <summary>The head of the answer; <c>null</c>: none ever comes.</summary>
    public string? Answer { get; set; } = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n";

    /// <summary>Goes on with the body for ever.</summary>
    public bool Endless { get; set; }

    /// <summary>What came: headers and octets of the body.</summary>
    public ConcurrentQueue<(Dictionary<string, string> Headers, byte[] Body)> Requests { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await running;
        stop.Dispose();
    }

    private async Task ListenAsync()
    {
        var talks = new List<Task>();
        try
        {
            while (true)
            {
                talks.Add(TalkAsync(await listener.AcceptTcpClientAsync(stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(talks);
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var held = client;
        try
        {
            var stream = client.GetStream();
            Requests.Enqueue(await ReadAsync(stream));
            if (Answer is not { } answer)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
                return;
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop.Token);
            var junk = new byte[8192];
            while (Endless)
            {
                await stream.WriteAsync(junk, stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The sender went away, or the test is over.
        }
    }

    private async Task<(Dictionary<string, string> Headers, byte[] Body)> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var octet = new byte[1];
        while (!(head.Count > 3 && head[^1] == '\n' && head[^3] == '\n') && await stream.ReadAsync(octet, stop.Token) == 1)
        {
            head.Add(octet[0]);
        }

        // A probe of another run on this machine looks at every listening port, this one too: only a POST is a webhook.
        if (head.Count < 4 || !Encoding.ASCII.GetString([.. head.Take(5)]).Equals("POST ", StringComparison.Ordinal))
        {
            throw new IOException("A stranger came, or nothing.");
        }

        var headers = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .ToDictionary(l => l.Split(':', 2)[0], l => l.Split(':', 2)[1].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[int.Parse(headers["Content-Length"])];
        await stream.ReadExactlyAsync(body, stop.Token);
        return (headers, body);
    }
}

/// <summary>Time-outs that are over five times sooner.</summary>
public sealed class ImpatientTime : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 5 : dueTime, period);
}
