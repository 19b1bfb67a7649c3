using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Platform;

/// <summary>How the product writes JSON, everywhere: camel case, names of enumerations in kebab case, instants and durations in ISO 8601.</summary>
public static class Json
{
    /// <summary>The one set of options.</summary>
    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary><c>TailCut</c> → <c>tail-cut</c>: how names of the code are written for programs and resource keys.</summary>
    public static string Kebab(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>Applies the product's way to a framework's options.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower));
        options.Converters.Add(new TextConverter<Instant>(InstantPattern.ExtendedIso));
        options.Converters.Add(new TextConverter<LocalDate>(LocalDatePattern.Iso));
        options.Converters.Add(new TextConverter<LocalTime>(LocalTimePattern.ExtendedIso));
        options.Converters.Add(new DurationConverter());
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        return options;
    }

    private sealed class TextConverter<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && pattern.Parse(text) is { Success: true } parsed
                ? parsed.Value
                : throw new JsonException($"Not a valid {typeof(T).Name}.");

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(pattern.Format(value));
    }

    /// <summary>ISO 8601 durations of days, hours, minutes and seconds: <c>PT1H30M</c>.</summary>
    private sealed class DurationConverter : JsonConverter<Duration>
    {
        public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var parsed = PeriodPattern.NormalizingIso.Parse(reader.GetString() ?? "");
            return parsed.Success && parsed.Value is { Years: 0, Months: 0 } period
                ? period.ToDuration()
                : throw new JsonException("Not a valid duration: PT1H30M is expected.");
        }

        public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options)
        {
            var builder = Period.FromTicks(value.BclCompatibleTicks).Normalize().ToBuilder();
            builder.Hours += (builder.Weeks * 7 + builder.Days) * 24;
            builder.Weeks = builder.Days = 0;
            writer.WriteStringValue(value == Duration.Zero ? "PT0S" : PeriodPattern.Roundtrip.Format(builder.Build()));
        }
    }
}
