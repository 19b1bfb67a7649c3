using Majordome.Domain;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Start;

/// <summary>What a new installation needs before anybody can sign in: the link, or the administrator named on the command line.</summary>
public sealed class FirstStart(Commands commands, IServiceScopeFactory scopes, ServerOptions options)
{
    /// <summary>Prepares the first administrator.</summary>
    /// <returns>The path of the one-time link (<c>/setup?key=…</c>) while there is no administrator; else <c>null</c>.</returns>
    /// <exception cref="StartRefusedException">The administrator of an unattended start is refused.</exception>
    public async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<AppDb>().Users.AnyAsync(cancellationToken))
        {
            return null;
        }

        if (options.Admin is { } email)
        {
            await CreateUnattendedAsync(email, cancellationToken);
            return null;
        }

        var link = await commands.RunAsync(Caller.Program("start"), (IssueSetupLink c) => c.HandleAsync(cancellationToken), cancellationToken);
        return $"/setup?key={link.Value}";
    }

    private async Task CreateUnattendedAsync(string email, CancellationToken cancellationToken)
    {
        if (options.AdminPasswordFile is not { } path || !File.Exists(path))
        {
            throw new StartRefusedException("admin-password-file-missing", options.AdminPasswordFile ?? "--admin-password-file");
        }

        var password = (await File.ReadAllLinesAsync(path, cancellationToken)).FirstOrDefault() ?? "";
        var form = new FirstAdministrator(email, email.Split('@')[0], password, "Majordome", options.Lang, "Europe/Paris");
        var created = await commands.RunAsync(
            Caller.Program("start"), (CreateFirstAdministrator c) => c.HandleAsync(form, cancellationToken), cancellationToken);
        if (!created.TryGet(out _, out var refusals))
        {
            throw new StartRefusedException(refusals[0].Rule, [.. refusals[0].Values]);
        }
    }
}

/// <summary>Draws a new one-time link; those drawn before stop working.</summary>
[RunsForNobody]
public sealed class IssueSetupLink(AppDb db, EventLog log, IClock clock)
{
    private static readonly Duration Validity = Duration.FromHours(1);

    /// <summary>Draws it.</summary>
    /// <returns>Its secret, told once.</returns>
    public async Task<Result<string>> HandleAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        db.RemoveRange(await db.Set<SetupLink>().Where(l => l.UsedAt == null).ToListAsync(cancellationToken));
        var secret = Secrets.Draw("");
        var link = new SetupLink { Id = Ids.At(now), Sha256 = Secrets.Hash(secret), ExpiresAt = now + Validity };
        db.Add(link);
        log.Record(null, "issue-setup-link", "setup-link", link.Id, new { link.ExpiresAt });
        return secret;
    }
}

/// <summary>What the first administrator gives.</summary>
/// <param name="Email">Their address, with which they sign in.</param>
/// <param name="DisplayName">How they are called.</param>
/// <param name="Password">At least 12 characters.</param>
/// <param name="ProviderName">The provider's name.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Zone">An IANA zone.</param>
public sealed record FirstAdministrator(string Email, string DisplayName, string Password, string ProviderName, string Language, string Zone);

/// <summary>Creates the provider and its first administrator, once.</summary>
[RunsForNobody]
public sealed class CreateFirstAdministrator(AppDb db, UserManager<User> users, EventLog log, IClock clock)
{
    /// <summary>Through the one-time link.</summary>
    /// <returns>The user, or: <c>setup-link-invalid</c> (unknown, used or expired), <c>required</c>, the password's and address's rules.</returns>
    public async Task<Result<User>> HandleAsync(string key, FirstAdministrator form, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var hash = Secrets.Hash(key);
        var link = await db.Set<SetupLink>().SingleOrDefaultAsync(l => l.Sha256 == hash, cancellationToken);
        if (link is null || link.UsedAt is not null || link.ExpiresAt <= now)
        {
            return Refusal.Of("key", "setup-link-invalid");
        }

        link.UsedAt = now;
        return await HandleAsync(form, cancellationToken);
    }

    /// <summary>From the command line of whoever holds the machine.</summary>
    public async Task<Result<User>> HandleAsync(FirstAdministrator form, CancellationToken cancellationToken)
    {
        if (await db.Users.AnyAsync(cancellationToken))
        {
            return Refusal.Of("key", "setup-link-invalid");
        }

        if (string.IsNullOrWhiteSpace(form.ProviderName))
        {
            return Refusal.Of("providerName", "required");
        }

        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(form.Zone) is null)
        {
            return Refusal.Of("zone", "zone-unknown", form.Zone);
        }

        var now = clock.GetCurrentInstant();
        var draft = new NewUser(form.Email, form.DisplayName, form.Password, null, form.Language, form.Zone, [new Grant(Role.Administrator, null), new Grant(Role.Engineer, null)]);
        var created = await UserAccounts.CreateAsync(users, db, draft, now);
        if (!created.TryGet(out var user, out var refusals))
        {
            return refusals;
        }

        db.Add(new Provider { Name = form.ProviderName.Trim(), Language = form.Language is "en" ? "en" : "fr", Zone = form.Zone });
        log.Record(null, "create-first-administrator", "user", user.Id, new { user.Email });
        return user;
    }
}
