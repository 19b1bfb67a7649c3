using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;
using Majordome.Protocols.Prometheus;

namespace Majordome.Probe.Network.Exporters;

/// <summary>What one run keeps and judges.</summary>
/// <param name="rules">What is kept and judged.</param>
/// <param name="before">What the counters showed in the run before.</param>
/// <param name="seconds">Since that run.</param>
internal sealed class ExporterScrape(ExporterRules rules, IReadOnlyDictionary<string, ExporterCounter> before, double seconds)
{
    private static readonly List<PluginRange> None = [];

    private readonly FigureList figures = new();
    private readonly FindingList findings = new("conditions");
    private readonly HashSet<SeriesSelector> met = [];
    private readonly List<Kept> counters = [];
    private double? started;
    private int countersLeftOut;

    /// <summary>What its counters showed, for the next run.</summary>
    public Dictionary<string, ExporterCounter> Counters { get; } = new(StringComparer.Ordinal);

    public void Take(in ExpositionSample sample, in ExpositionFamily family, MetricKind kind)
    {
        if (sample.Name.SequenceEqual("process_start_time_seconds"u8))
        {
            started = sample.Value;
        }

        var (warning, critical) = (Met(rules.Warnings, sample), Met(rules.Criticals, sample));
        if (warning.Count + critical.Count == 0 && !rules.Keeps(sample))
        {
            return;
        }

        var kept = new Kept(ExporterSeries.NameOf(sample), sample.Value, ExporterSeries.UnitOf(sample.Name, family), warning, critical);
        if (!rules.IsRate || !ExporterSeries.IsCounter(sample.Name, kind))
        {
            Add(kept);
        }
        else if (counters.Count < FigureList.Most)
        {
            counters.Add(kept);
        }
        else
        {
            countersLeftOut++;
        }
    }

    public CheckOutcome Outcome(int samples, int faults, string firstFault)
    {
        var rateless = counters.Count(counter => !Rate(counter));
        foreach (var unmet in rules.Warnings.Concat(rules.Criticals).Select(condition => condition.Selector).Where(selector => !met.Contains(selector)).DistinctBy(selector => selector.Text))
        {
            findings.Add(CheckStatus.Unknown, $"no series is {unmet.Text}");
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{samples} samples");
        text += findings.Count > 0 ? string.Create(CultureInfo.InvariantCulture, $", {findings.Count} conditions as they should be") : "";
        var outcome = findings.Outcome(text, figures);
        var more = rateless > 0 ? string.Create(CultureInfo.InvariantCulture, $", {rateless} rates come with the next run") : "";
        more += countersLeftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $", {countersLeftOut} counters left out ({FigureList.Most} at most)") : "";
        more += faults > 0 ? string.Create(CultureInfo.InvariantCulture, $", {faults} faults in the format") : "";
        return outcome with
        {
            Text = outcome.Text + more,
            LongText = $"{outcome.LongText}\n{firstFault}".Trim('\n'),
            Measurements = [new("samples", samples, Minimum: 0), .. outcome.Measurements],
        };
    }

    private bool Rate(Kept counter)
    {
        var now = new ExporterCounter(counter.Value, started);
        Counters[counter.Name] = now;
        if (!before.TryGetValue(counter.Name, out var earlier) || now.Since(earlier, seconds).PerSecond is not { } rate)
        {
            return false;
        }

        Add(counter with { Name = $"rate({counter.Name})", Value = Math.Round(rate, 6), Unit = counter.Unit is "s" ? "" : $"{counter.Unit}/s" });
        return true;
    }

    private void Add(Kept kept)
    {
        var (warning, critical) = (kept.Warnings, kept.Criticals);
        var datum = new Thresholds(warning.Count > 0 ? warning[0] : null, critical.Count > 0 ? critical[0] : null).Measurement(kept.Name, kept.Value, kept.Unit);
        figures.Add(double.IsFinite(kept.Value) ? datum : datum with { Value = null });
        if (warning.Count + critical.Count > 0)
        {
            var worth = critical.Exists(range => range.AlertsOn(kept.Value)) ? CheckStatus.Critical
                : warning.Exists(range => range.AlertsOn(kept.Value)) ? CheckStatus.Warning
                : CheckStatus.Ok;
            findings.Add(worth, string.Create(CultureInfo.InvariantCulture, $"{kept.Name} is {kept.Value:0.######} {kept.Unit}").TrimEnd());
        }
    }

    private List<PluginRange> Met(ImmutableArray<SeriesCondition> conditions, in ExpositionSample sample)
    {
        var ranges = None;
        foreach (var condition in conditions)
        {
            if (condition.Selector.Takes(sample))
            {
                met.Add(condition.Selector);
                ranges = [.. ranges, condition.Range];
            }
        }

        return ranges;
    }

    /// <summary>A sample that is kept, with the ranges that judge it.</summary>
    private sealed record Kept(string Name, double Value, string Unit, List<PluginRange> Warnings, List<PluginRange> Criticals);
}
