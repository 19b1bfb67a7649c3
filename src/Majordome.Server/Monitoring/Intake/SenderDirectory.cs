using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Majordome.Domain;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Tells senders by what they show. What was read is trusted for <see cref="Trust"/>: senders come many times a second, rights change a few times a
/// day. A change on this server is seen at once. While the database does not answer, the sources that were read last stand.
/// </summary>
public sealed class SenderDirectory
{
    /// <summary>What the token of a source starts with.</summary>
    public const string Prefix = "mjs_";

    /// <summary>How long an answer is trusted.</summary>
    public static readonly Duration Trust = Duration.FromSeconds(15);

    private const int MostKept = 10_000;

    private readonly IServiceScopeFactory scopes;
    private readonly IClock clock;
    private readonly LastRead<ImmutableArray<Known>> sources;
    private volatile ConcurrentDictionary<(string Hash, string Client), (SenderFound Found, Instant Until)> bySecret = new();

    /// <summary>Opens the directory.</summary>
    /// <param name="scopes">Where databases come from.</param>
    /// <param name="clock">Says how old what was read is.</param>
    /// <param name="time">By which the database is waited for.</param>
    /// <param name="live">Tells when a source was changed.</param>
    public SenderDirectory(IServiceScopeFactory scopes, IClock clock, TimeProvider time, LiveFeed live)
    {
        (this.scopes, this.clock) = (scopes, clock);
        sources = new(Trust, ReadAsync, clock, time);
        live.Told += change =>
        {
            if (change.Topic is Source.Topic)
            {
                Forget();
            }
        };
    }

    /// <summary>The sender of a secret: the token of a source, or the API token of a person who may manage the estate of a client.</summary>
    /// <param name="secret">As it came.</param>
    /// <param name="client">Code of the client it names; empty for none.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<SenderFound> BySecretAsync(string secret, string client, CancellationToken cancellationToken)
    {
        if (secret.Length is 0 or > 200)
        {
            return new(null);
        }

        var key = (Secrets.Hash(secret), client);
        var now = clock.GetCurrentInstant();
        var answers = bySecret; // what is read before a change goes to those that the change forgets
        if (answers.TryGetValue(key, out var kept) && now < kept.Until)
        {
            return kept.Found;
        }

        var found = secret.StartsWith(Prefix, StringComparison.Ordinal)
            ? new SenderFound((await sources.GetAsync(cancellationToken)).FirstOrDefault(s => s.Source.TokenSha256 == key.Item1)?.Sender)
            : await OfPersonAsync(key.Item1, client, now, cancellationToken);
        if (answers.Count >= MostKept)
        {
            answers.Clear();
        }

        answers[key] = (found, now + Trust);
        return found;
    }

