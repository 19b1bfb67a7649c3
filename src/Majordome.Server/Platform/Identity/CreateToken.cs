using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Identity;

/// <summary>A token to be made.</summary>
/// <param name="Email">Whose rights it carries.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes"><c>all</c>, or permissions in kebab case separated by commas.</param>
/// <param name="ExpiresAt">When it stops working; <c>null</c>: never.</param>
public sealed record NewToken(string Email, string Name, string Scopes, Instant? ExpiresAt);

/// <summary>Makes an API token: for oneself from the account page, for anybody from the command line of the machine.</summary>
[RunsForNobody]
public sealed class CreateToken(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Makes it.</summary>
    /// <returns>The token, told once, or: <c>user-unknown</c>, <c>scope-unknown</c>, <c>required</c>, <c>too-long</c>.</returns>
    public async Task<Result<string>> HandleAsync(NewToken form, CancellationToken cancellationToken)
    {
        var normalized = form.Email.Trim().ToUpperInvariant();
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized && u.DisabledAt == null, cancellationToken);
        if (user is null)
        {
            return Refusal.Of("user", "user-unknown", form.Email);
        }

        if (form.Name.Trim().Length is 0 or > 200)
        {
            return string.IsNullOrWhiteSpace(form.Name) ? Refusal.Of("name", "required") : Refusal.Of("name", "too-long", 200);
        }

        var scopes = form.Scopes;
        if (scopes != TokenAuthentication.AllScopes)
        {
            var parsed = new List<Permission>();
            foreach (var name in scopes.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!Enum.TryParse<Permission>(name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var permission) || char.IsDigit(name[0]))
                {
                    return Refusal.Of("scope", "scope-unknown", name);
                }

                parsed.Add(permission);
            }

            if (parsed.Count == 0)
            {
                return Refusal.Of("scope", "required");
            }

            scopes = string.Join(',', parsed);
        }

        var now = clock.GetCurrentInstant();
        var secret = Secrets.Draw(TokenAuthentication.Prefix);
        var token = new ApiToken
        {
            Id = Ids.At(now), UserId = user.Id, Name = form.Name.Trim(), Sha256 = Secrets.Hash(secret), Scopes = scopes, CreatedAt = now, ExpiresAt = form.ExpiresAt,
        };
        db.Add(token);
        log.Record(user.ClientId, "create-token", "token", token.Id, new { user.Email, form.Name, Scopes = scopes, form.ExpiresAt });
        return secret;
    }
}
