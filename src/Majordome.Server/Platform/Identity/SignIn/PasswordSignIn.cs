using Majordome.Domain;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.SignIn;

/// <summary>An address and a password.</summary>
/// <param name="Email">The address.</param>
/// <param name="Password">The password.</param>
public sealed record PasswordAttempt(string Email, string Password);

/// <summary>Checks an address and a password.</summary>
[RunsForNobody]
public sealed class PasswordSignIn(UserManager<User> users, SignInTrace trace)
{
    /// <summary>Checks them. An unknown or disabled account takes the time of a wrong password and is told the same.</summary>
    public async Task<Result<SignInOutcome>> HandleAsync(PasswordAttempt form)
    {
        var user = await users.FindByEmailAsync(form.Email.Trim());
        if (user is not { DisabledAt: null, PasswordHash: not null })
        {
            users.PasswordHasher.HashPassword(user ?? new User { DisplayName = "" }, form.Password);
            return SignInOutcome.Refused;
        }

        if (await users.IsLockedOutAsync(user))
        {
            return SignInOutcome.LockedOut;
        }

        if (!await users.CheckPasswordAsync(user, form.Password))
        {
            return await trace.FailedAsync(user, "password");
        }

        // The failures are forgotten when the whole sign-in is done: a right password does not buy more guesses of the code.
        return user.TwoFactorEnabled
            ? new SignInOutcome(SignInStep.CodeNeeded, user.Id)
            : await trace.SucceededAsync(user, "password");
    }
}
