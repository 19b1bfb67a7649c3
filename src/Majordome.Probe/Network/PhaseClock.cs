using System.Collections.Immutable;
using Majordome.Probe.Contract;
using NodaTime;

namespace Majordome.Probe.Network;

/// <summary>Measures the phases of a run, one after the other.</summary>
internal sealed class PhaseClock
{
    private readonly TimeProvider time;
    private readonly long started;
    private readonly ImmutableArray<CheckPhase>.Builder phases = ImmutableArray.CreateBuilder<CheckPhase>();
    private long phaseStarted;

    public PhaseClock(TimeProvider time)
    {
        this.time = time;
        started = phaseStarted = time.GetTimestamp();
    }

    /// <summary>Ends a phase that began when the last one ended.</summary>
    public void End(string phase)
    {
        var now = time.GetTimestamp();
        phases.Add(new CheckPhase(phase, Microseconds(time.GetElapsedTime(phaseStarted, now))));
        phaseStarted = now;
    }

    /// <summary>The phases that ended so far.</summary>
    public ImmutableArray<CheckPhase> Phases => phases.ToImmutable();

    /// <summary>Time since the start, in milliseconds, to the microsecond.</summary>
    public double TotalMilliseconds => Math.Round(time.GetElapsedTime(started).TotalMilliseconds, 3);

    internal static Duration Microseconds(TimeSpan span) => Duration.FromTicks(span.Ticks - (span.Ticks % TimeSpan.TicksPerMicrosecond));
}
