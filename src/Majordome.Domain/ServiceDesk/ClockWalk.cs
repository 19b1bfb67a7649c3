using System.Runtime.InteropServices;
using Majordome.Domain.Contracts;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>
/// Follows a ticket from event to event. Between two events nothing changes but the calendar's mark, so that each step costs
/// one search in it, and one more where a target is reached.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct ClockWalk
{
    private readonly int attentionPercent;
    private ServiceCalendar calendar;
    private long at;
    private long mark;
    private long paused;
    private bool isPaused;
    private bool isRestored;
    private long restoredAt;
    private long respondedAt;
    private ResponseEnd responseEnd;
    private ClockMeter response;
    private ClockMeter restoration;

    /// <summary>
    /// While restored: the GTR had it gone on from its end, which tells its deadline. Counted apart because reopening drops it.
    /// </summary>
    private ClockMeter hadItGoneOn;

    public ClockWalk(in ClockTerms terms)
    {
        attentionPercent = terms.AttentionPercent;
        calendar = terms.Calendar;
        at = ServiceCalendar.ToNanoseconds(terms.Registered);
        mark = calendar.MarkAt(at);
        Aim(terms.Targets);
    }

    /// <summary>Counts up to an event, then lets it act.</summary>
    public void Take(ClockEvent step)
    {
        CountTo(ServiceCalendar.ToNanoseconds(step.At));
        switch (step)
        {
            case ClockEvent.Taken:
                Respond(ResponseEnd.Taken);
                break;
            case ClockEvent.Paused:
                isPaused = true;
                break;
            case ClockEvent.Resumed:
                isPaused = false;
                break;
            case ClockEvent.PriorityChanged change:
                calendar = change.Calendar ?? calendar;
                mark = calendar.MarkAt(at);
                Aim(change.Targets);
                break;
            case ClockEvent.Restored:
                Respond(ResponseEnd.RestoredBeforeTaken);
                (isRestored, isPaused, restoredAt, hadItGoneOn) = (true, false, at, restoration);
                break;
            case ClockEvent.Reopened:
                isRestored = false;
                break;
        }
    }

    /// <summary>Counts up to now and reads both clocks.</summary>
    public TicketClocks EndAt(Instant now)
    {
        CountTo(ServiceCalendar.ToNanoseconds(now));
        if (responseEnd == ResponseEnd.None)
        {
            response.Project(calendar, mark);
        }

        long? responded = responseEnd == ResponseEnd.None ? null : respondedAt;
        return new TicketClocks(
            response.Read(at, responded, isPaused: false),
            ReadRestoration(),
            Duration.FromNanoseconds(paused),
            responseEnd);
    }

    private ClockReading ReadRestoration()
    {
        if (isRestored)
        {
            hadItGoneOn.Project(calendar, mark);
            return restoration.WithDueOf(hadItGoneOn).Read(at, restoredAt, isPaused: false);
        }

        if (!isPaused)
        {
            restoration.Project(calendar, mark);
        }

        return restoration.Read(at, endedAt: null, isPaused);
    }

    private void CountTo(long instant)
    {
        var next = calendar.MarkAt(instant);
        if (responseEnd == ResponseEnd.None)
        {
            response.Count(calendar, mark, next);
        }

        if (isRestored)
        {
            hadItGoneOn.Count(calendar, mark, next);
        }
        else if (isPaused)
        {
            paused += next - mark;
        }
        else
        {
            restoration.Count(calendar, mark, next);
        }

        (at, mark) = (instant, next);
    }

    private void Respond(ResponseEnd how)
    {
        if (responseEnd == ResponseEnd.None)
        {
            (responseEnd, respondedAt) = (how, at);
            response.Project(calendar, mark);
        }
    }

    private void Aim(in ServiceTargets targets)
    {
        if (responseEnd == ResponseEnd.None)
        {
            response.Aim(at, targets.Response, attentionPercent);
        }

        restoration.Aim(at, targets.Restoration, attentionPercent);
        if (isRestored)
        {
            hadItGoneOn.Aim(at, targets.Restoration, attentionPercent);
        }
    }
}
