using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>Draws a new key for the caller's authenticator application; nothing is asked for until a code proves that it arrived.</summary>
[RunsForSignedIn]
public sealed class StartSecondFactor(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Draws it.</summary>
    /// <returns>The user, or: <c>conflict</c> when the second factor is on.</returns>
    public async Task<Result<User>> HandleAsync()
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        if (user.TwoFactorEnabled)
        {
            return Refusals.Conflict();
        }

        await users.ResetAuthenticatorKeyAsync(user);
        log.Record(user.ClientId, "start-second-factor", "user", user.Id);
        return user;
    }
}

/// <summary>Turns the second factor on, by a first code of the application.</summary>
[RunsForSignedIn]
public sealed class TurnSecondFactorOn(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Turns it on.</summary>
    /// <returns>Ten recovery codes, told once, or: <c>code-refused</c>.</returns>
    public async Task<Result<ImmutableArray<string>>> HandleAsync(string code)
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        var given = code.Replace(" ", "", StringComparison.Ordinal);
        if (!await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, given))
        {
            return Refusal.Of("code", "code-refused");
        }

        await users.SetTwoFactorEnabledAsync(user, true);
        log.Record(user.ClientId, "turn-second-factor-on", "user", user.Id);
        return await RecoveryCodes.DrawAsync(users, user);
    }
}

/// <summary>Turns it off, by the password.</summary>
[RunsForSignedIn]
public sealed class TurnSecondFactorOff(AppDb db, UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Turns it off; the application's key and the recovery codes stop working.</summary>
    /// <returns>The user, or: <c>password-mismatch</c>, <c>second-factor-required</c> where the provider wants one of its people.</returns>
    public async Task<Result<User>> HandleAsync(string password)
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        if (user.ClientId is null && await db.Set<Provider>().AnyAsync(p => p.SecondFactorRequired))
        {
            return Refusal.Of("", "second-factor-required");
        }

        if (!await users.CheckPasswordAsync(user, password))
        {
            return Refusal.Of("password", "password-mismatch");
        }

        await RecoveryCodes.ForgetAsync(users, user);
        log.Record(user.ClientId, "turn-second-factor-off", "user", user.Id);
        return user;
    }
}

/// <summary>Draws ten new recovery codes; those before stop working.</summary>
[RunsForSignedIn]
public sealed class RenewRecoveryCodes(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Draws them.</summary>
    /// <returns>The codes, told once, or: <c>conflict</c> when the second factor is off.</returns>
    public async Task<Result<ImmutableArray<string>>> HandleAsync()
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        if (!user.TwoFactorEnabled)
        {
            return Refusals.Conflict();
        }

        log.Record(user.ClientId, "renew-recovery-codes", "user", user.Id);
        return await RecoveryCodes.DrawAsync(users, user);
    }
}

/// <summary>What the commands on the second factor share.</summary>
public static class RecoveryCodes
{
    /// <summary>How many there are.</summary>
    public const int Count = 10;

    /// <summary>Draws them anew.</summary>
    public static async Task<ImmutableArray<string>> DrawAsync(UserManager<User> users, User user) =>
        [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(user, Count) ?? []];

    /// <summary>Ends the second factor and everything that opened it; sessions end too.</summary>
    public static async Task ForgetAsync(UserManager<User> users, User user)
    {
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.ResetAuthenticatorKeyAsync(user);
        await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 0);
    }
}
