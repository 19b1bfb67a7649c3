using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Majordome.Protocols.Prometheus;

namespace Majordome.Server.Platform.Metrics;

/// <summary>
/// Collects what the program measures of itself (<see cref="MeterName"/>) and what the runtime and the web server measure, and
/// writes it for Prometheus. Series are bounded: a label never carries a client, a user or an address.
/// </summary>
public sealed class MetricsRegistry : IDisposable
{
    /// <summary>The meter of every room: <c>new Meter(MetricsRegistry.MeterName)</c>.</summary>
    public const string MeterName = "Majordome";

    private const int MaxSeries = 2_000;

    private static readonly string[] Meters = [MeterName, "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    // Seconds, from a millisecond to ten seconds: what a person or an API waits for.
    private static readonly double[] Buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Series> series = new();
    private readonly MeterListener listener = new();

    /// <summary>Starts collecting.</summary>
    public MetricsRegistry()
    {
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (Meters.Contains(instrument.Meter.Name, StringComparer.Ordinal))
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        listener.Start();
    }

    /// <summary>Everything, as text.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var writer = new TextFormatWriter();
        foreach (var family in series.GroupBy(s => NameOf(s.Key.Instrument)).OrderBy(f => f.Key, StringComparer.Ordinal))
        {
            var instrument = family.First().Key.Instrument;
            writer.Family(family.Key, TypeOf(instrument), instrument.Description ?? instrument.Name);
            foreach (var (key, values) in family.OrderBy(s => s.Key.Labels, StringComparer.Ordinal))
            {
                values.Write(writer, family.Key);
            }
        }

        return writer.ToString();
    }

    /// <summary>Stops collecting.</summary>
    public void Dispose() => listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new KeyValuePair<string, string>[tags.Length];
        for (var i = 0; i < tags.Length; i++)
        {
            labels[i] = new(tags[i].Key, Convert.ToString(tags[i].Value, System.Globalization.CultureInfo.InvariantCulture) ?? "");
        }

        var key = (instrument, string.Join('\u001f', labels.Select(l => $"{l.Key}={l.Value}")));
        if (series.Count < MaxSeries || series.ContainsKey(key))
        {
            series.GetOrAdd(key, static (k, l) => new Series(TypeOf(k.Instrument), l), labels).Record(value, isWhole: instrument.IsObservable || instrument.GetType().Name.StartsWith("Gauge", StringComparison.Ordinal));
        }
    }

    // Units and «_total» by the naming rules of the format.
    private static string NameOf(Instrument instrument)
    {
        var name = TextFormatWriter.Name(instrument.Name);
        name = instrument.Unit switch
        {
            "s" when !name.EndsWith("_seconds", StringComparison.Ordinal) => name + "_seconds",
            "By" when !name.EndsWith("_bytes", StringComparison.Ordinal) => name + "_bytes",
            _ => name,
        };
        return TypeOf(instrument) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name switch
    {
        var type when type.StartsWith("Histogram", StringComparison.Ordinal) => "histogram",
        var type when type.StartsWith("Counter", StringComparison.Ordinal) || type.StartsWith("ObservableCounter", StringComparison.Ordinal) => "counter",
        _ => "gauge",
    };

    private sealed class Series(string type, KeyValuePair<string, string>[] labels)
    {
        private readonly Lock gate = new();
        private readonly long[] counts = new long[type == "histogram" ? Buckets.Length + 1 : 0];
        private double sum;

        // Counters and up-down counters report differences; gauges and what is observed report the whole.
        public void Record(double value, bool isWhole)
        {
            lock (gate)
            {
                sum = isWhole ? value : sum + value;
                if (counts.Length > 0)
                {
                    var at = Array.BinarySearch(Buckets, value);
                    counts[at >= 0 ? at : ~at]++;
                }
            }
        }

        public void Write(TextFormatWriter writer, string name)
        {
            lock (gate)
            {
                if (counts.Length == 0)
                {
                    writer.Sample(name, labels, sum);
                    return;
                }

                var below = 0L;
                for (var i = 0; i < counts.Length; i++)
                {
                    below += counts[i];
                    writer.Sample(name + "_bucket", [.. labels, new("le", i < Buckets.Length ? TextFormatWriter.Number(Buckets[i]) : "+Inf")], below);
                }

                writer.Sample(name + "_sum", labels, sum);
                writer.Sample(name + "_count", labels, below);
            }
        }
    }
}
