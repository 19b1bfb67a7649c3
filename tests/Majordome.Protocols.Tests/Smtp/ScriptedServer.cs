using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>
/// A server on loopback that takes one connection and does what a test tells it, however unfriendly. What it heard is kept.
/// </summary>
public sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private Stream stream = Stream.Null;

    private ScriptedServer(Func<ScriptedServer, Task> script)
    {
        listener.Start();
        running = RunAsync(script);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>The lines that came, in their order, without their ends.</summary>
    public List<string> Heard { get; } = [];

    public static ScriptedServer Start(Func<ScriptedServer, Task> script) => new(script);

    /// <summary>A server that greets, offers these extensions, then answers each line by the first fitting reply, else 250.</summary>
    public static ScriptedServer Friendly(string[]? offers = null, params (string Start, string Reply)[] replies) => Start(async server =>
    {
        await server.SayAsync("220 fake.test ESMTP");
        await server.ConverseAsync(offers ?? [], replies);
    });

    public async Task ConverseAsync(string[] offers, params (string Start, string Reply)[] replies)
    {
        while (await HearAsync() is { } line)
        {
            var reply = replies.FirstOrDefault(reply => line.StartsWith(reply.Start, StringComparison.Ordinal)).Reply;
            if (reply is null && line.StartsWith("EHLO ", StringComparison.Ordinal))
            {
                string[] lines = ["fake.test", .. offers];
                reply = string.Join("\r\n", lines.Select((text, i) => $"250{(i == lines.Length - 1 ? ' ' : '-')}{text}"));
            }

            await SayAsync(reply ?? (line == "DATA" ? "354 go on" : line == "QUIT" ? "221 bye" : "250 2.0.0 Ok"));
            if (line == "DATA" && (reply is null || reply.StartsWith("354", StringComparison.Ordinal)))
            {
                while (await HearAsync() is { } text && text != ".")
                {
                }

                await SayAsync(replies.FirstOrDefault(reply => reply.Start == ".").Reply ?? "250 2.0.0 Ok: queued as 4F2A");
            }
        }
    }

    public Task SayAsync(string line) => SayRawAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    public async Task SayRawAsync(byte[] octets) => await stream.WriteAsync(octets, stop.Token);

    /// <summary>The next line, or nothing when the client has gone.</summary>
    public async Task<string?> HearAsync()
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, stop.Token) == 1)
        {
            if (octet[0] == '\n')
            {
                Heard.Add(line.ToString().TrimEnd('\r'));
                return Heard[^1];
            }

            line.Append((char)octet[0]);
        }

        return null;
    }

    /// <summary>Does nothing until the test is over.</summary>
    public Task HangAsync() => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);

    public async Task SecureAsync(X509Certificate2 certificate)
    {
        var secure = new SslStream(stream);
        stream = secure;
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await running;
        await stream.DisposeAsync();
        stop.Dispose();
    }

    private async Task RunAsync(Func<ScriptedServer, Task> script)
    {
        try
        {
            using var client = await listener.AcceptTcpClientAsync(stop.Token);
            client.NoDelay = true;
            stream = client.GetStream();
            await script(this);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or SocketException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client went away, or the test is over: both are what many tests want.
        }
    }
}
