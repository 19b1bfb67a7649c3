using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>How a check runs and how its results are judged. Valid by construction.</summary>
public sealed record CheckPolicy
{
    /// <summary>Every setting at its default.</summary>
    public static readonly CheckPolicy Default = new();

    private static readonly Duration LeastInterval = Duration.FromSeconds(1);
    private static readonly Duration MostInterval = Duration.FromDays(7);
    private static readonly Duration LeastTimeOut = Duration.FromMilliseconds(100);
    private static readonly Duration MostTimeOut = Duration.FromMinutes(10);
    private const int MostMissed = 100;

    private CheckPolicy()
    {
    }

    // A property: the defaults are made before a static field that follows them has its value.
    private static Duration TenSeconds => Duration.FromSeconds(10);

    /// <summary>From the start of a run to the start of the next while nothing awaits confirmation; from 1 second to 7 days.</summary>
    /// <value>60 seconds by default, the default scrape interval of Prometheus.</value>
    public Duration Interval { get; private init; } = Duration.FromSeconds(60);

    /// <summary>How long a run may take; from 100 milliseconds to 10 minutes, never longer than the interval, so that runs do not overlap.</summary>
    /// <value>10 seconds by default (or the interval if shorter), the default of Prometheus and of the Nagios plugins.</value>
    public Duration TimeOut { get; private init; } = TenSeconds;

    /// <summary>From a run to the next while a change awaits confirmation; from 1 second to the interval.</summary>
    /// <value>
    /// 10 seconds by default (or the interval if shorter): with three confirmations a fault is confirmed 20 seconds after it is first seen,
    /// which leaves a GTI of 30 minutes almost whole.
    /// </value>
    public Duration RetryInterval { get; private init; } = TenSeconds;

    /// <summary>How many consecutive results confirm each status.</summary>
    public Confirmations Confirmations { get; private init; } = Confirmations.Default;

    /// <summary>k in <see cref="Freshness"/>: how many intervals may pass in silence; from 1 to 100.</summary>
    /// <value>3 by default: two results may be lost, the third missing one is a fact.</value>
    public int MissedIntervals { get; private init; } = 3;

    /// <summary>When the check is called flapping.</summary>
    public FlappingPolicy Flapping { get; private init; } = FlappingPolicy.Default;

    /// <summary>How old the newest result may be: <c>k × interval + time-out</c>. Silence beyond it is no data; a result that arrives older is late.</summary>
    public Duration Freshness => (Interval * MissedIntervals) + TimeOut;

    /// <summary>
    /// Makes a policy, or refuses with every reason: <c>duration-out-of-bounds</c> (value, least, most), <c>time-out-exceeds-interval</c> and
    /// <c>retry-exceeds-interval</c> (value, interval), <c>count-out-of-bounds</c> (value, least, most).
    /// </summary>
    public static Result<CheckPolicy> Create(
        Duration? interval = null,
        Duration? timeOut = null,
        Duration? retryInterval = null,
        Confirmations? confirmations = null,
        int missedIntervals = 3,
        FlappingPolicy? flapping = null)
    {
        var every = interval ?? Default.Interval;
        var policy = new CheckPolicy
        {
            Interval = every,
            TimeOut = timeOut ?? Duration.Min(TenSeconds, every),
            RetryInterval = retryInterval ?? Duration.Min(TenSeconds, every),
            Confirmations = confirmations ?? Confirmations.Default,
            MissedIntervals = missedIntervals,
            Flapping = flapping ?? FlappingPolicy.Default,
        };
        var refusals = policy.Refusals();
        return refusals.IsEmpty ? policy : refusals;
    }

    private ImmutableArray<Refusal> Refusals()
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        void Bound(string path, Duration value, Duration least, Duration most)
        {
            if (value < least || value > most)
            {
                refusals.Add(Refusal.Of(path, "duration-out-of-bounds", value, least, most));
            }
        }

        Bound("interval", Interval, LeastInterval, MostInterval);
        if (TimeOut > Interval)
        {
            refusals.Add(Refusal.Of("timeOut", "time-out-exceeds-interval", TimeOut, Interval));
        }

        Bound("timeOut", TimeOut, LeastTimeOut, MostTimeOut);
        if (RetryInterval > Interval)
        {
            refusals.Add(Refusal.Of("retryInterval", "retry-exceeds-interval", RetryInterval, Interval));
        }

        Bound("retryInterval", RetryInterval, LeastInterval, MostInterval);
        if (MissedIntervals is < 1 or > MostMissed)
        {
            refusals.Add(Refusal.Of("missedIntervals", "count-out-of-bounds", MissedIntervals, 1, MostMissed));
        }

        return refusals.ToImmutable();
    }
}
