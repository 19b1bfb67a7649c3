using System.Net;
using System.Text;
using Majordome.Protocols.Syslog;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>What became of a message.</summary>
/// <param name="Kept">Ends when it is on disk; <c>null</c>: it is not taken.</param>
/// <param name="Wait">How long until its source may send again; <c>null</c>: at once.</param>
public readonly record struct Taken(Task<bool>? Kept, Duration? Wait = null);

/// <summary>Messages of the system log, whatever carries them, on their way to the log of what was received.</summary>
public sealed class TakeSyslog(SenderDirectory senders, SenderMeters meters, AsideTray tray, ItemPlaces places, ReceivedLog log, IClock clock)
{
    /// <summary>The kind of what is kept and of what is put aside.</summary>
    public const string Kind = "syslog";

    // RFC 5424, 6.2.1.
    private static readonly string[] Facilities =
    [
        "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp", "audit", "alert", "clock",
        "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7",
    ];

    /// <summary>Takes a datagram.</summary>
    public async ValueTask HandleAsync(ReadOnlyMemory<byte> message, IPAddress from, CancellationToken cancellationToken)
    {
        var found = await senders.FindByAddressAsync(from, cancellationToken);
        if (found.Sender is not { } sender)
        {
            LayUnknown(found.Refusal!.Rule, message.Span, from);
            return;
        }

        if (message.Length > sender.LongestMessage)
        {
            RefuseLong(sender, message.Span);
            return;
        }

        if (meters.TakeMessages(sender, 1) is not null)
        {
            tray.Count(Kind, sender, "sender-too-fast", Plain(message.Span));
            return;
        }

        var read = await ReadAsync(sender, message, from, cancellationToken);
        if (log.TryKeep(read, out var kept))
        {
            _ = tray.WatchAsync(meters, sender, read, kept);
        }
        else
        {
            Refuse(sender, "server-busy", message.Span);
        }
    }

    /// <summary>
    /// Takes a frame of a stream. Above its allowance it is not taken: the stream is read on after the wait. Where the database cannot keep up, this waits itself.
    /// </summary>
    public async ValueTask<Taken> HandleFrameAsync(Sender sender, ReadOnlyMemory<byte> message, IPAddress from, CancellationToken cancellationToken)
    {
        if (message.IsEmpty)
        {
            return default; // a line feed after a counted frame
        }

        // Read first: where the items cannot be read, it is tried again, and counts once.
        var read = await ReadAsync(sender, message, from, cancellationToken);
        if (meters.TakeMessages(sender, 1) is { } seconds)
        {
            return new Taken(null, Duration.FromSeconds(seconds));
        }

        var kept = await log.WaitAndKeepAsync(read, cancellationToken);
        return new Taken(tray.WatchAsync(meters, sender, read, kept));
    }

    /// <summary>Puts aside a message that came by datagram while the database was away: whose it is could not be found out.</summary>
    public void LayBusy(ReadOnlySpan<byte> message, IPAddress from) => LayUnknown("server-busy", message, from);

    /// <summary>Puts aside a message that no source is known to have sent.</summary>
    /// <param name="reason">Why: a rule.</param>
    /// <param name="message">The message.</param>
    /// <param name="from">Where it comes from.</param>
    /// <param name="fingerprint">SHA-256 of the certificate that was shown; <c>null</c>: none.</param>
    public void LayUnknown(string reason, ReadOnlySpan<byte> message, IPAddress from, string? fingerprint = null) =>
        tray.Lay(Kind, fingerprint ?? from.ToString(), from.ToString(), reason, Plain(message));

    /// <summary>Counts a message that is longer than its source may send.</summary>
    public void RefuseLong(Sender sender, ReadOnlySpan<byte> beginning) => Refuse(sender, "message-too-long", beginning);

    /// <summary>Counts something of a source that is refused.</summary>
    /// <param name="sender">The source.</param>
    /// <param name="reason">Why: a rule.</param>
    /// <param name="beginning">What there is of it.</param>
    public void Refuse(Sender sender, string reason, ReadOnlySpan<byte> beginning)
    {
        meters.Refuse(sender);
        tray.Count(Kind, sender, reason, Plain(beginning[..Math.Min(beginning.Length, 1024)]));
    }

    private async ValueTask<ReceivedMessage> ReadAsync(Sender sender, ReadOnlyMemory<byte> bytes, IPAddress from, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var read = SyslogReader.Read(bytes.Span, now, sender.Zone);
        var address = from.ToString();
        var asset = await places.FindAsync(sender.ClientId, [read.Host, address], cancellationToken);
        return MessageOf(read, sender.ClientId, sender.SourceId, asset, address, now);
    }

    /// <summary>The message as it is kept.</summary>
    internal static ReceivedMessage MessageOf(SyslogMessage read, Guid client, Guid source, Guid? asset, string from, Instant received) => new()
    {
        Id = Ids.At(received),
        ClientId = client,
        SourceId = source,
        AssetId = asset,
        Kind = Kind,
        ReceivedAt = received,
        ToldAt = read.At,
        Severity = (int)read.Severity,
        Facility = Facilities[read.Facility],
        Application = ReceivedMessage.Plain(read.Process is null ? read.Application : $"{read.Application}[{read.Process}]"),
        Host = ReceivedMessage.Plain(read.Host),
        From = from,
        Text = ReceivedMessage.Plain(TextOf(read), ReceivedMessage.LongestText)!,
    };

    // Structured data is a part of what is said: it stands behind the text, as it does for who reads the line.
    private static string TextOf(SyslogMessage message)
    {
        if (message.Data.IsEmpty)
        {
            return message.Text;
        }

        var text = new StringBuilder(message.Text);
        foreach (var element in message.Data)
        {
            text.Append(text.Length > 0 ? " [" : "[").Append(element.Id);
            foreach (var (name, value) in element.Parameters)
            {
                text.Append(' ').Append(name).Append("=\"").Append(value).Append('"');
            }

            text.Append(']');
        }

        return text.ToString();
    }

    private static string Plain(ReadOnlySpan<byte> message) =>
        System.Text.Unicode.Utf8.IsValid(message) ? Encoding.UTF8.GetString(message) : Encoding.Latin1.GetString(message);
}
