using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Instants and durations as whole microseconds, instants since 1970-01-01T00:00Z: numbers are kept and compared by them, by the million.</summary>
internal static class Micros
{
    /// <summary>Of an instant.</summary>
    public static long Of(Instant instant) => instant.ToUnixTimeTicks() / 10;

    /// <summary>Of a duration.</summary>
    public static long Of(Duration duration) => duration.BclCompatibleTicks / 10;

    /// <summary>The instant of so many.</summary>
    public static Instant At(long micros) => Instant.FromUnixTimeTicks(micros * 10);

    /// <summary>Place of the first of growing instants that is not before another; their number when all are.</summary>
    public static int FirstFrom(ReadOnlySpan<long> instants, long from) => instants.BinarySearch(from) is var found && found < 0 ? ~found : found;
}
