using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Majordome.Domain;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Tells senders by what they show. What was read is trusted for <see cref="Trust"/>: senders come many times a second, rights change a few times a
/// day. A change on this server is seen at once.
/// </summary>
public sealed class SenderDirectory(IServiceScopeFactory scopes, IClock clock)
{
    /// <summary>What the token of a source starts with.</summary>
    public const string Prefix = "mjs_";

    /// <summary>How long an answer is trusted.</summary>
    public static readonly Duration Trust = Duration.FromSeconds(15);

    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<(string Hash, string Client), (SenderFound Found, Instant Until)> bySecret = new();
    private (ImmutableArray<Known> Sources, Instant Until) all = ([], Instant.MinValue);

    /// <summary>Reads everything anew from now on.</summary>
    public void Forget()
    {
        bySecret.Clear();
        all = ([], Instant.MinValue);
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
        if (bySecret.TryGetValue(key, out var kept) && now < kept.Until)
        {
            return kept.Found;
        }

        var found = secret.StartsWith(Prefix, StringComparison.Ordinal)
            ? new SenderFound((await SourcesAsync(cancellationToken)).FirstOrDefault(s => s.Source.TokenSha256 == key.Item1)?.Sender)
            : await OfPersonAsync(key.Item1, client, now, cancellationToken);
        if (bySecret.Count >= MostKept)
        {
            bySecret.Clear();
        }

        bySecret[key] = (found, now + Trust);
        return found;
    }

    /// <summary>The sender that sends from an address: the source with the narrowest network around it; <c>null</c>: unknown.</summary>
    public async Task<Sender?> ByAddressAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (await SourcesAsync(cancellationToken))
            .SelectMany(source => source.Networks.Where(network => network.Contains(plain)).Select(network => (source.Sender, network.PrefixLength)))
            .OrderByDescending(found => found.PrefixLength)
            .FirstOrDefault().Sender;
    }

    /// <summary>The sender that shows a certificate; <c>null</c>: unknown.</summary>
    /// <param name="sha256">SHA-256 of the certificate, in lower-case hexadecimal.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Sender?> ByCertificateAsync(string sha256, CancellationToken cancellationToken) =>
        (await SourcesAsync(cancellationToken)).FirstOrDefault(known => known.Source.CertificateSha256 == sha256)?.Sender;

    /// <summary>The source of that key, in use; <c>null</c>: there is none.</summary>
    public async Task<(Sender Sender, Source Source)?> ByIdAsync(Guid id, CancellationToken cancellationToken) =>
        (await SourcesAsync(cancellationToken)).FirstOrDefault(known => known.Source.Id == id) is { } found ? (found.Sender, found.Source) : null;

    /// <summary>The sources whose notifications have that user.</summary>
    public async Task<IReadOnlyList<(Sender Sender, Source Source)>> BySnmpUserAsync(string user, CancellationToken cancellationToken) =>
        [.. (await SourcesAsync(cancellationToken)).Where(known => known.Source.SnmpUser is { } own && (user.Length == 0 || own == user)).Select(known => (known.Sender, known.Source))];

    private async Task<ImmutableArray<Known>> SourcesAsync(CancellationToken cancellationToken)
    {
        var (sources, until) = all;
        var now = clock.GetCurrentInstant();
        if (now < until)
        {
            return sources;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = Db(scope);
        var read = await (
            from source in db.Set<Source>().AsNoTracking()
            join client in db.Set<Client>() on source.ClientId equals client.Id
            where source.EndedAt == null
            orderby source.Id
            select new { source, client.Zone }).ToListAsync(cancellationToken);
        sources = [.. read.Select(r => new Known(SenderOf(r.source, r.Zone), r.source, SourceForm.ReadNetworks(r.source.Networks)))];
        all = (sources, now + Trust);
        return sources;
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
