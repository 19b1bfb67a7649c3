using System.Net.Sockets;
using System.Text;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>
/// Answers a mail server's question whether a password is right, as Dovecot does for postfix (Dovecot authentication protocol 1.1, the
/// client's side), on a UNIX socket: PLAIN and LOGIN, one user.
/// </summary>
public sealed class MailServerLogins : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource stop = new();
    private readonly string user;
    private readonly string password;
    private readonly Task running;

    /// <summary>Listens at a path, which any local user may connect to.</summary>
    public MailServerLogins(string path, string user, string password)
    {
        Path = path;
        this.user = user;
        this.password = password;
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        listener.Listen();
        running = ListenAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        listener.Dispose();
        stop.Dispose();
    }

    private async Task ListenAsync()
    {
        var conversations = new List<Task>();
        try
        {
            while (true)
            {
                conversations.Add(AnswerAsync(await listener.AcceptAsync(stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(conversations);
        }
    }

    private async Task AnswerAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream);
        var state = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        try
        {
            await SayAsync(stream, "VERSION\t1\t1", "MECH\tPLAIN\tplaintext", "MECH\tLOGIN\tplaintext", "SPID\t1", "CUID\t1", "DONE");
            while (await reader.ReadLineAsync(stop.Token) is { } line)
            {
                var fields = line.Split('\t');
                if (fields[0] is "AUTH" or "CONT")
                {
                    await SayAsync(stream, Answer(fields, state));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The mail server has gone, or the test is over.
        }
    }

    private Task SayAsync(NetworkStream stream, params string[] lines) =>
        stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))), stop.Token).AsTask();

    /// <summary><c>AUTH id mechanism … resp=base64</c> begins, <c>CONT id base64</c> goes on.</summary>
    private string Answer(string[] fields, Dictionary<string, List<string>> state)
    {
        var id = fields[1];
        if (fields[0] == "AUTH")
        {
            state[id] = [fields[2]];
        }

        var said = fields[0] == "CONT" ? fields[2] : Array.Find(fields, field => field.StartsWith("resp=", StringComparison.Ordinal))?["resp=".Length..];
        if (said is not null)
        {
            state[id].Add(Encoding.UTF8.GetString(Convert.FromBase64String(said)));
        }

        return state[id] switch
        {
            ["PLAIN", var all] => Verdict(id, all.Split('\0') is [_, var name, var word] && name == user && word == password),
            ["LOGIN", var name, var word] => Verdict(id, name == user && word == password),
            ["LOGIN", _] => $"CONT\t{id}\t{Convert.ToBase64String("Password:"u8)}",
            ["LOGIN"] => $"CONT\t{id}\t{Convert.ToBase64String("Username:"u8)}",
            _ => $"CONT\t{id}\t",
        };
    }

    private string Verdict(string id, bool isRight) => isRight ? $"OK\t{id}\tuser={user}" : $"FAIL\t{id}\tuser={user}";
}
