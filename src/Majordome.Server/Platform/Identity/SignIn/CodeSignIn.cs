using Majordome.Domain;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Checks the second factor: a code of the authenticator application (RFC 6238), or a recovery code, which then no longer works.</summary>
[RunsForNobody]
public sealed class CodeSignIn(UserManager<User> users, SignInTrace trace)
{
    private const string Store = "[Majordome]";
    private const string LastCodes = "last-codes";

    // As many as are valid at once: the application's own half minute and two on either side.
    private const int Kept = 5;

    /// <summary>Checks the code of somebody whose password was right.</summary>
    public async Task<Result<SignInOutcome>> HandleAsync(Guid userId, string code)
    {
        var user = await users.FindByIdAsync(userId.ToString());
        if (user is not { DisabledAt: null })
        {
            return SignInOutcome.Refused;
        }

        if (await users.IsLockedOutAsync(user))
        {
            return SignInOutcome.LockedOut;
        }

        var given = code.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        var isOfApplication = given.Length == 6 && given.All(char.IsAsciiDigit);
        if (isOfApplication ? await MatchesOnceAsync(user, given) : (await users.RedeemTwoFactorRecoveryCodeAsync(user, given)).Succeeded)
        {
            return await trace.SucceededAsync(user, isOfApplication ? "code" : "recovery-code");
        }

        return await trace.FailedAsync(user, "code");
    }

    // A code opens once (RFC 6238, 5.2): whoever read it over a shoulder cannot use it in the rest of its time.
    private async Task<bool> MatchesOnceAsync(User user, string code)
    {
        var used = (await users.GetAuthenticationTokenAsync(user, Store, LastCodes))?.Split(',') ?? [];
        if (used.Contains(code, StringComparer.Ordinal)
            || !await users.VerifyTwoFactorTokenAsync(user, users.Options.Tokens.AuthenticatorTokenProvider, code))
        {
            return false;
        }

        await users.SetAuthenticationTokenAsync(user, Store, LastCodes, string.Join(',', used.Prepend(code).Take(Kept)));
        return true;
    }
}
