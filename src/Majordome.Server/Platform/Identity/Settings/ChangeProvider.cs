using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Identity.Settings;

/// <summary>What the provider says of itself, and what it wants of its people.</summary>
/// <param name="Name">The company, 1 to 200 characters: on every page and in every mail.</param>
/// <param name="Language">Of what is made new: <c>fr</c> or <c>en</c>.</param>
/// <param name="Zone">Of what is made new: an IANA zone.</param>
/// <param name="Phone">Where clients call the desk, at most 50 characters.</param>
/// <param name="DeskHours">When it answers, in words, at most 200 characters.</param>
/// <param name="SecondFactorRequired">Whether its people must have a second factor.</param>
public sealed record ProviderForm(string? Name, string? Language, string? Zone, string? Phone, string? DeskHours, bool SecondFactorRequired);

/// <summary>Changes what the provider says of itself.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class ChangeProvider(AppDb db, EventLog log)
{
    private const int LongestName = 200;
    private const int LongestPhone = 50;
    private const int LongestHours = 200;

    /// <summary>Changes it.</summary>
    /// <returns>Done, or: <c>required</c>, <c>too-long</c>, <c>choice-unknown</c>, <c>zone-unknown</c>, <c>conflict</c>.</returns>
    public async Task<Result<Done>> HandleAsync(ProviderForm form, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Provider>().SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return Refusals.NotFound("id");
        }

        var refusals = Check(form);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        db.ExpectVersion(provider, version);
        (provider.Name, provider.Language, provider.Zone) = (form.Name!.Trim(), form.Language!, form.Zone!);
        (provider.Phone, provider.DeskHours, provider.SecondFactorRequired) = (Kept(form.Phone), Kept(form.DeskHours), form.SecondFactorRequired);
        log.Record(null, "change-provider", "provider", Provider.TheOne, form);
        return Done.Value;
    }

    private static ImmutableArray<Refusal> Check(ProviderForm form) =>
    [
        .. new[]
        {
            string.IsNullOrWhiteSpace(form.Name) ? Refusal.Of("name", "required") : TooLong("name", form.Name, LongestName),
            form.Language is "fr" or "en" ? null : Refusal.Of("language", "choice-unknown", form.Language),
            form.Zone is { } zone && DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not null ? null : Refusal.Of("zone", "zone-unknown", form.Zone),
            TooLong("phone", form.Phone, LongestPhone),
            TooLong("deskHours", form.DeskHours, LongestHours),
        }.OfType<Refusal>(),
    ];

    private static Refusal? TooLong(string path, string? text, int longest) => text?.Trim().Length > longest ? Refusal.Of(path, "too-long", longest) : null;

    private static string? Kept(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
