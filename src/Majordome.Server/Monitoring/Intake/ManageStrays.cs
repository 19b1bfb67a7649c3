using System.Net;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Syslog;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>What was put aside of one sender, in one form, for one reason.</summary>
/// <param name="Kind">The form.</param>
/// <param name="From">The id of a source, an address, or the fingerprint of a certificate.</param>
/// <param name="Reason">The rule; <c>null</c>: whatever it is.</param>
public sealed record StrayPile(string Kind, string From, string? Reason = null);

/// <summary>Deletes what was put aside.</summary>
[Requires(Permission.ManageEstate, Everywhere = true)]
public sealed class DeleteStrays(AppDb db, EventLog log)
{
    /// <summary>Deletes a pile.</summary>
    /// <returns>How many rows it had; none is no refusal.</returns>
    public async Task<Result<int>> HandleAsync(StrayPile pile, CancellationToken cancellationToken)
    {
        var deleted = await db.Strays(pile).ExecuteDeleteAsync(cancellationToken);
        log.Record(null, "delete-strays", "stray-message", pile.From, new { pile.Kind, pile.From, pile.Reason, deleted });
        return deleted;
    }
}

/// <summary>
/// Makes a source of a client of a sender that was put aside: what it sends from then on is the client's, and the messages that were kept of it are too.
/// </summary>
[Requires(Permission.ManageEstate, Everywhere = true)]
public sealed class AdoptSender(AppDb db, ItemPlaces places, EventLog log, IClock clock)
{
    /// <summary>Makes it.</summary>
    /// <param name="from">The address, or the fingerprint of a certificate, that was put aside.</param>
    /// <param name="clientId">Whose it is.</param>
    /// <param name="name">How people call it.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The source and its token, or: <c>not-found</c> (nothing of it was put aside, or the client), and what <see cref="AddSource"/> refuses.</returns>
    public async Task<Result<SourceWithToken>> HandleAsync(string from, Guid clientId, string? name, CancellationToken cancellationToken)
    {
        var isCertificate = from.Length == 64 && from.All(char.IsAsciiHexDigit);
        var strays = await db.Set<StrayMessage>().Where(m => m.From == from && m.Reason == "sender-unknown").OrderBy(m => m.Id).ToListAsync(cancellationToken);
        if ((!isCertificate && !IPAddress.TryParse(from, out _)) || strays.Count == 0)
        {
            return Refusals.NotFound("from", from);
        }

        var form = new SourceForm(name, isCertificate ? null : from, isCertificate ? from : null);
        var added = await new AddSource(db, log, clock).HandleAsync(clientId, form, cancellationToken);
        if (!added.IsAccepted)
        {
            return added;
        }

        var zone = await db.Set<Client>().Where(c => c.Id == clientId).Select(c => c.Zone).SingleAsync(cancellationToken);
        foreach (var stray in strays.Where(s => s.Kind is TakeSyslog.Kind or TakeTraps.Kind))
        {
            db.Add(await MessageOfAsync(stray, clientId, added.Value.Id, DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc, cancellationToken));
            db.Remove(stray);
        }

        return added;
    }

    private async Task<ReceivedMessage> MessageOfAsync(StrayMessage stray, Guid client, Guid source, DateTimeZone zone, CancellationToken cancellationToken)
    {
        if (stray.Kind is TakeSyslog.Kind)
        {
            var read = SyslogReader.Read(Encoding.UTF8.GetBytes(stray.Payload), stray.ReceivedAt, zone);
            return TakeSyslog.MessageOf(read, client, source, await places.FindAsync(client, [read.Host, stray.FromName], cancellationToken), stray.FromName, stray.ReceivedAt);
        }

        return new ReceivedMessage
        {
            Id = Ids.At(stray.ReceivedAt), ClientId = client, SourceId = source, AssetId = await places.FindAsync(client, [stray.FromName], cancellationToken),
            Kind = stray.Kind, ReceivedAt = stray.ReceivedAt, Severity = (int)SyslogSeverity.Notice, From = stray.FromName, Text = stray.Payload,
        };
    }
}

/// <summary>Reads what was put aside.</summary>
internal static class StrayQueries
{
    /// <summary>The rows of a pile.</summary>
    public static IQueryable<StrayMessage> Strays(this AppDb db, StrayPile pile)
    {
        var rows = db.Set<StrayMessage>().Where(m => m.Kind == pile.Kind && m.From == pile.From);
        return pile.Reason is { } reason ? rows.Where(m => m.Reason == reason) : rows;
    }
}
