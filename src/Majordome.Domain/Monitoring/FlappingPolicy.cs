using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>When a check that keeps failing and recovering is called flapping.</summary>
/// <remarks>
/// <para>Each problem that opens or recovers adds 1 to a weight that halves every half-life:
/// <c>w(t) = w(t₀) · 2^(−(t − t₀) / H)</c>. Flapping starts when w reaches <see cref="StartAt"/> and ends when it has decayed to
/// <see cref="StopAt"/>; the gap between the two keeps flapping itself from flapping.</para>
/// <para>Confirmed changes are counted, not results: what flapping must spare is people being told, and an unconfirmed result tells
/// nobody. Time decay, unlike the last 21 results of Nagios, gives the same answer whatever the interval and the retries.</para>
/// <para>With the defaults, changes a period P apart settle at <c>1 / (1 − 2^(−P/H))</c>, so a check flaps from one change every
/// 14 min 34 s on; two quick failures with their recoveries start it, and about 40 quiet minutes end it.</para>
/// </remarks>
public sealed record FlappingPolicy
{
    /// <summary>The defaults.</summary>
    public static readonly FlappingPolicy Default = new();

    private static readonly Duration LeastHalfLife = Duration.FromMinutes(1);
    private static readonly Duration MostHalfLife = Duration.FromHours(24);

    private FlappingPolicy()
    {
    }

    /// <summary>Whether flapping is judged at all.</summary>
    /// <value>True by default.</value>
    public bool Enabled { get; private init; } = true;

    /// <summary>The time H in which a change loses half of its weight; from 1 minute to 24 hours.</summary>
    /// <value>30 minutes by default.</value>
    public Duration HalfLife { get; private init; } = Duration.FromMinutes(30);

    /// <summary>The weight from which the check flaps; more than <see cref="StopAt"/>, at most 100.</summary>
    /// <value>3.5 by default: the fourth change in a short time.</value>
    public double StartAt { get; private init; } = 3.5;

    /// <summary>The weight down to which it still flaps; more than zero.</summary>
    /// <value>1.5 by default.</value>
    public double StopAt { get; private init; } = 1.5;

    /// <summary>
    /// Makes settings, or refuses: <c>duration-out-of-bounds</c> (value, least, most), <c>threshold-out-of-bounds</c> (value, least, most),
    /// <c>flapping-thresholds-inverted</c> (stop, start).
    /// </summary>
    public static Result<FlappingPolicy> Create(bool enabled = true, Duration? halfLife = null, double startAt = 3.5, double stopAt = 1.5)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        var life = halfLife ?? Default.HalfLife;
        if (life < LeastHalfLife || life > MostHalfLife)
        {
            refusals.Add(Refusal.Of("halfLife", "duration-out-of-bounds", life, LeastHalfLife, MostHalfLife));
        }

        if (startAt is not (> 0 and <= 100))
        {
            refusals.Add(Refusal.Of("startAt", "threshold-out-of-bounds", startAt, 0d, 100d));
        }

        if (stopAt is not (> 0 and <= 100))
        {
            refusals.Add(Refusal.Of("stopAt", "threshold-out-of-bounds", stopAt, 0d, 100d));
        }
        else if (stopAt >= startAt)
        {
            refusals.Add(Refusal.Of("stopAt", "flapping-thresholds-inverted", stopAt, startAt));
        }

        return refusals.Count > 0
            ? refusals.ToImmutable()
            : new FlappingPolicy { Enabled = enabled, HalfLife = life, StartAt = startAt, StopAt = stopAt };
    }
}
