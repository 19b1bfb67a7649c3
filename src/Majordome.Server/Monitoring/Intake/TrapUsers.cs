using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Majordome.Protocols.Snmp.Notifications;
using Majordome.Protocols.Snmp.Usm;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Reads datagrams of version 3 with the user of the source that they come from. The keys of a user cost a hash of two megabytes: they are kept until
/// the source is changed. Of each engine the last clock is kept, so that a trap of before is not taken again (RFC 3414, 3.2, 7 b).
/// </summary>
public sealed class TrapUsers(SenderDirectory senders, IServiceScopeFactory scopes)
{
    private const int MostEngines = 10_000;
    private const int Window = 150; // seconds (RFC 3414, 2.2.3)

    private readonly ConcurrentDictionary<Guid, (int Version, NotificationReader? Reader)> readers = new();
    private readonly ConcurrentDictionary<string, (int Boots, int Time)> clocks = new(StringComparer.Ordinal);

    /// <summary>The source that a datagram comes from, and what it says.</summary>
    /// <param name="datagram">As it came.</param>
    /// <param name="from">From where.</param>
    /// <param name="own">Our engine as it is now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>No source: none has a user of that name, or several have and the address tells none of them.</returns>
    public async ValueTask<(Sender? Sender, NotificationReading Reading)> ReadAsync(
        ReadOnlyMemory<byte> datagram, IPAddress from, UsmEngine own, CancellationToken cancellationToken)
    {
        if (!UsmEnvelope.TryRead(datagram.Span, out var envelope))
        {
            return (null, new(null, null, "not-a-message"));
        }

        // Who wants to know our engine says nothing of itself yet: any user's reader answers. A trap may look like it, but has a user.
        var user = Encoding.UTF8.GetString(envelope.User);
        var isAbroad = envelope.Level.HasFlag(UsmLevel.Reportable) && !envelope.EngineId.SequenceEqual(own.Id.Span);
        var known = user.Length == 0 ? [] : await senders.BySnmpUserAsync(user, cancellationToken);
        var isAsking = isAbroad && known.Count == 0;
        if (isAsking)
        {
            known = await senders.BySnmpUserAsync("", cancellationToken);
        }

        if (known.Count == 0)
        {
            return (null, new(null, null, "user-unknown"));
        }

        var at = await senders.ByAddressAsync(from, cancellationToken);
        var (sender, source) = known.FirstOrDefault(s => s.Sender.SourceId == at?.SourceId);
        if (sender is null)
        {
            if (known.Count > 1 && !isAsking)
            {
                return (null, new(null, null, "user-ambiguous"));
            }

            (sender, source) = known[0];
        }

        if (ReaderOf(source!, own) is not { } reader)
        {
            return (sender, new(null, null, "key-unreadable"));
        }

        var reading = reader.Read(datagram.Span, own.Boots, own.Time);
        return (sender, reading.Notification is { } told && reading.Answer is null && IsOld(told.Engine, source!) ? new(null, null, "not-in-time") : reading);
    }

    private NotificationReader? ReaderOf(Source source, UsmEngine own)
    {
        if (readers.TryGetValue(source.Id, out var kept) && kept.Version == source.Version)
        {
            return kept.Reader;
        }

        using var scope = scopes.CreateScope();
        var secrets = scope.ServiceProvider.GetRequiredService<IntakeSecrets>();
        var user = new UsmUser(
            source.SnmpUser!, source.SnmpAuthentication, secrets.Read(source.ProtectedAuthenticationPassword) ?? "",
            source.ProtectedPrivacyPassword is { } privacy ? secrets.Read(privacy) ?? "" : null);
        var reader = user.IsComplete ? new NotificationReader(own.Id, [user]) : null;
        readers[source.Id] = (source.Version, reader);
        return reader;
    }

    // Only what is authentic moves a clock.
    private bool IsOld(UsmEngine engine, Source source)
    {
        if (source.SnmpAuthentication is UsmAuthentication.None || engine.Id.IsEmpty)
        {
            return false;
        }

        var key = $"{source.Id:N}{Convert.ToHexString(engine.Id.Span)}";
        var last = clocks.GetValueOrDefault(key);
        if (engine.Boots < last.Boots || (engine.Boots == last.Boots && engine.Time < last.Time - Window))
        {
            return true;
        }

        if (clocks.Count >= MostEngines)
        {
            clocks.Clear();
        }

        clocks[key] = engine.Boots > last.Boots ? (engine.Boots, engine.Time) : (last.Boots, Math.Max(last.Time, engine.Time));
        return false;
    }
}
