using Majordome.Protocols.Snmp;

namespace Majordome.Protocols.Prometheus;

/// <summary>A counter as an exporter showed it. It begins at nought when its process starts, so that going back is never a wrap.</summary>
/// <param name="Value">What it showed.</param>
/// <param name="Started">When the process of the exporter started (process_start_time_seconds), seconds since 1970; null where it does not say.</param>
public readonly record struct ExporterCounter(double Value, double? Started)
{
    /// <summary>Seconds by which the start may seem to move: it is computed from the uptime of the machine.</summary>
    private const double StartTolerance = 2;

    /// <summary>What it did since an earlier reading, and by how much it grew a second; null where that cannot be known.</summary>
    /// <param name="earlier">The earlier reading.</param>
    /// <param name="seconds">Between the two.</param>
    public (CounterMove Move, double? PerSecond) Since(ExporterCounter earlier, double seconds)
    {
        if (Started is { } now && earlier.Started is { } then && Math.Abs(now - then) > StartTolerance)
        {
            return (CounterMove.Restarted, null);
        }

        return Value < earlier.Value ? (CounterMove.Reset, null)
            : seconds > 0 && double.IsFinite(Value - earlier.Value) ? (CounterMove.Advanced, (Value - earlier.Value) / seconds)
            : (CounterMove.Stood, null);
    }
}
