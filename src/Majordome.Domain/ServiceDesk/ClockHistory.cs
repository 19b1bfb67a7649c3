using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>Which sequences of clock events can be.</summary>
public static class ClockHistory
{
    private enum Phase
    {
        Running,
        Paused,
        Restored,
    }

    /// <summary>
    /// Checks a ticket's events, in the order of their happening, against each other and against the instants that frame them.
    /// </summary>
    /// <returns>
    /// Every refusal, with its path from the ticket (<c>events[2]</c>, <c>events[2].at</c>, <c>now</c>):
    /// <c>now-before-registration</c>, <c>event-before-registration</c>, <c>event-after-now</c>, <c>event-out-of-order</c>,
    /// <c>pause-while-paused</c>, <c>pause-while-resolved</c>, <c>resume-while-not-paused</c>, <c>resolved-twice</c>,
    /// <c>reopened-while-not-resolved</c>. Empty when the history can be. A ticket may be taken more than once: the first counts.
    /// </returns>
    public static ImmutableArray<Refusal> Check(Instant registered, ReadOnlySpan<ClockEvent> events, Instant now)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (now < registered)
        {
            refusals.Add(Refusal.Of("now", "now-before-registration", now, registered));
        }

        var phase = Phase.Running;
        var latest = registered;
        for (var i = 0; i < events.Length; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"events[{i}]");
            var at = events[i].At;
            if (WrongTime(at, registered, latest, now) is { } rule)
            {
                refusals.Add(Refusal.Of($"{path}.at", rule.Name, at, rule.Bound));
            }

            if (WrongStep(events[i], ref phase) is { } step)
            {
                refusals.Add(Refusal.Of(path, step));
            }

            latest = Instant.Max(latest, at);
        }

        return refusals.ToImmutable();
    }

    private static (string Name, Instant Bound)? WrongTime(Instant at, Instant registered, Instant latest, Instant now) =>
        at < registered ? ("event-before-registration", registered)
        : at < latest ? ("event-out-of-order", latest)
        : at > now && now >= registered ? ("event-after-now", now)
        : null;

    /// <summary>The rule an event breaks, if any; a refused event leaves the phase as it was.</summary>
    private static string? WrongStep(ClockEvent step, ref Phase phase)
    {
        switch (step, phase)
        {
            case (ClockEvent.Paused, Phase.Paused):
                return "pause-while-paused";
            case (ClockEvent.Paused, Phase.Restored):
                return "pause-while-resolved";
            case (ClockEvent.Resumed, not Phase.Paused):
                return "resume-while-not-paused";
            case (ClockEvent.Restored, Phase.Restored):
                return "resolved-twice";
            case (ClockEvent.Reopened, not Phase.Restored):
                return "reopened-while-not-resolved";
        }

        phase = step switch
        {
            ClockEvent.Paused => Phase.Paused,
            ClockEvent.Restored => Phase.Restored,
            ClockEvent.Resumed or ClockEvent.Reopened => Phase.Running,
            _ => phase,
        };
        return null;
    }
}
