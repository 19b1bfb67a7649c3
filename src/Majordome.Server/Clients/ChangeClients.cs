using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Time;
using Majordome.Protocols.Mime;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Clients;

/// <summary>What is said of a client.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Code">2 to 12 letters and digits, unique at the provider; kept in upper case.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Zone">IANA zone.</param>
public sealed record ClientForm(string Name, string Code, string Language, string Zone);

/// <summary>Creates a client.</summary>
[Requires(Permission.ManageClients, Everywhere = true)]
public sealed class CreateClient(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Creates it.</summary>
    /// <returns>Its key, or the rules of <see cref="ClientRules.Check"/>, <c>code-taken</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(ClientForm form, CancellationToken cancellationToken)
    {
        var refusals = await ClientRules.CheckAsync(db, form, except: null, cancellationToken);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        var now = clock.GetCurrentInstant();
        var client = new Client
        {
            Id = Ids.At(now), Name = form.Name.Trim(), Code = ClientRules.Normalise(form.Code), Language = form.Language, Zone = form.Zone, CreatedAt = now,
        };
        db.Add(client);
        log.Record(client.Id, "create-client", "client", client.Id, form);
        return client.Id;
    }
}

/// <summary>Changes a client.</summary>
[Requires(Permission.ManageClients)]
public sealed class ChangeClient(AppDb db, EventLog log)
{
    /// <summary>Changes it.</summary>
    /// <param name="id">Which.</param>
    /// <param name="form">What it is from now on.</param>
    /// <param name="version">The version the change was made from; <c>null</c>: whatever it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Done>> HandleAsync(Guid id, ClientForm form, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Client>().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } client)
        {
            return Refusals.NotFound("id", id);
        }

        var refusals = await ClientRules.CheckAsync(db, form, except: id, cancellationToken);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        db.ExpectVersion(client, version);
        client.Name = form.Name.Trim();
        client.Code = ClientRules.Normalise(form.Code);
        client.Language = form.Language;
        client.Zone = form.Zone;
        log.Record(id, "change-client", "client", id, form);
        return Done.Value;
    }
}

/// <summary>Ends the relation with a client, or takes it up again; nothing is deleted.</summary>
[Requires(Permission.ManageClients, Everywhere = true)]
public sealed class ArchiveClient(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Archives or takes up again.</summary>
    public async Task<Result<Done>> HandleAsync(Guid id, bool archived, CancellationToken cancellationToken)
    {
        if (await db.Set<Client>().SingleOrDefaultAsync(c => c.Id == id, cancellationToken) is not { } client)
        {
            return Refusals.NotFound("id", id);
        }

        if (client.ArchivedAt is not null != archived)
        {
            client.ArchivedAt = archived ? clock.GetCurrentInstant() : null;
            log.Record(id, archived ? "archive-client" : "take-up-client", "client", id);
        }

        return Done.Value;
    }
}

/// <summary>The rules of what is said of clients, sites and contacts.</summary>
public static class ClientRules
{
    private const int MaxName = 200;

    /// <summary>How a code is kept.</summary>
    public static string Normalise(string code) => code.Trim().ToUpperInvariant();

    /// <summary>Refusals of a client's form: <c>required</c>, <c>text-too-long</c>, <c>code-malformed</c>, <c>code-taken</c>, <c>language-unknown</c>, <c>zone-unknown</c>.</summary>
    public static async Task<ImmutableArray<Refusal>> CheckAsync(AppDb db, ClientForm form, Guid? except, CancellationToken cancellationToken)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Text(refusals, "name", form.Name);
        var code = Normalise(form.Code ?? "");
        if (code.Length is < 2 or > 12 || !code.All(char.IsAsciiLetterOrDigit))
        {
            refusals.Add(Refusal.Of("code", "code-malformed", form.Code));
        }
        else if (await db.Set<Client>().IgnoreQueryFilters().AnyAsync(c => c.Code == code && c.Id != except, cancellationToken))
        {
            refusals.Add(Refusal.Of("code", "code-taken", code));
        }

        if (form.Language is not ("fr" or "en"))
        {
            refusals.Add(Refusal.Of("language", "language-unknown", form.Language));
        }

        Zone(refusals, form.Zone);
        return refusals.ToImmutable();
    }

    /// <summary>Refusals of a site's form: <c>required</c>, <c>text-too-long</c>, <c>zone-unknown</c>, <c>holidays-unknown</c>.</summary>
    public static ImmutableArray<Refusal> Check(SiteForm form)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Text(refusals, "name", form.Name);
        Zone(refusals, form.Zone);
        if (!FrenchHolidays.Find(form.Holidays ?? "").IsAccepted)
        {
            refusals.Add(Refusal.Of("holidays", "holidays-unknown", form.Holidays));
        }

        return refusals.ToImmutable();
    }

    /// <summary>Refusals of a contact's form: <c>required</c>, <c>text-too-long</c>, the rules of addresses, <c>told-without-email</c>.</summary>
    public static ImmutableArray<Refusal> Check(ContactForm form)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Text(refusals, "name", form.Name);
        if (!string.IsNullOrWhiteSpace(form.Email))
        {
            refusals.AddRange(MailAddress.Parse(form.Email.Trim(), "email").Refusals);
        }
        else if (form.IsTold)
        {
            refusals.Add(Refusal.Of("email", "told-without-email"));
        }

        return refusals.ToImmutable();
    }

    private static void Text(ImmutableArray<Refusal>.Builder refusals, string path, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            refusals.Add(Refusal.Of(path, "required"));
        }
        else if (value.Trim().Length > MaxName)
        {
            refusals.Add(Refusal.Of(path, "text-too-long", value.Trim().Length, MaxName));
        }
    }

    private static void Zone(ImmutableArray<Refusal>.Builder refusals, string? zone)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone ?? "") is null)
        {
            refusals.Add(Refusal.Of("zone", "zone-unknown", zone));
        }
    }
}
