using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace Majordome.Server.Platform.Identity;

/// <summary>An account to be made.</summary>
/// <param name="Email">With which they sign in.</param>
/// <param name="DisplayName">How they are called.</param>
/// <param name="Password">At least 12 characters; <c>null</c>: they choose it by a link.</param>
/// <param name="ClientId">The client whose contact they are; <c>null</c>: one of the provider's.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Zone">An IANA zone.</param>
/// <param name="Grants">Their roles; a contact holds <see cref="Role.ClientContact"/> on their client and nothing else.</param>
public sealed record NewUser(string Email, string DisplayName, string? Password, Guid? ClientId, string Language, string Zone, ImmutableArray<Grant> Grants);

/// <summary>Makes accounts within a command.</summary>
public static class UserAccounts
{
    /// <summary>Makes one.</summary>
    /// <returns>The user, or: <c>required</c>, <c>grants-of-contact</c>, and the rules of addresses and passwords.</returns>
    public static async Task<Result<User>> CreateAsync(UserManager<User> users, AppDb db, NewUser draft, Instant now)
    {
        if (string.IsNullOrWhiteSpace(draft.DisplayName))
        {
            return Refusal.Of("displayName", "required");
        }

        var allowed = draft.ClientId is { } clientId
            ? draft.Grants.All(g => g.Role is Role.ClientContact && g.ClientId == clientId)
            : draft.Grants.All(g => g.Role is not Role.ClientContact);
        if (!allowed)
        {
            return Refusal.Of("grants", "grants-of-contact");
        }

        var user = new User
        {
            Id = Ids.At(now),
            UserName = draft.Email.Trim(),
            Email = draft.Email.Trim(),
            EmailConfirmed = true,
            LockoutEnabled = true,
            DisplayName = draft.DisplayName.Trim(),
            ClientId = draft.ClientId,
            Language = draft.Language is "en" ? "en" : "fr",
            Zone = draft.Zone,
            CreatedAt = now,
        };
        foreach (var grant in draft.Grants)
        {
            user.Grants.Add(new UserGrant { Id = Ids.At(now), UserId = user.Id, Role = grant.Role, ClientId = grant.ClientId });
        }

        var created = draft.Password is { } password ? await users.CreateAsync(user, password) : await users.CreateAsync(user);
        return created.Succeeded ? user : ToRefusals(created);
    }

    /// <summary>The framework's errors as refusals: its code in kebab case is the rule.</summary>
    public static ImmutableArray<Refusal> ToRefusals(IdentityResult result) =>
        [.. result.Errors.Select(e => Refusal.Of(FieldOf(e.Code), Conventions.Snake(e.Code).Replace('_', '-'), e.Description)).DistinctBy(r => (r.Path, r.Rule))];

    private static string FieldOf(string code) => code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "email";
}
