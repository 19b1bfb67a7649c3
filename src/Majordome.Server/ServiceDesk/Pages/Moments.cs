using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Wording;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>Instants in forms, on the reader's wall clock.</summary>
public static class Moments
{
    private static readonly LocalDateTimePattern Field = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    /// <summary>Reads a date-and-time field; <c>null</c> when it is empty or no instant.</summary>
    public static Instant? Read(string? text, DateTimeZone zone) =>
        text is { Length: >= 16 } && Field.Parse(text[..16]) is { Success: true, Value: var local } ? local.InZoneLeniently(zone).ToInstant() : null;

    /// <summary>Writes a date-and-time field.</summary>
    public static string Write(Instant at, DateTimeZone zone) => Field.Format(at.InZone(zone).LocalDateTime);

    /// <summary>Refusals whose instants are written as the reader reads them: « Hugo a pris ce ticket à 10:41 ».</summary>
    public static ImmutableArray<Refusal> InWords(this ImmutableArray<Refusal> refusals, Words words) =>
        [.. refusals.Select(r => r with { Values = [.. r.Values.Select(v => v is Instant at ? words.Moment(at) : v)] })];
}
