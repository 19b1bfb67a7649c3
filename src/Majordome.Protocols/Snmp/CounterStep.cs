namespace Majordome.Protocols.Snmp;

/// <summary>What a counter did between two readings.</summary>
public enum CounterMove
{
    /// <summary>It went on, or stood.</summary>
    Advanced,

    /// <summary>It went over its end, once: a Counter32 does so every 34 s at 1 Gbit/s.</summary>
    Wrapped,

    /// <summary>The agent restarted in between: the counter began anew, how much it had counted before is lost.</summary>
    Restarted,

    /// <summary>It went back though nothing restarted: somebody cleared it, or its part was changed.</summary>
    Reset,

    /// <summary>No time passed for the agent: twice the same reading.</summary>
    Stood,

    /// <summary>It may have wrapped several times: it has to be read more often, or as a Counter64.</summary>
    TooRare,
}

/// <summary>A counter as it was read, with the uptime of its agent in the same answer.</summary>
/// <param name="Type"><see cref="SnmpType.Counter32"/> or <see cref="SnmpType.Counter64"/>.</param>
/// <param name="Value">What it showed.</param>
/// <param name="Uptime">sysUpTime.0, hundredths of a second; wraps after 497 days.</param>
public readonly record struct CounterReading(SnmpType Type, ulong Value, uint Uptime);

/// <summary>
/// The step of a counter between two readings (RFC 2578, 7.1.6 and 7.1.10). A counter has no defined first value, so that only differences mean anything, and
/// only while the agent runs: its uptime tells a wrap from a restart.
/// </summary>
/// <param name="Move">What happened.</param>
/// <param name="Delta">By how much it advanced; null where that cannot be known.</param>
/// <param name="Seconds">Between the readings by the agent's own clock; zero after a restart.</param>
public readonly record struct CounterStep(CounterMove Move, ulong? Delta, double Seconds)
{
    /// <summary>What the two clocks may differ by: answers that were waited for, and 2 % of drift.</summary>
    private const double ToleranceSeconds = 5;
    private const double Drift = 0.02;

    private const double TicksPerSecond = 100;
    private const double Turn32 = 4_294_967_296;

    /// <summary>The step a second; null where it cannot be known.</summary>
    public double? PerSecond => Delta / Seconds;

    /// <summary>The step between two readings of one counter.</summary>
    /// <param name="before">The earlier.</param>
    /// <param name="after">The later.</param>
    /// <param name="elapsed">Between them by our clock; not negative.</param>
    /// <param name="mostPerSecond">The fastest it can go, where that is known: the speed of an interface in bytes a second.</param>
    public static CounterStep Between(CounterReading before, CounterReading after, TimeSpan elapsed, double? mostPerSecond = null)
    {
        if (IsRestart(before.Uptime, after.Uptime, elapsed))
        {
            return new CounterStep(CounterMove.Restarted, null, 0);
        }

        var seconds = unchecked(after.Uptime - before.Uptime) / TicksPerSecond;
        if (seconds <= 0)
        {
            return new CounterStep(CounterMove.Stood, null, 0);
        }

        var wide = before.Type == SnmpType.Counter64 || after.Type == SnmpType.Counter64;
        if (!wide && mostPerSecond * seconds >= Turn32)
        {
            return new CounterStep(CounterMove.TooRare, null, seconds);
        }

        if (after.Value >= before.Value)
        {
            return new CounterStep(CounterMove.Advanced, after.Value - before.Value, seconds);
        }

        // 64 bits last 46 years at 100 Gbit/s: going back is no wrap.
        var delta = unchecked((uint)after.Value - (uint)before.Value);
        return wide || delta > mostPerSecond * seconds
            ? new CounterStep(CounterMove.Reset, null, seconds)
            : new CounterStep(CounterMove.Wrapped, delta, seconds);
    }

    /// <summary>
    /// Whether an agent restarted: its uptime is not what it was plus what passed, around the end of its 32 bits. A second restart within
    /// <see cref="ToleranceSeconds"/> of the first is not seen.
    /// </summary>
    public static bool IsRestart(uint before, uint after, TimeSpan elapsed)
    {
        var expected = unchecked(before + (uint)(long)(elapsed.TotalSeconds * TicksPerSecond));
        var off = Math.Abs((double)unchecked((int)(after - expected))) / TicksPerSecond;
        return off > ToleranceSeconds + (elapsed.TotalSeconds * Drift);
    }
}
