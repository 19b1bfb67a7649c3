using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Majordome.Protocols.Syslog;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// One connection that carries the system log: who it is, told by its certificate, else by its address, and its messages one after the other. What is
/// read waits until what came before is on disk: a sender that is too fast is slowed down by its own connection, and loses nothing.
/// </summary>
internal sealed class SyslogConnection(Socket socket, SenderDirectory senders, TakeSyslog take, TimeProvider time) : IDisposable
{
    /// <summary>Messages of a stranger that are looked at; then it is closed.</summary>
    private const int MostOfStranger = 20;

    private const int HeadRoom = 16; // the octet count of a frame

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource patience = new(Timeout.InfiniteTimeSpan, time);
    private readonly IPAddress address = AddressOf(socket);
    private Stream stream = new NetworkStream(socket, ownsSocket: true);
    private string? fingerprint;
    private string stranger = ""; // why it is none
    private int taken;

    /// <summary>How long a handshake, the first message, and one that began may take.</summary>
    public required TimeSpan Patience { get; init; }

    /// <summary>How long it may be silent between two messages.</summary>
    public required TimeSpan Silence { get; init; }

    /// <summary>The source; <c>null</c>: none is known by its certificate or address.</summary>
    public Sender? Sender { get; private set; }

    /// <summary>Where it comes from.</summary>
    public string From => address.ToString();

    /// <summary>Whose connections it is counted with.</summary>
    public string Owner => Sender?.SourceId.ToString() ?? From;

    /// <summary>Shakes hands where there is TLS, and finds out who it is.</summary>
    public async Task OpenAsync(PemCertificate? certificate, CancellationToken stoppingToken)
    {
        if (certificate is not null)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
            patience.CancelAfter(Patience);
            var secured = new SslStream(stream);
            stream = secured;
            await secured.AuthenticateAsServerAsync(Options(certificate.Current()), either.Token);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            fingerprint = secured.RemoteCertificate is { } shown ? Convert.ToHexStringLower(SHA256.HashData(shown.GetRawCertData())) : null;
        }

        await IdentifyAsync(stoppingToken);
    }

    /// <summary>Counts the connection as refused.</summary>
    public void Refuse(string reason)
    {
        if (Sender is { } sender)
        {
            take.Refuse(sender, reason, []);
        }
    }

    /// <summary>Reads messages until the sender ends, breaks the framing, or is silent for too long.</summary>
    public async Task ReadAsync(CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        var buffer = new byte[SyslogReader.LongestMessage + HeadRoom];
        var (filled, isPartial, left) = (0, false, Patience);
        while (true)
        {
            // The sender's time runs while it is read; from there on it is we who are silent.
            var begun = time.GetTimestamp();
            patience.CancelAfter(left);
            var length = await stream.ReadAsync(buffer.AsMemory(filled), either.Token);
            patience.CancelAfter(Timeout.InfiniteTimeSpan);
            left -= time.GetElapsedTime(begun);
            if (length == 0)
            {
                break;
            }

            filled += length;
            await IdentifyAsync(stoppingToken);
            if (await TakeFramesAsync(buffer.AsMemory(0, filled), stoppingToken) is not { } used || (Sender is null && taken >= MostOfStranger))
            {
                return;
            }

            buffer.AsSpan(used, filled - used).CopyTo(buffer);
            filled -= used;

            // A message that began has to end in time, however slowly its octets drip.
            left = filled == 0 ? Silence : used > 0 || !isPartial ? Patience : left > TimeSpan.Zero ? left : TimeSpan.Zero;
            isPartial = filled > 0;
        }

        await EndAsync(buffer.AsMemory(0, filled), stoppingToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream.Dispose();
        patience.Dispose();
    }

    /// <summary>Takes the messages that are there; how many octets they had. <c>null</c>: what follows cannot be read.</summary>
    private async Task<int?> TakeFramesAsync(ReadOnlyMemory<byte> received, CancellationToken stoppingToken)
    {
        var used = 0;
        Task<bool>? last = null;
        while (SyslogSplitter.Next(received.Span[used..], Sender?.LongestMessage ?? SyslogReader.LongestMessage) is var frame)
        {
            if (frame.Rule is { } broken)
            {
                RefuseFrame(broken is "frame-too-long" ? "message-too-long" : broken, received.Span[used..]);
                return null;
            }

            if (frame.Length == 0)
            {
                break;
            }

            last = await TakeAsync(received.Slice(used + frame.Start, frame.Count), stoppingToken) ?? last;
            used += frame.Length;
        }

        await (last ?? Task.FromResult(true));
        return used;
    }

    private async Task<Task<bool>?> TakeAsync(ReadOnlyMemory<byte> message, CancellationToken stoppingToken)
    {
        taken++;
        if (Sender is not { } sender)
        {
            take.LayUnknown(stranger, message.Span, address, fingerprint);
            return null;
        }

        while (true)
        {
            var become = await PatientlyAsync(async () => await take.HandleFrameAsync(sender, message, address, stoppingToken), stoppingToken);
            if (become.Wait is not { } wait)
            {
                return become.Kept;
            }

            await Task.Delay(wait.ToTimeSpan(), time, stoppingToken);
        }
    }

    // The end of the stream ends a line too; a counted message that is not whole is none.
    private async Task EndAsync(ReadOnlyMemory<byte> rest, CancellationToken stoppingToken)
    {
        if (rest.IsEmpty)
        {
            return;
        }

        if (rest.Span[0] is >= (byte)'1' and <= (byte)'9')
        {
            RefuseFrame("frame-cut", rest.Span);
            return;
        }

        await (await TakeAsync(rest, stoppingToken) ?? Task.FromResult(true));
    }

    private void RefuseFrame(string reason, ReadOnlySpan<byte> beginning)
    {
        if (Sender is { } sender)
        {
            take.Refuse(sender, reason, beginning);
        }
        else
        {
            take.LayUnknown(stranger, beginning[..Math.Min(beginning.Length, 1024)], address, fingerprint);
        }
    }

    // Whoever shows a certificate is who it says, and nobody else: its address does not count then.
    private async ValueTask IdentifyAsync(CancellationToken stoppingToken)
    {
        var found = await PatientlyAsync(
            () => fingerprint is null ? senders.FindByAddressAsync(address, stoppingToken) : senders.FindByCertificateAsync(fingerprint, stoppingToken), stoppingToken);
        (Sender, stranger) = (found.Sender, found.Refusal?.Rule ?? "");
    }

    // A stream can wait: a database that is away, of which nothing was read yet, is asked until it answers.
    private async ValueTask<T> PatientlyAsync<T>(Func<Task<T>> ask, CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception away) when (away.OfDatabase() is not null)
            {
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private static SslServerAuthenticationOptions Options(X509Certificate2 certificate) => new()
    {
        ServerCertificate = certificate,
        ClientCertificateRequired = true, // asked for; who has none is told by its address
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
#pragma warning disable CA5359 // its fingerprint tells who it is (RFC 5425, 4.2.2 and 5.1); no authority has to have signed it
        RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
    };

    private static IPAddress AddressOf(Socket socket)
    {
        var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }
}
