using Majordome.Domain.Contracts;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>What a ticket's clocks start from: the decision taken when it was registered.</summary>
/// <param name="Registered">When the desk registered it.</param>
/// <param name="Calendar">The calendar in force from then on.</param>
/// <param name="Targets">The targets in force from then on; at least zero.</param>
/// <param name="AttentionPercent">Share of a target at which people are warned, 1–100. Default 75 (product rule, 'Clock').</param>
public readonly record struct ClockTerms(
    Instant Registered, ServiceCalendar Calendar, ServiceTargets Targets, int AttentionPercent = ClockTerms.DefaultAttentionPercent)
{
    /// <summary>The default of <see cref="AttentionPercent"/>: 75.</summary>
    public const int DefaultAttentionPercent = 75;
}

/// <summary>The two clocks of a ticket, as they stand at an instant: always derived from its events, never stored as facts.</summary>
/// <param name="Response">GTI: from the registration to the first intervention or, before any, to the restoration. No pause touches it.</param>
/// <param name="Restoration">GTR: from the registration to the restoration, pauses and time spent restored left out.</param>
/// <param name="Paused">Service time during which the GTR was paused.</param>
/// <param name="ResponseEnd">What ended the GTI.</param>
public readonly record struct TicketClocks(ClockReading Response, ClockReading Restoration, Duration Paused, ResponseEnd ResponseEnd)
{
    /// <summary>
    /// The clocks at <paramref name="now"/>. Takes a few searches per event, whatever the age of the ticket, and allocates
    /// nothing once its calendars know the years in question.
    /// </summary>
    /// <param name="terms">What the clocks start from.</param>
    /// <param name="events">Events that <see cref="ClockHistory.Check"/> has nothing against. Those after <paramref name="now"/> do not count yet.</param>
    /// <param name="now">The instant of the reading, not before the registration.</param>
    public static TicketClocks At(in ClockTerms terms, ReadOnlySpan<ClockEvent> events, Instant now)
    {
        var walk = new ClockWalk(terms);
        foreach (var step in events)
        {
            if (step.At > now)
            {
                break;
            }

            walk.Take(step);
        }

        return walk.EndAt(now);
    }
}
