using System.Collections.Immutable;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.ServiceDesk;

/// <summary>What a stretch of a clock's life was.</summary>
public enum BandKind
{
    /// <summary>Service time that counts, before the deadline.</summary>
    Counted,

    /// <summary>Service time that counts, after the deadline.</summary>
    Overrun,

    /// <summary>Service time still to come before the deadline.</summary>
    Remaining,

    /// <summary>Service time during a pause.</summary>
    Paused,

    /// <summary>Closed: no span of the week.</summary>
    OutsideHours,

    /// <summary>Closed: a span of the week that a public holiday closes.</summary>
    Holiday,

    /// <summary>Closed: a span of the week that a closure closes.</summary>
    Closure,

    /// <summary>After the ticket was taken (GTI only); service hours or not.</summary>
    Taken,

    /// <summary>After the restoration and before any reopening; service hours or not.</summary>
    Resolved,
}

/// <summary>A stretch of a band: start included, end excluded, never empty.</summary>
public readonly record struct BandSegment(Instant Start, Instant End, BandKind Kind)
{
    /// <summary>The time that really passes.</summary>
    public Duration Length => End - Start;
}

/// <summary>
/// Why a clock reads what it reads: every stretch from the registration to now, or to the deadline when that is later, in
/// order and without gap. What is counted and overrun add up to the elapsed time, what is paused to the paused time, and what
/// remains to the time left. Closed hours during a pause are closed hours.
/// </summary>
/// <param name="Response">Of the GTI.</param>
/// <param name="Restoration">Of the GTR.</param>
public sealed record ClockBand(ImmutableArray<BandSegment> Response, ImmutableArray<BandSegment> Restoration)
{
    /// <summary>The bands that explain <see cref="TicketClocks.At"/> of the same arguments. Takes time in proportion to the days they span.</summary>
    public static ClockBand Of(in ClockTerms terms, ReadOnlySpan<ClockEvent> events, Instant now)
    {
        var clocks = TicketClocks.At(terms, events, now);
        var calendar = terms.Calendar;
        var from = terms.Registered;
        var phase = BandKind.Counted;
        var response = new Painter(clocks.Response);
        var restoration = new Painter(clocks.Restoration);
        foreach (var step in events)
        {
            if (step.At > now)
            {
                break;
            }

            response.Add(calendar, from, Instant.Min(step.At, clocks.Response.EndedAt ?? now), BandKind.Counted);
            restoration.Add(calendar, from, step.At, phase);
            from = step.At;
            calendar = (step as ClockEvent.PriorityChanged)?.Calendar ?? calendar;
            phase = PhaseAfter(step, phase);
        }

        response.Add(calendar, from, clocks.Response.EndedAt ?? now, BandKind.Counted);
        restoration.Add(calendar, from, now, phase);
        return new ClockBand(
            response.Finish(calendar, clocks.Response.EndedAt ?? now, now, AfterResponse(clocks.ResponseEnd)),
            restoration.Finish(calendar, now, now, phase is BandKind.Resolved ? phase : BandKind.Remaining));
    }

    private static BandKind PhaseAfter(ClockEvent step, BandKind phase) => step switch
    {
        ClockEvent.Paused => BandKind.Paused,
        ClockEvent.Restored => BandKind.Resolved,
        ClockEvent.Resumed or ClockEvent.Reopened => BandKind.Counted,
        _ => phase,
    };

    private static BandKind AfterResponse(ResponseEnd end) => end switch
    {
        ResponseEnd.Taken => BandKind.Taken,
        ResponseEnd.RestoredBeforeTaken => BandKind.Resolved,
        _ => BandKind.Remaining,
    };

    /// <summary>Lays down the stretches of one clock, neighbours of one kind joined.</summary>
    private sealed class Painter(ClockReading clock)
    {
        private readonly ImmutableArray<BandSegment>.Builder segments = ImmutableArray.CreateBuilder<BandSegment>();

        /// <summary>Adds what passes between two instants; <paramref name="open"/> is what service time means there.</summary>
        public void Add(ServiceCalendar calendar, Instant from, Instant to, BandKind open)
        {
            if (from >= to)
            {
                return;
            }

            if (open is BandKind.Resolved or BandKind.Taken)
            {
                Append(new BandSegment(from, to, open));
                return;
            }

            foreach (var hours in calendar.Hours(from, to))
            {
                switch (hours.Kind)
                {
                    case HourKind.Open:
                        AppendOpen(hours.Start, hours.End, open);
                        break;
                    case HourKind.Holiday:
                        Append(new BandSegment(hours.Start, hours.End, BandKind.Holiday));
                        break;
                    case HourKind.Closure:
                        Append(new BandSegment(hours.Start, hours.End, BandKind.Closure));
                        break;
                    default:
                        Append(new BandSegment(hours.Start, hours.End, BandKind.OutsideHours));
                        break;
                }
            }
        }

        /// <summary>Adds what follows the clock's end, or now, up to the later of now and the deadline.</summary>
        public ImmutableArray<BandSegment> Finish(ServiceCalendar calendar, Instant from, Instant now, BandKind open)
        {
            Add(calendar, from, Instant.Max(now, clock.Deadline ?? now), open);
            return segments.ToImmutable();
        }

        private void AppendOpen(Instant start, Instant end, BandKind open)
        {
            if (open != BandKind.Counted || clock.State != ClockState.Breached || end <= clock.Deadline)
            {
                Append(new BandSegment(start, end, open));
                return;
            }

            var due = Instant.Max(clock.Deadline!.Value, start);
            if (start < due)
            {
                Append(new BandSegment(start, due, BandKind.Counted));
            }

            Append(new BandSegment(due, end, BandKind.Overrun));
        }

        private void Append(BandSegment segment)
        {
            if (segments.Count > 0 && segments[^1].Kind == segment.Kind)
            {
                segments[^1] = segments[^1] with { End = segment.End };
            }
            else
            {
                segments.Add(segment);
            }
        }
    }
}
