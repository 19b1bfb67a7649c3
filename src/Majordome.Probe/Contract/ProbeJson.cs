using System.Text.Json;
using System.Text.Json.Serialization;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Probe.Contract;

/// <summary>
/// The contract's messages as JSON: names in camel case, instants as whole microseconds since 1970-01-01T00:00Z, durations as whole
/// microseconds, statuses by name. The form they have on disk and on the wire.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(InstantConverter), typeof(DurationConverter), typeof(StatusConverter)])]
[JsonSerializable(typeof(ProbeConfiguration))]
[JsonSerializable(typeof(ProbeResult))]
[JsonSerializable(typeof(ResultBatch))]
[JsonSerializable(typeof(BatchAcknowledgement))]
public sealed partial class ProbeJson : JsonSerializerContext;

/// <summary>Microseconds since the epoch of Unix.</summary>
public sealed class InstantConverter : JsonConverter<Instant>
{
    /// <inheritdoc/>
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Instant.FromUnixTimeTicks(checked(reader.GetInt64() * 10));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.ToUnixTimeTicks() / 10);
}

/// <summary>Microseconds.</summary>
public sealed class DurationConverter : JsonConverter<Duration>
{
    /// <inheritdoc/>
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Duration.FromTicks(checked(reader.GetInt64() * 10));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) =>
        writer.WriteNumberValue(value.BclCompatibleTicks / 10);
}

/// <summary><c>ok</c>, <c>warning</c>, <c>critical</c>, <c>unknown</c>.</summary>
public sealed class StatusConverter() : JsonStringEnumConverter<CheckStatus>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
