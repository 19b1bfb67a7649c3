using Majordome.Domain;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>Checks a passkey (Web Authentication, level 3): possession and verification of the person at once, so no code is asked for.</summary>
[RunsForNobody]
public sealed class PasskeySignIn(UserManager<User> users, SignInManager<User> signIn, SignInTrace trace)
{
    /// <summary>Checks the browser's answer to the request's challenge, and keeps the key's new counter.</summary>
    public async Task<Result<SignInOutcome>> HandleAsync(string credential)
    {
        PasskeyAssertionResult<User> assertion;
        try
        {
            assertion = await signIn.PerformPasskeyAssertionAsync(credential);
        }
        catch (InvalidOperationException)
        {
            // No challenge was asked for, or it is too old.
            return SignInOutcome.Refused;
        }

        if (!assertion.Succeeded || assertion.User is not { DisabledAt: null } user)
        {
            return SignInOutcome.Refused;
        }

        if (await users.IsLockedOutAsync(user))
        {
            return SignInOutcome.LockedOut;
        }

        await users.AddOrUpdatePasskeyAsync(user, assertion.Passkey);
        return await trace.SucceededAsync(user, "passkey");
    }
}
