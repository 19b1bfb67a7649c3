using System.Net;
using System.Security.Cryptography;
using System.Text;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Notifications;
using Majordome.Protocols.Snmp.Usm;
using Majordome.Protocols.Syslog;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Traps and informs of SNMP, on their way to the log of what was received. Those of versions 1 and 2c are told by their address, and the community of
/// the source where it has one; those of version 3 by their user. A trap is no state: where one tells of a link, the checks of the item's links are run out of turn, and
/// say what is so.
/// </summary>
public sealed class TakeTraps(
    SenderDirectory senders, TrapUsers users, SenderMeters meters, AsideTray tray, ItemPlaces places, ReceivedLog log, LiveFeed live, IServiceScopeFactory scopes,
    IClock clock)
{
    /// <summary>The kind of what is kept and of what is put aside.</summary>
    public const string Kind = "trap";

    private static readonly NotificationReader Communities = new(new byte[] { 0x80, 0, 0, 0, 5 }, []);

    private readonly InformsTaken informs = new(clock);

    /// <summary>Takes a datagram.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">From where.</param>
    /// <param name="own">Our engine as it is now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>
    /// What to send back, and when: the answer to an inform once it is on disk, the report that an engine asks for at once. <c>null</c>: nothing.
    /// </returns>
    public async ValueTask<Task<byte[]?>?> HandleAsync(ReadOnlyMemory<byte> datagram, IPAddress from, UsmEngine own, CancellationToken cancellationToken)
    {
        var (sender, reading) = SnmpMessage.VersionOf(datagram.Span) is SnmpVersion.V3
            ? await users.ReadAsync(datagram, from, own, cancellationToken)
            : (await senders.ByAddressAsync(from, cancellationToken), Communities.Read(datagram.Span, 0, 0));
        if (reading.Notification is not { } told)
        {
            if (reading.Answer is { } report)
            {
                return Task.FromResult<byte[]?>(report); // getting to know our engine and our clock is how informs begin: nothing is wrong with that
            }

            LayUnread(sender, reading.Rule!, datagram.Span, from);
            return null;
        }

        if (sender is null)
        {
            var why = (await senders.FindByAddressAsync(from, cancellationToken)).Refusal?.Rule ?? "sender-unknown";
            tray.Lay(Kind, from.ToString(), from.ToString(), why, TrapText.Of(told));
            return null;
        }

        var inform = reading.Answer is null ? default : Inform.Of(from, told);
        if (reading.Answer is { } again && informs.TryFind(inform, out var first))
        {
            return AnswerAsync(first, again);
        }

        var fault = datagram.Length > sender.LongestMessage ? "message-too-long" : await CommunityFaultAsync(sender, told, cancellationToken);
        if (fault is not null)
        {
            meters.Refuse(sender);
            tray.Count(Kind, sender, fault, TrapText.Of(told));
            return null;
        }

        if (meters.TakeMessages(sender, 1) is not null)
        {
            tray.Count(Kind, sender, "sender-too-fast", TrapText.Of(told));
            return null;
        }

        if (await KeepAsync(sender, told, from, cancellationToken) is not { } kept || reading.Answer is not { } answer)
        {
            return null;
        }

        informs.Add(inform, kept);
        return AnswerAsync(kept, answer);
    }

    private static async Task<byte[]?> AnswerAsync(Task<bool> kept, byte[] answer) => await kept ? answer : null;

    /// <summary>Puts aside a datagram that is not read.</summary>
    /// <param name="sender">Whose it is; <c>null</c>: not known.</param>
    /// <param name="rule">Why.</param>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">From where.</param>
    public void LayUnread(Sender? sender, string rule, ReadOnlySpan<byte> datagram, IPAddress from)
    {
        if (sender is not null)
        {
            meters.Refuse(sender);
        }

        var beginning = datagram[..Math.Min(datagram.Length, 2048)];
        tray.Lay(Kind, sender?.SourceId.ToString() ?? from.ToString(), sender?.Name ?? from.ToString(), rule, $"0x{Convert.ToHexStringLower(beginning)}");
    }

    private async ValueTask<string?> CommunityFaultAsync(Sender sender, SnmpNotification told, CancellationToken cancellationToken)
    {
        if (told.Version is SnmpVersion.V3 || (await senders.ByIdAsync(sender.SourceId, cancellationToken))?.Source.ProtectedCommunity is not { } kept)
        {
            return null;
        }

        await using var scope = scopes.CreateAsyncScope();
        var wanted = scope.ServiceProvider.GetRequiredService<IntakeSecrets>().Read(kept) ?? "";
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(wanted), told.Sender.Span) ? null : "community-wrong";
    }

    private async ValueTask<Task<bool>?> KeepAsync(Sender sender, SnmpNotification told, IPAddress from, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var address = from.ToString();
        var name = TrapText.NameOf(told.Trap);
        var agent = told.Agent is { } named && !named.Equals(IPAddress.Any) ? named.ToString() : null;
        var message = new ReceivedMessage
        {
            Id = Ids.At(now),
            ClientId = sender.ClientId,
            SourceId = sender.SourceId,
            AssetId = await places.FindAsync(sender.ClientId, [agent, address], cancellationToken),
            Kind = Kind,
            ReceivedAt = now,
            Severity = (int)SeverityOf(name),
            Facility = told.Trap.ToString() is var oid && oid.Length <= ReceivedMessage.LongestName ? oid : oid[..ReceivedMessage.LongestName],
            Application = $"SNMP {(told.Version is SnmpVersion.V1 ? "v1" : told.Version is SnmpVersion.V2c ? "v2c" : "v3")}",
            Host = agent,
            From = address,
            Text = ReceivedMessage.Plain(TrapText.Of(told), ReceivedMessage.LongestText)!,
        };
        if (log.TryKeep(message, out var kept))
        {
            if (name is "linkDown" or "linkUp" && message.AssetId is { } item)
            {
                live.Tell([new Change(EmbeddedProbe.LinkTopic, sender.ClientId, item.ToString())]);
            }

            return tray.WatchAsync(meters, sender, message, kept);
        }

        meters.Refuse(sender);
        tray.Count(Kind, sender, "server-busy", message.Text);
        return null;
    }

    /// <summary>A trap carries no severity. What tells of a loss is a warning; a maker's trap may be anything, and is worth a look.</summary>
    private static SyslogSeverity SeverityOf(string? name) => name switch
    {
        "linkDown" or "authenticationFailure" or "egpNeighborLoss" => SyslogSeverity.Warning,
        "linkUp" => SyslogSeverity.Informational,
        _ => SyslogSeverity.Notice,
    };
}
