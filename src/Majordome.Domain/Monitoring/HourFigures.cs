using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring;

/// <summary>
/// What remains of an hour of a series when its samples are gone. A sample that is no number (NaN, such as Prometheus's mark of a series that went
/// stale) counts for nothing.
/// </summary>
/// <param name="Start">Start of the hour, aligned to UTC, in microseconds since 1970-01-01T00:00Z.</param>
/// <param name="Count">How many samples; at least one.</param>
/// <param name="Least">The least of them.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Sum">Their sum, added in order.</param>
/// <param name="First">The earliest.</param>
/// <param name="Last">The latest.</param>
/// <param name="Increase">
/// By how much a counter grew from <paramref name="First"/> to <paramref name="Last"/>: the sum of <see cref="Step"/>s. Without meaning for what
/// is no counter.
/// </param>
public readonly record struct HourFigures(long Start, int Count, double Least, double Most, double Sum, double First, double Last, double Increase)
{
    /// <summary>Length of an hour, in microseconds.</summary>
    public const long Hour = 3_600_000_000;

    /// <summary>
    /// From one reading of a counter to the next: the difference, or, when it fell, the whole of the later reading, since the counter began again
    /// at zero (as Prometheus' <c>increase</c> takes it, without its extrapolation).
    /// </summary>
    public static double Step(double earlier, double later) => later >= earlier ? later - earlier : later;

    /// <summary>The hours of samples.</summary>
    /// <param name="instants">In microseconds since 1970-01-01T00:00Z, strictly growing.</param>
    /// <param name="values">As many.</param>
    public static ImmutableArray<HourFigures> Of(ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        var hours = ImmutableArray.CreateBuilder<HourFigures>();
        for (var i = 0; i < instants.Length; i++)
        {
            var (value, start) = (values[i], instants[i] - Remainder(instants[i]));
            if (double.IsNaN(value))
            {
                continue;
            }

            if (hours.Count > 0 && hours[^1] is var hour && hour.Start == start)
            {
                hours[^1] = hour with
                {
                    Count = hour.Count + 1,
                    Least = Math.Min(hour.Least, value),
                    Most = Math.Max(hour.Most, value),
                    Sum = hour.Sum + value,
                    Last = value,
                    Increase = hour.Increase + Step(hour.Last, value),
                };
            }
            else
            {
                hours.Add(new(start, 1, value, value, value, value, value, 0));
            }
        }

        return hours.DrainToImmutable();
    }

    private static long Remainder(long instant) => ((instant % Hour) + Hour) % Hour;
}
