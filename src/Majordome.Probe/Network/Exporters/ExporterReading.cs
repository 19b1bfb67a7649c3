using System.Collections.Immutable;
using Majordome.Probe.Checks;
using Majordome.Protocols.Prometheus;

namespace Majordome.Probe.Network.Exporters;

/// <summary>What is kept and judged of an exporter's samples, and the counters from run to run. Not for several threads.</summary>
internal sealed class ExporterReading(ExporterRules rules)
{
    /// <summary>Samples between two looks at the deadline.</summary>
    private const int Stride = 1_000;

    private IReadOnlyDictionary<string, ExporterCounter> before = ImmutableDictionary<string, ExporterCounter>.Empty;
    private long readAt;

    /// <summary>Reads a body.</summary>
    /// <param name="body">UTF-8, whole.</param>
    /// <param name="format">As the exporter says.</param>
    /// <param name="at">Time stamp of the answer.</param>
    /// <param name="time">What the time stamp is of.</param>
    /// <param name="deadline">Ends the reading.</param>
    public CheckOutcome Read(ReadOnlySpan<byte> body, ExpositionFormat format, long at, TimeProvider time, CancellationToken deadline)
    {
        var scrape = new ExporterScrape(rules, before, time.GetElapsedTime(readAt, at).TotalSeconds);
        var samples = new ExpositionReader(body, format);
        var count = 0;
        while (samples.MoveNext())
        {
            if (++count % Stride == 0)
            {
                deadline.ThrowIfCancellationRequested();
            }

            scrape.Take(samples.Current, samples.Family, samples.Kind);
        }

        if (samples.Faults.Any(fault => fault.Rule == "eof-missing"))
        {
            return CheckOutcome.Critical("the answer was cut short: its end mark is missing");
        }

        if (count == 0)
        {
            return CheckOutcome.Critical("what answers shows no metrics");
        }

        (before, readAt) = (scrape.Counters, at);
        return scrape.Outcome(count, samples.FaultCount, samples.Faults.Count > 0 ? samples.Faults[0].ToString() : "");
    }
}

/// <summary>What is kept and judged of an exporter.</summary>
/// <param name="Series">What is kept as figures, besides what is judged.</param>
/// <param name="Warnings">What is a warning.</param>
/// <param name="Criticals">What is critical.</param>
/// <param name="IsRate">Whether counters are kept as their rate.</param>
internal sealed record ExporterRules(
    ImmutableArray<SeriesSelector> Series, ImmutableArray<SeriesCondition> Warnings, ImmutableArray<SeriesCondition> Criticals, bool IsRate)
{
    /// <summary>Whether a sample is kept although nothing judges it.</summary>
    public bool Keeps(in ExpositionSample sample)
    {
        foreach (var selector in Series)
        {
            if (selector.Takes(sample))
            {
                return true;
            }
        }

        return false;
    }
}
