using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Majordome.Tests.Shared;

namespace Majordome.Server.Tests.Notifications;

/// <summary>A mail server on loopback that takes everything, or answers the message as told.</summary>
public sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    public MailSink(int port = 0)
    {
        listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        running = ListenAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>What it says after the message.</summary>
    public string Verdict { get; set; } = "250 2.0.0 Ok: queued as 4F2A";

    /// <summary>What it took or refused: whole messages as they came.</summary>
    public ConcurrentQueue<string> Messages { get; } = [];

    public static string HeaderOf(string message, string name) =>
        message.Split("\r\n").First(l => l.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

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
        client.NoDelay = true;
        try
        {
            using var reader = new StreamReader(client.GetStream());
            await using var writer = new StreamWriter(client.GetStream()) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink.test ESMTP");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                if (line == "DATA")
                {
                    await writer.WriteLineAsync("354 go on");
                    var message = new List<string>();
                    while (await reader.ReadLineAsync(stop.Token) is { } text && text != ".")
                    {
                        message.Add(text);
                    }

                    Messages.Enqueue(string.Join("\r\n", message));
                    await writer.WriteLineAsync(Verdict);
                    continue;
                }

                await writer.WriteLineAsync(line == "QUIT" ? "221 bye" : "250 2.0.0 Ok");
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The other side went away, or the test is over.
        }
    }
}
