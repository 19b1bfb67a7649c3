using Majordome.Server.Platform;
using NodaTime;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// How long numbers are kept, by level of detail. Whole days in UTC go at once: what is taken last is taken a day before it would no longer be
/// placed, and is deleted a day after that, so that the hours of a day are never made again from a part of it.
/// </summary>
/// <param name="Samples">How long samples are kept.</param>
/// <param name="Hours">How long the hours of their days are; at least as long.</param>
public sealed record MetricRetention(Duration Samples, Duration Hours)
{
    /// <summary>What the options say.</summary>
    public static MetricRetention Of(ServerOptions options) =>
        new(Duration.FromDays(options.KeepSamples), Duration.FromDays(options.KeepHours));

    /// <summary>Samples before this instant are refused, in microseconds since 1970-01-01T00:00Z.</summary>
    public long TakenFrom(long now) => PlacedFrom(now) + Stretch.Day;

    /// <summary>Samples before this instant are not placed.</summary>
    public long PlacedFrom(long now) => Stretch.StartOf(now - Micros.Of(Samples), Stretch.Day);

    /// <summary>Samples of days that start before this instant are deleted.</summary>
    public long SamplesFrom(long now) => PlacedFrom(now) - Stretch.Day;

    /// <summary>Hours of days that start before this instant are deleted.</summary>
    public long HoursFrom(long now) => Stretch.StartOf(now - Micros.Of(Hours), Stretch.Day) - Stretch.Day;

    /// <summary>Hours of months that start before this instant are deleted: all their days are no longer kept.</summary>
    public long MonthsFrom(long now) => Stretch.StartOf(HoursFrom(now), Stretch.Month);

    /// <summary>
    /// Series that were last written to on a day that starts before this instant are forgotten: what came on a day is of the next at the latest, and
    /// of that the hours are deleted too, or go when the last of their month does.
    /// </summary>
    public long SeenFrom(long now) => HoursFrom(now) - Stretch.Day;
}
