using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>From an instant on, an item is in a state; holds until the next fact.</summary>
/// <param name="Since">When it became so in the world (<see cref="Transition.Since"/>).</param>
/// <param name="Status">The confirmed state.</param>
public readonly record struct StateFact(Instant Since, CheckStatus Status)
{
    /// <summary>The fact that a change of state is; flapping changes none.</summary>
    public static StateFact? Of(Transition transition) =>
        transition.Kind == TransitionKind.State ? new StateFact(transition.Since, transition.To) : null;
}

/// <summary>
/// How a window of service time was spent: <c>Service = Planned + Up + Down + Unknown</c>, exactly. Everything counts service time only.
/// </summary>
/// <param name="Service">Service time of the window.</param>
/// <param name="Planned">Of it, in planned maintenance, whatever the state.</param>
/// <param name="Up">Outside maintenance, OK or warning: a warning works.</param>
/// <param name="Down">Outside maintenance, critical: D of the formula.</param>
/// <param name="Unknown">Outside maintenance, unknown, no data, or before the first fact.</param>
public readonly record struct Availability(Duration Service, Duration Planned, Duration Up, Duration Down, Duration Unknown)
{
    /// <summary>T of the formula: service time minus planned maintenance.</summary>
    public Duration Committed => Service - Planned;

    /// <summary>
    /// The availability, from 0 to 1; <c>null</c> when nothing is known of the whole window.
    /// </summary>
    /// <remarks>
    /// <c>(T − D) / T</c>, product rule "Availability", where unknown time is reported apart and never counted as up. It is not
    /// counted as down either: it leaves T, so the ratio is <c>(T − U − D) / (T − U) = up / (up + down)</c>, and says nothing of U. Show U beside it.
    /// </remarks>
    public decimal? Ratio
    {
        get
        {
            var known = Nanoseconds(Up + Down);
            return known == 0 ? null : Nanoseconds(Up) / known;
        }
    }

    /// <summary>
    /// Whether more of the window is known than not. Below it the ratio speaks of hours as if they were the month, so that it is shown with the
    /// time it is known of, and no sentence rests on it. A convention of the product.
    /// </summary>
    public bool IsMostlyKnown => Up + Down > Unknown;

    /// <summary>Measures a window.</summary>
    /// <param name="window">The window, with both bounds; what lies after <paramref name="now"/> is left out, as nothing is known of it yet.</param>
    /// <param name="facts">
    /// The changes of state in the order they were recorded, beginning before the window if possible. A fact holds from its <see cref="StateFact.Since"/> on
    /// and replaces what earlier-recorded facts said of that time: a confirmed failure is dated back to its first result, and late results fill what silence had left unknown.
    /// </param>
    /// <param name="maintenance">The planned maintenance of the item; may overlap and pass the window.</param>
    /// <param name="serviceTime">Service time between two instants, the first not after the second; additive (the method of a service calendar).</param>
    /// <param name="now">The instant of the computation.</param>
    public static Availability Of(
        Interval window, IEnumerable<StateFact> facts, IEnumerable<Interval> maintenance, Func<Instant, Instant, Duration> serviceTime, Instant now)
    {
        var span = new Interval(window.Start, Instant.Max(window.Start, Instant.Min(window.End, now)));
        var committed = Intervals.Subtract([span], maintenance);
        Duration Time(IEnumerable<Interval> intervals) =>
            intervals.Aggregate(Duration.Zero, (total, interval) => total + serviceTime(interval.Start, interval.End));

        var (up, down) = (Duration.Zero, Duration.Zero);
        foreach (var (status, during) in Stretches(span, facts))
        {
            var time = Time(Intervals.Intersect(committed, [during]));
            up += status is CheckStatus.Ok or CheckStatus.Warning ? time : Duration.Zero;
            down += status is CheckStatus.Critical ? time : Duration.Zero;
        }

        var (service, counted) = (serviceTime(span.Start, span.End), Time(committed));
        return new Availability(service, service - counted, up, down, counted - up - down);
    }

    /// <summary>Availability when service is due round the clock.</summary>
    public static Duration RoundTheClock(Instant from, Instant to) => to - from;

    // Facts overlay one another: a later one wipes what was recorded from its instant on.
    private static IEnumerable<(CheckStatus Status, Interval During)> Stretches(Interval span, IEnumerable<StateFact> facts)
    {
        var standing = new List<StateFact>();
        foreach (var fact in facts)
        {
            var kept = standing.Count;
            while (kept > 0 && standing[kept - 1].Since >= fact.Since)
            {
                kept--;
            }

            standing.RemoveRange(kept, standing.Count - kept);
            standing.Add(fact);
        }

        for (var i = 0; i < standing.Count; i++)
        {
            var start = Instant.Max(span.Start, standing[i].Since);
            var end = i + 1 < standing.Count ? Instant.Min(span.End, standing[i + 1].Since) : span.End;
            if (start < end)
            {
                yield return (standing[i].Status, new Interval(start, end));
            }
        }
    }

    private static decimal Nanoseconds(Duration duration) => (decimal)duration.ToInt128Nanoseconds();
}
