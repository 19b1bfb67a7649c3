using System.Collections.Immutable;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using NodaTime;

namespace Majordome.Server.Platform.Web;

/// <summary>Identifies the callers of the API by <c>Authorization: Bearer mj_…</c> (RFC 6750).</summary>
public sealed class TokenAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AppDb db, IClock clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "Token";

    /// <summary>What every token starts with, so that one found in a file can be recognised.</summary>
    public const string Prefix = "mj_";

    /// <summary>The scope that limits nothing.</summary>
    public const string AllScopes = "all";

    private const string ScopesClaim = "majordome:scopes";

    /// <summary>What the token the caller came with is limited to; <c>null</c>: nothing, or no token.</summary>
    public static ImmutableHashSet<Permission>? ScopesOf(ClaimsPrincipal principal) => ScopesOf(principal.FindFirstValue(ScopesClaim) ?? AllScopes);

    /// <summary>What a token's stored scopes limit it to; <c>null</c>: nothing.</summary>
    public static ImmutableHashSet<Permission>? ScopesOf(string scopes) =>
        scopes == AllScopes ? null : [.. scopes.Split(',').Select(Enum.Parse<Permission>)];

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) || Context.GetEndpoint()?.Metadata.GetMetadata<SenderAuthenticatedAttribute>() is not null)
        {
            return AuthenticateResult.NoResult();
        }

        var secret = header["Bearer ".Length..].Trim();
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || secret.Length > 200)
        {
            return AuthenticateResult.Fail("unknown token");
        }

        var hash = Secrets.Hash(secret);
        var now = clock.GetCurrentInstant();
        var token = await db.Set<ApiToken>().AsNoTracking().SingleOrDefaultAsync(
            t => t.Sha256 == hash && t.RevokedAt == null && (t.ExpiresAt == null || t.ExpiresAt > now), Context.RequestAborted);
        if (token is null)
        {
            return AuthenticateResult.Fail("unknown token");
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, token.UserId.ToString()), new Claim(ScopesClaim, token.Scopes)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
