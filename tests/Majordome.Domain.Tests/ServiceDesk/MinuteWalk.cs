using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Tests.ServiceDesk;

/// <summary>
/// The rules read literally and slowly, minute by minute, apart from the product's own way of counting: for whole minutes only.
/// </summary>
internal static class MinuteWalk
{
    private static readonly Duration Minute = Duration.FromMinutes(1);

    /// <summary>Whether the minute that starts at an instant is service time, judged by its local time alone.</summary>
    public static bool IsOpen(ServiceCalendar calendar, Instant at)
    {
        if (calendar.Week.IsAlways)
        {
            return true;
        }

        var local = at.InZone(calendar.Zone).LocalDateTime;
        return calendar.Week.Spans.Any(span =>
            IsWorked(calendar, local.Date, span.Day) && local.TimeOfDay >= span.Start && (span.RunsPastMidnight || local.TimeOfDay < span.End)
            || span.RunsPastMidnight && IsWorked(calendar, local.Date.PlusDays(-1), span.Day) && local.TimeOfDay < span.End);
    }

    public static TicketClocks Read(in ClockTerms terms, ClockEvent[] events, Instant now)
    {
        var (calendar, targets) = (terms.Calendar, terms.Targets);
        var (at, index, paused) = (terms.Registered, 0, 0);
        var (gti, gtr) = (new Counter(), new Counter());
        var (isPaused, end) = (false, ResponseEnd.None);
        gti.Aim(targets.Response, at);
        gtr.Aim(targets.Restoration, at);
        while (true)
        {
            for (; index < events.Length && events[index].At <= at && events[index].At <= now; index++)
            {
                switch (events[index])
                {
                    case ClockEvent.Taken when gti.EndedAt is null:
                        gti.End(at, calendar);
                        end = ResponseEnd.Taken;
                        break;
                    case ClockEvent.Paused:
                        isPaused = true;
                        break;
                    case ClockEvent.Resumed:
                        isPaused = false;
                        break;
                    case ClockEvent.PriorityChanged change:
                        calendar = change.Calendar ?? calendar;
                        gtr.Aim(change.Targets.Restoration, at);
                        if (gti.EndedAt is null)
                        {
                            gti.Aim(change.Targets.Response, at);
                        }

                        break;
                    case ClockEvent.Restored:
                        if (gti.EndedAt is null)
                        {
                            gti.End(at, calendar);
                            end = ResponseEnd.RestoredBeforeTaken;
                        }

                        isPaused = false;
                        gtr.EndedAt = at;
                        break;
                    case ClockEvent.Reopened:
                        gtr.EndedAt = null;
                        break;
                }
            }

            if (at >= now)
            {
                break;
            }

            var open = IsOpen(calendar, at);
            at += Minute;
            if (open && gti.EndedAt is null)
            {
                gti.Tick(at);
            }

            if (open && gtr.EndedAt is null && !isPaused)
            {
                gtr.Tick(at);
            }

            paused += open && isPaused ? 1 : 0;
        }

        return new TicketClocks(gti.Read(now, calendar, false), gtr.Read(now, calendar, isPaused), Duration.FromMinutes(paused), end);
    }

    private static bool IsWorked(ServiceCalendar calendar, LocalDate date, IsoDayOfWeek day) =>
        date.DayOfWeek == day && !calendar.Holidays.Contains(date) && !calendar.Closures.Contains(date);

    private sealed class Counter
    {
        private int minutes;
        private Duration? target;
        private Instant? due;

        public Instant? EndedAt { get; set; }

        public void Aim(Duration? newTarget, Instant at)
        {
            target = newTarget;
            due = Duration.FromMinutes(minutes) >= newTarget ? at : null;
        }

        public void Tick(Instant at)
        {
            minutes++;
            due ??= Duration.FromMinutes(minutes) >= target ? at : null;
        }

        public void End(Instant at, ServiceCalendar calendar)
        {
            EndedAt = at;
            due ??= Projected(at, calendar);
        }

        public ClockReading Read(Instant now, ServiceCalendar calendar, bool isPaused)
        {
            var late = (EndedAt ?? now) > due;
            var state = target is null ? ClockState.None
                : late ? ClockState.Breached
                : EndedAt is not null ? ClockState.Met
                : isPaused ? ClockState.Paused
                : ClockState.Running;
            var deadline = state is ClockState.Paused ? null : due ?? Projected(EndedAt ?? now, calendar);
            return new ClockReading(state, Duration.FromMinutes(minutes), target, deadline, null, EndedAt, Duration.Zero);
        }

        private Instant? Projected(Instant from, ServiceCalendar calendar)
        {
            if (target is null)
            {
                return null;
            }

            var at = from;
            for (var total = minutes; Duration.FromMinutes(total) < target; at += Minute)
            {
                total += IsOpen(calendar, at) ? 1 : 0;
            }

            return at;
        }
    }
}
