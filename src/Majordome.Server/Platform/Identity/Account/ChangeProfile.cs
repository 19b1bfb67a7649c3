using Majordome.Domain;
using Majordome.Server.Platform.Trace;
using Microsoft.AspNetCore.Identity;
using NodaTime;

namespace Majordome.Server.Platform.Identity.Account;

/// <summary>How a person is called and reads.</summary>
/// <param name="DisplayName">Their name, up to 200 characters.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Zone">An IANA zone.</param>
/// <param name="Theme"><c>auto</c>, <c>light</c> or <c>dark</c>.</param>
/// <param name="LetterKeys">Whether single-letter keys work.</param>
public sealed record Profile(string DisplayName, string Language, string Zone, string Theme, bool LetterKeys);

/// <summary>Changes the caller's own profile.</summary>
[RunsForSignedIn]
public sealed class ChangeProfile(UserManager<User> users, CallerContext context, EventLog log)
{
    /// <summary>Changes it.</summary>
    /// <returns>The user, or: <c>required</c>, <c>too-long</c>, <c>choice-unknown</c>, <c>zone-unknown</c>.</returns>
    public async Task<Result<User>> HandleAsync(Profile form)
    {
        var name = form.DisplayName.Trim();
        if (name.Length is 0 or > 200)
        {
            return name.Length == 0 ? Refusal.Of("displayName", "required") : Refusal.Of("displayName", "too-long", 200);
        }

        if (form.Language is not ("fr" or "en"))
        {
            return Refusal.Of("language", "choice-unknown", form.Language);
        }

        if (form.Theme is not ("auto" or "light" or "dark"))
        {
            return Refusal.Of("theme", "choice-unknown", form.Theme);
        }

        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(form.Zone) is null)
        {
            return Refusal.Of("zone", "zone-unknown", form.Zone);
        }

        var user = (await users.FindByIdAsync(context.Caller.UserId.ToString()!))!;
        (user.DisplayName, user.Language, user.Zone, user.Theme, user.LetterKeys) = (name, form.Language, form.Zone, form.Theme, form.LetterKeys);
        await users.UpdateAsync(user);
        log.Record(user.ClientId, "change-profile", "user", user.Id, form);
        return user;
    }
}
