using System.Buffers.Text;
using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.Web;
using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>The account as the API tells it: never a secret.</summary>
/// <param name="Id">Key.</param>
/// <param name="Email">With which they sign in.</param>
/// <param name="ClientId">The client whose contact they are; absent: one of the provider's.</param>
/// <param name="Profile">How they are called and read.</param>
/// <param name="HasSecondFactor">Whether a code is asked for after the password.</param>
/// <param name="RecoveryCodesLeft">How many recovery codes still work.</param>
public sealed record AccountView(Guid Id, string Email, Guid? ClientId, Profile Profile, bool HasSecondFactor, int RecoveryCodesLeft);

/// <summary>A token as the API tells it.</summary>
public sealed record TokenView(Guid Id, string Name, string Scopes, Instant CreatedAt, Instant? ExpiresAt);

/// <summary>A token that is asked for; see <see cref="NewToken"/>. Without scopes it carries all rights of its owner.</summary>
public sealed record TokenBody(string? Name, IReadOnlyList<Permission>? Scopes = null, Instant? ExpiresAt = null);

/// <summary>A token just made: told this once.</summary>
public sealed record TokenMade(string Token);

/// <summary>A passkey as the API tells it.</summary>
public sealed record PasskeyView(string Id, string? Name, DateTimeOffset CreatedAt);

/// <summary>What an authenticator application needs.</summary>
/// <param name="Key">The key, in base 32.</param>
/// <param name="Address">The same as applications read it from a QR code.</param>
public sealed record SecondFactorKey(string Key, string Address);

/// <summary>A code of the application.</summary>
public sealed record CodeBody(string? Code);

/// <summary>A password that proves who asks.</summary>
public sealed record PasswordBody(string? Password);

/// <summary>Recovery codes, told this once.</summary>
public sealed record CodesMade(ImmutableArray<string> Codes);

/// <summary>
/// <c>/api/v1/account</c>: the caller's own account, as its page shows it. A token limited to some permissions does not open it. Adding a
/// passkey is for a browser alone: its challenge is bound to the page's origin.
/// </summary>
public static class AccountApi
{
    /// <summary>Maps it.</summary>
    public static void MapAccountApi(this IEndpointRouteBuilder routes)
    {
        var account = routes.MapGroup($"{ApiDocument.Root}/account").ForSignedIn().WithTags("account");
        account.MapGet("", GetAsync);
        account.MapPut("", (Profile body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (ChangeProfile c) => c.HandleAsync(body), ct)));
        account.MapPost("/password", (PasswordChange body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (ChangePassword c) => c.HandleAsync(new(body.Current ?? "", body.Next ?? "")), ct))).RequireRateLimiting(SignIn.SignInLimit.Policy);
        account.MapPost("/end-sessions", (HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (EndSessions c) => c.HandleAsync(), ct)));
        MapTokens(account);
        MapPasskeys(account);
        MapSecondFactor(account);
    }

    private static void MapTokens(RouteGroupBuilder account)
    {
        account.MapGet("/tokens", async (OwnAccount own) =>
            new ApiPage<TokenView>([.. (await own.ReadAsync())!.Tokens.Select(t => new TokenView(t.Id, t.Name, t.Scopes, t.CreatedAt, t.ExpiresAt))], null));
        account.MapPost("/tokens", CreateTokenAsync);
        account.MapPost("/tokens/{tokenId:guid}/revoke", (Guid tokenId, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (RevokeToken c) => c.HandleAsync(tokenId, ct), ct)));
    }

    private static void MapPasskeys(RouteGroupBuilder account)
    {
        account.MapGet("/passkeys", async (OwnAccount own) =>
            new ApiPage<PasskeyView>([.. (await own.ReadAsync())!.Passkeys.Select(p => new PasskeyView(Base64Url.EncodeToString(p.CredentialId), p.Name, p.CreatedAt))], null));
        account.MapDelete("/passkeys/{credential}", (string credential, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (RemovePasskey c) => c.HandleAsync(credential), ct)));
    }

    private static void MapSecondFactor(RouteGroupBuilder account)
    {
        var factor = account.MapGroup("/second-factor").RequireRateLimiting(SignIn.SignInLimit.Policy);
        factor.MapPost("/start", StartAsync);
        factor.MapPost("/turn-on", (CodeBody body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            CodesAsync(http, commands.RunAsync(context.Caller, (TurnSecondFactorOn c) => c.HandleAsync(body.Code ?? ""), ct)));
        factor.MapPost("/turn-off", (PasswordBody body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (TurnSecondFactorOff c) => c.HandleAsync(body.Password ?? ""), ct)));
        factor.MapPost("/renew-codes", (HttpContext http, Commands commands, CallerContext context, CancellationToken ct) =>
            CodesAsync(http, commands.RunAsync(context.Caller, (RenewRecoveryCodes c) => c.HandleAsync(), ct)));
    }

    private static async Task<IResult> GetAsync(OwnAccount own, UserManager<User> users)
    {
        var user = (await own.UserAsync())!;
        var left = user.TwoFactorEnabled ? await users.CountRecoveryCodesAsync(user) : 0;
        var profile = new Profile(user.DisplayName, user.Language, user.Zone, user.Theme, user.LetterKeys);
        return TypedResults.Ok(new AccountView(user.Id, user.Email!, user.ClientId, profile, user.TwoFactorEnabled, left));
    }

    private static async Task<IResult> CreateTokenAsync(TokenBody body, HttpContext http, Commands commands, CallerContext context, CancellationToken ct)
    {
        var scopes = body.Scopes is { Count: > 0 } some ? string.Join(',', some) : TokenAuthentication.AllScopes;
        var form = new NewToken(context.Caller.Name, body.Name ?? "", scopes, body.ExpiresAt);
        var made = await commands.RunAsync(context.Caller, (CreateToken c) => c.HandleAsync(form, ct), ct);
        return made.TryGet(out var token, out var refusals) ? TypedResults.Created((string?)null, new TokenMade(token)) : Problems.Of(http, refusals);
    }

    private static async Task<IResult> StartAsync(HttpContext http, Commands commands, CallerContext context, UserManager<User> users, CancellationToken ct)
    {
        var started = await commands.RunAsync(context.Caller, (StartSecondFactor c) => c.HandleAsync(), ct);
        if (!started.TryGet(out var user, out var refusals))
        {
            return Problems.Of(http, refusals);
        }

        var key = (await users.GetAuthenticatorKeyAsync(user))!;
        return TypedResults.Ok(new SecondFactorKey(key, EnrolmentCode.Address("Majordome", user.Email!, key)));
    }

    private static async Task<IResult> CodesAsync(HttpContext http, Task<Result<ImmutableArray<string>>> drawn) =>
        (await drawn).TryGet(out var codes, out var refusals) ? TypedResults.Ok(new CodesMade(codes)) : Problems.Of(http, refusals);

    private static async Task<IResult> DoneAsync<T>(HttpContext http, Task<Result<T>> act)
        where T : notnull => (await act).TryGet(out _, out var refusals) ? TypedResults.NoContent() : Problems.Of(http, refusals);
}