    /// <summary>The sender that sends from an address: the source with the narrowest network around it.</summary>
    /// <returns>Who, or <c>sender-unknown</c>, or <c>sender-ambiguous</c>: several clients have that very network.</returns>
    public async Task<SenderFound> FindByAddressAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var around = (await sources.GetAsync(cancellationToken))
            .SelectMany(source => source.Networks.Where(network => network.Contains(plain)).Select(network => (source.Sender, network.PrefixLength)))
            .ToList();
        var narrowest = around.Count == 0 ? 0 : around.Max(found => found.PrefixLength);
        return TheOne([.. around.Where(found => found.PrefixLength == narrowest).Select(found => found.Sender)]);
    }

    /// <summary>The sender that sends from an address; <c>null</c>: <see cref="FindByAddressAsync"/> says why.</summary>
    public async Task<Sender?> ByAddressAsync(IPAddress address, CancellationToken cancellationToken) => (await FindByAddressAsync(address, cancellationToken)).Sender;

    /// <summary>The sender that shows a certificate.</summary>
    /// <param name="sha256">SHA-256 of the certificate, in lower-case hexadecimal.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Who, or <c>sender-unknown</c>, or <c>sender-ambiguous</c>: several clients have that certificate.</returns>
    public async Task<SenderFound> FindByCertificateAsync(string sha256, CancellationToken cancellationToken) =>
        TheOne([.. (await sources.GetAsync(cancellationToken)).Where(known => known.Source.CertificateSha256 == sha256).Select(known => known.Sender)]);

    /// <summary>The source of that key, in use; <c>null</c>: there is none.</summary>
    public async Task<(Sender Sender, Source Source)?> ByIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await sources.GetAsync(cancellationToken)).FirstOrDefault(known => known.Source.Id == id) is { } found ? (found.Sender, found.Source) : null;

    /// <summary>The sources whose notifications have that user.</summary>
    public async Task<IReadOnlyList<(Sender Sender, Source Source)>> BySnmpUserAsync(string user, CancellationToken cancellationToken) =>
        [.. (await sources.GetAsync(cancellationToken)).Where(known => known.Source.SnmpUser is { } own && (user.Length == 0 || own == user)).Select(known => (known.Sender, known.Source))];

    private void Forget()
    {
        sources.Forget();
        bySecret = new();
    }

    private static SenderFound TheOne(IReadOnlyList<Sender> senders) => senders.DistinctBy(sender => sender.ClientId).Count() switch
    {
        0 => new(null, Refusal.Of("from", "sender-unknown")),
        1 => new(senders[0]),
        _ => new(null, Refusal.Of("from", "sender-ambiguous")),
    };

    private async Task<ImmutableArray<Known>> ReadAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Db(scope);
        var read = await (
            from source in db.Set<Source>().AsNoTracking()
            join client in db.Set<Client>() on source.ClientId equals client.Id
            where source.EndedAt == null
            orderby source.Id
            select new { source, client.Zone }).ToListAsync();
        return [.. read.Select(r => new Known(SenderOf(r.source, r.Zone), r.source, SourceForm.ReadNetworks(r.source.Networks)))];
    }

    private async Task<SenderFound> OfPersonAsync(string hash, string code, Instant now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Db(scope);
        var token = await db.Set<ApiToken>().AsNoTracking()
            .SingleOrDefaultAsync(t => t.Sha256 == hash && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now), cancellationToken);
        var user = token is null
            ? null
            : await db.Users.AsNoTracking().Include(u => u.Grants).SingleOrDefaultAsync(u => u.Id == token.UserId && u.DisabledAt == null, cancellationToken);
        if (user is null)
        {
            return new(null);
        }

        var caller = Caller.Person(user.Id, user.Email!, user.ClientId, user.Grants.Select(g => new Grant(g.Role, g.ClientId)), TokenAuthentication.ScopesOf(token!.Scopes));
        var clients = (await db.Set<Client>().AsNoTracking().OrderBy(c => c.Id).Select(c => new { c.Id, c.Code }).ToListAsync(cancellationToken))
            .Where(c => caller.May(Permission.ManageEstate, c.Id) && (code.Length == 0 || c.Code.Equals(code, StringComparison.OrdinalIgnoreCase))).ToList();
        return clients switch
        {
            [] => new(null, Refusal.Of("client", "sender-forbidden", code)),
            [var one] => new(new Sender(one.Id, token.Id, token.Name, Source.DefaultMostSeries, int.MaxValue, int.MaxValue)),
            _ => new(null, Refusal.Of("client", "sender-ambiguous", string.Join(", ", clients.Take(10).Select(c => c.Code)))),
        };
    }

    private static AppDb Db(AsyncServiceScope scope)
    {
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("intake");
        return scope.ServiceProvider.GetRequiredService<AppDb>();
    }

    private static Sender SenderOf(Source source, string zone) =>
        new(source.ClientId, source.Id, source.Name, source.MostSeries, source.MostSamples, source.MostMessages)
        {
            LongestMessage = source.LongestMessage, Zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc,
        };

    private sealed record Known(Sender Sender, Source Source, ImmutableArray<IPNetwork> Networks);
}
