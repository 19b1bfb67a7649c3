using System.Buffers.Text;
using Majordome.Domain;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>A new passkey of the caller.</summary>
/// <param name="Name">What they call it: « Téléphone ».</param>
/// <param name="Credential">The browser's answer, as JSON (Web Authentication, level 3, 5.1).</param>
public sealed record NewPasskey(string Name, string Credential);

/// <summary>Adds a passkey to the caller's own account.</summary>
[RunsForSignedIn]
public sealed class AddPasskey(UserManager<User> users, SignInManager<User> signIn, CallerContext context, EventLog log)
{
    /// <summary>Verifies the browser's answer and keeps the key.</summary>
    /// <returns>The user, or: <c>required</c>, <c>too-long</c>, <c>passkey-refused</c>.</returns>
    public async Task<Result<User>> HandleAsync(NewPasskey form)
    {
        var name = form.Name.Trim();
        if (name.Length is 0 or > 100)
        {
            return name.Length == 0 ? Refusal.Of("name", "required") : Refusal.Of("name", "too-long", 100);
        }

        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        PasskeyAttestationResult attestation;
        try
        {
            attestation = await signIn.PerformPasskeyAttestationAsync(form.Credential);
        }
        catch (InvalidOperationException)
        {
            // No challenge was asked for, or it is too old.
            return Refusal.Of("", "passkey-refused");
        }

        if (!attestation.Succeeded || attestation.UserEntity.Id != user.Id.ToString())
        {
            return Refusal.Of("", "passkey-refused");
        }

        attestation.Passkey.Name = name;
        var added = await users.AddOrUpdatePasskeyAsync(user, attestation.Passkey);
        if (!added.Succeeded)
        {
            return UserAccounts.ToRefusals(added);
        }

        log.Record(user.ClientId, "add-passkey", "user", user.Id, new { Name = name });
        return user;
    }
}

/// <summary>Removes a passkey of the caller.</summary>
[RunsForSignedIn]
public sealed class RemovePasskey(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Removes it.</summary>
    /// <param name="id">Its credential's identifier, in URL-safe base 64.</param>
    /// <returns>The user, or: <c>not-found</c>.</returns>
    public async Task<Result<User>> HandleAsync(string id)
    {
        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        if (!Base64Url.IsValid(id) || await users.GetPasskeyAsync(user, Base64Url.DecodeFromChars(id)) is not { } passkey)
        {
            return Refusals.NotFound("id");
        }

        await users.RemovePasskeyAsync(user, passkey.CredentialId);
        log.Record(user.ClientId, "remove-passkey", "user", user.Id, new { passkey.Name });
        return user;
    }
}
