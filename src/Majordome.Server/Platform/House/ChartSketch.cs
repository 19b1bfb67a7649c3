using System.Globalization;
using System.Text.Json;
using Majordome.Server.Platform.Wording;
using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>What a chart draws, in its own coordinates: once as SVG on the server, and again by the module <c>charts</c> from <see cref="Json"/>.</summary>
/// <param name="points">The readings, oldest first.</param>
/// <param name="limits">The thresholds.</param>
/// <param name="events">What happened.</param>
/// <param name="over">The left edge and the right one.</param>
/// <param name="unit">The unit of the readings.</param>
/// <param name="words">The reader's.</param>
internal sealed class ChartSketch(
    IReadOnlyList<ChartPoint> points, IReadOnlyList<ChartLimit> limits, IReadOnlyList<BandEvent> events, Interval over, string unit, Words words)
{
    // Days are named from here on; within, hours.
    private static readonly Duration ByDay = Duration.FromDays(2);
    private static readonly Duration ByDayInQuarters = Duration.FromDays(4);

    /// <summary>What lies within the edges, oldest first.</summary>
    public IReadOnlyList<BandEvent> Events { get; } = [.. events.Where(e => over.Contains(e.At)).OrderBy(e => e.At)];

    /// <summary>The vertical scale.</summary>
    public ChartScale Scale { get; } = ChartScale.For(points.Select(point => point.Value).OfType<double>().Concat(limits.Select(limit => limit.At)));

    /// <summary>Whether there is anything to draw.</summary>
    public bool HasValues { get; } = points.Any(point => point.Value is not null);

    /// <summary>Place of an instant, from 0 at the left edge to 1 at the right one.</summary>
    public double X(Instant at) => (at - over.Start) / over.Duration;

    /// <summary>The line between two gaps, and the area under it, for a drawing of 1000 × 100 units.</summary>
    public IEnumerable<(string Area, string Line)> Runs()
    {
        var run = new List<(double X, double Y)>();
        foreach (var point in points.Append(new ChartPoint(over.End, null)))
        {
            if (point.Value is { } value)
            {
                run.Add((1000 * X(point.At), Scale.Y(value)));
            }
            else if (run.Count > 0)
            {
                yield return Path(run);
                run.Clear();
            }
        }
    }

    /// <summary>Instants to name under the chart: place from 0 to 1, and words.</summary>
    public IEnumerable<(double X, string Label)> Ticks()
    {
        var days = over.Duration > ByDay;
        for (var quarter = 0; quarter <= 4; quarter += days && over.Duration < ByDayInQuarters ? 2 : 1)
        {
            var at = over.Start + (over.Duration * quarter / 4);
            yield return (quarter / 4.0, days ? words.DayAndMonth(at.InZone(words.Zone).Date) : words.Time(at));
        }
    }

    /// <summary>Decimals of a reading: a thousandth of the height is the least that is told apart.</summary>
    private int Decimals => Math.Clamp(2 - (int)Math.Floor(Math.Log10(Scale.Most - Scale.Least)), 2, 12);

    /// <summary>A reading with its unit.</summary>
    public string Write(double value) => IsWritable(value) ? words.Quantity((decimal)value, unit, Decimals) : value.ToString("G4", words.Culture);

    /// <summary>A reading alone.</summary>
    public string WriteRule(double value) => IsWritable(value) ? words.Number((decimal)value, Decimals) : value.ToString("G4", words.Culture);

    /// <summary>The same for the module: instants in seconds from the left edge, which is in milliseconds since 1970-01-01T00:00Z.</summary>
    public string Json() => JsonSerializer.Serialize(
        new
        {
            start = over.Start.ToUnixTimeMilliseconds(),
            length = over.Duration.TotalSeconds,
            zone = words.Zone.Id,
            unit,
            decimals = Decimals,
            rules = new[] { Scale.Least, Scale.Middle, Scale.Most }.Select(rule => new { at = rule, label = HasValues ? WriteRule(rule) : "" }),
            ticks = Ticks().Select(tick => new { at = Math.Round(tick.X * over.Duration.TotalSeconds, 1), label = tick.Label }),
            limits = limits.Select(limit => new { at = limit.At, critical = limit.IsCritical }),
            events = Events.Select(e => new { at = Math.Round((e.At - over.Start).TotalSeconds, 1), label = e.Label }),
            x = points.Select(point => Math.Round((point.At - over.Start).TotalSeconds, 1)),
            y = points.Select(point => point.Value is { } value ? Shortened(value) : (double?)null),
        },
        Platform.Json.Options);

    private static (string, string) Path(List<(double X, double Y)> run)
    {
        var line = "M" + string.Join('L', run.Select(point => $"{Svg.N(point.X)} {Svg.N(point.Y)}"));

        // A lone reading between two silences is drawn as a short dash.
        line += run.Count == 1 ? "h1" : "";
        return ($"{line}V100H{Svg.N(run[0].X)}z", line);
    }

    private static bool IsWritable(double value) => Math.Abs(value) < 1e15;

    // Six digits are more than a screen shows.
    private static double Shortened(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
