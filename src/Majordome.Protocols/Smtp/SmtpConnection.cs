using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using NodaTime;

namespace Majordome.Protocols.Smtp;

/// <summary>A reply, or the fault in its place. Never both, never neither.</summary>
internal readonly record struct SmtpAnswer(SmtpReply? Reply, SmtpFault? Fault)
{
    /// <summary>The fault that a reply other than the hoped one makes: a refusal when it is one, else a code out of place.</summary>
    public static SmtpFault Against(SmtpStage stage, SmtpReply reply) =>
        new(stage, reply.IsNotNow || reply.IsNever ? "reply-refused" : "reply-unexpected", reply);
}

/// <summary>
/// One connection to a server that may do its worst: every step ends within its limit, replies are bounded, and octets that nobody asked
/// for end it. Faults of the road come back as values; only the caller's own cancellation is thrown.
/// </summary>
internal sealed class SmtpConnection(SmtpRelay relay, TimeProvider time) : IAsyncDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] received = new byte[SmtpReply.MaxReply];
    private int length;
    private bool isBroken;
    private Stream? stream;

    /// <summary>Whether what is sent is encrypted.</summary>
    public bool IsEncrypted => stream is SslStream;

    /// <summary>Whether the server is on this machine, by the address that answered.</summary>
    public bool IsLoopback => socket.RemoteEndPoint is IPEndPoint remote && IPAddress.IsLoopback(Plain(remote.Address));

    /// <summary>Our end as an address literal (RFC 5321 §4.1.3).</summary>
    public string LocalLiteral => Plain(((IPEndPoint)socket.LocalEndPoint!).Address) switch
    {
        { AddressFamily: AddressFamily.InterNetworkV6 } v6 => FormattableString.Invariant($"[IPv6:{new IPAddress(v6.GetAddressBytes())}]"), // without its zone
        var v4 => FormattableString.Invariant($"[{v4}]"),
    };

    /// <summary>Resolves the name and connects.</summary>
    public Task<SmtpFault?> ConnectAsync(CancellationToken cancellation) =>
        GuardAsync(SmtpStage.Connect, relay.Timeouts.Connect, cancellation, async limit =>
        {
            await socket.ConnectAsync(relay.Host, relay.Port, limit).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: false);
            return null;
        });

    /// <summary>Does the TLS handshake; what follows is encrypted.</summary>
    public async Task<SmtpFault?> SecureAsync(CancellationToken cancellation)
    {
        if (length > 0)
        {
            return new SmtpFault(SmtpStage.Tls, "reply-unasked");
        }

        string? mistrust = null;
        var secure = new SslStream(stream!, leaveInnerStreamOpen: false);
        stream = secure;
        var fault = await GuardAsync(SmtpStage.Tls, relay.Timeouts.Handshake, cancellation, async limit =>
        {
            await secure.AuthenticateAsClientAsync(relay.Trust.Handshake(relay.Host, why => mistrust = why), limit).ConfigureAwait(false);
            return null;
        }).ConfigureAwait(false);
        return fault is not null && mistrust is not null ? new SmtpFault(SmtpStage.Tls, "certificate-not-trusted", null, mistrust) : fault;
    }

    /// <summary>Sends one line and reads its reply.</summary>
    /// <exception cref="ArgumentException">The command has a line break: a defect of the caller.</exception>
    public async Task<SmtpAnswer> AskAsync(SmtpStage stage, string command, CancellationToken cancellation)
    {
        if (command.AsSpan().ContainsAny('\r', '\n'))
        {
            throw new ArgumentException("A command is one line.", nameof(command));
        }

        var fault = await SendAsync(stage, Encoding.ASCII.GetBytes(command + "\r\n"), relay.Timeouts.Reply, cancellation).ConfigureAwait(false);
        return fault is null ? await HearAsync(stage, relay.Timeouts.Reply, cancellation).ConfigureAwait(false) : new SmtpAnswer(null, fault);
    }

    /// <summary>Sends octets, unless the server spoke out of turn.</summary>
    public async Task<SmtpFault?> SendAsync(SmtpStage stage, ReadOnlyMemory<byte> octets, Duration within, CancellationToken cancellation)
    {
        if (length > 0)
        {
            return new SmtpFault(stage, "reply-unasked");
        }

        return await GuardAsync(stage, within, cancellation, async limit =>
        {
            await stream!.WriteAsync(octets, limit).ConfigureAwait(false);
            await stream.FlushAsync(limit).ConfigureAwait(false);
            return null;
        }).ConfigureAwait(false);
    }

    /// <summary>Reads one whole reply.</summary>
    public async Task<SmtpAnswer> HearAsync(SmtpStage stage, Duration within, CancellationToken cancellation)
    {
        SmtpReply? reply = null;
        var fault = await GuardAsync(stage, within, cancellation, async limit =>
        {
            while (true)
            {
                var count = await stream!.ReadAsync(received.AsMemory(length), limit).ConfigureAwait(false);
                if (count == 0)
                {
                    return new SmtpFault(stage, "connection-lost");
                }

                length += count;
                if (!received.AsSpan(length - count, count).Contains((byte)'\n') && length < SmtpReply.MaxLine)
                {
                    continue; // no line has ended: nothing new to read, and one octet at a time must stay cheap
                }

                var reading = SmtpReply.Read(received.AsSpan(0, length));
                if (reading.Rule is not null)
                {
                    return new SmtpFault(stage, reading.Rule);
                }

                if (reading.Reply is not null)
                {
                    reply = reading.Reply;
                    received.AsSpan(reading.Length, length - reading.Length).CopyTo(received);
                    length -= reading.Length;
                    return null;
                }
            }
        }).ConfigureAwait(false);
        return new SmtpAnswer(reply, fault);
    }

    /// <summary>Says good-bye (RFC 5321 §4.1.1.10). What is answered matters no more, nor does whether the caller still waits.</summary>
    public async Task QuitAsync(Duration within)
    {
        if (isBroken)
        {
            return;
        }

        if (await SendAsync(SmtpStage.Acceptance, "QUIT\r\n"u8.ToArray(), within, CancellationToken.None).ConfigureAwait(false) is null)
        {
            await HearAsync(SmtpStage.Acceptance, within, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (stream is not null)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        socket.Dispose();
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private async Task<SmtpFault?> GuardAsync(
        SmtpStage stage, Duration within, CancellationToken cancellation, Func<CancellationToken, Task<SmtpFault?>> act)
    {
        using var limit = new CancellationTokenSource(within.ToTimeSpan(), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var fault = await CatchAsync(stage, act, either.Token, cancellation).ConfigureAwait(false);
        isBroken |= fault is not null;
        return fault;
    }

    private static async Task<SmtpFault?> CatchAsync(
        SmtpStage stage, Func<CancellationToken, Task<SmtpFault?>> act, CancellationToken limit, CancellationToken cancellation)
    {
        try
        {
            return await act(limit).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new SmtpFault(stage, "timed-out");
        }
        catch (AuthenticationException exception)
        {
            return new SmtpFault(stage, "tls-failed", null, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            return new SmtpFault(stage, stage == SmtpStage.Connect ? "connection-failed" : "connection-lost", null, exception.Message);
        }
    }
}
