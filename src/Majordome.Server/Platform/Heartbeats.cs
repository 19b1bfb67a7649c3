using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Majordome.Server.Platform.Metrics;
using NodaTime;

namespace Majordome.Server.Platform;

/// <summary>
/// The signs of life of this process's background loops. A loop beats at each turn and says within what time it will beat again;
/// one that has not is told by the self-watch.
/// </summary>
public sealed class Heartbeats : IDisposable
{
    private readonly ConcurrentDictionary<string, (Instant At, Duration Within)> beats = new(StringComparer.Ordinal);
    private readonly Meter meter = new(MetricsRegistry.MeterName);
    private readonly IClock clock;

    /// <summary>No loop has beaten yet.</summary>
    public Heartbeats(IClock clock)
    {
        this.clock = clock;
        meter.CreateObservableGauge("majordome.loop.age", Ages, "s", "Time since a background loop last did its turn, by loop.");
    }

    /// <summary>The loops that beat.</summary>
    public IReadOnlyCollection<string> Loops => [.. beats.Keys];

    /// <summary>The loop lives.</summary>
    /// <param name="loop">Its name, in kebab case: <c>escalation</c>.</param>
    /// <param name="within">The longest until its next beat; generous, since a late beat is told to people.</param>
    public void Beat(string loop, Duration within) => beats[loop] = (clock.GetCurrentInstant(), within);

    /// <summary>The loop ended as it should: it is no longer waited for.</summary>
    public void End(string loop) => beats.TryRemove(loop, out _);

    /// <summary>Ends the measuring.</summary>
    public void Dispose() => meter.Dispose();

    private IEnumerable<Measurement<double>> Ages()
    {
        var now = clock.GetCurrentInstant();
        return beats.Select(b => new Measurement<double>((now - b.Value.At).TotalSeconds, new KeyValuePair<string, object?>("loop", b.Key)));
    }

    /// <summary>The loops that should have beaten by then, with their last beat.</summary>
    public IReadOnlyList<(string Loop, Instant LastBeat)> Silent(Instant now) =>
        [.. beats.Where(b => b.Value.At + b.Value.Within < now).Select(b => (b.Key, b.Value.At)).OrderBy(b => b.Key, StringComparer.Ordinal)];
}
