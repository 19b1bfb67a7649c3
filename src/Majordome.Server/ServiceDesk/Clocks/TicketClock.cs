using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Clocks;

/// <summary>The clocks of one ticket, ready to be read at any instant.</summary>
public sealed class TicketClock
{
    private readonly ClockEvent[] events;

    /// <summary>Prepares clocks from their facts.</summary>
    public TicketClock(ClockFacts facts)
    {
        Facts = facts;
        Terms = new(facts.Registered, ServiceCalendars.Of(facts.First.Calendar), facts.First.Targets, facts.AttentionPercent);
        events = [.. facts.Steps.Select(Event)];
        Aim = facts.Steps.LastOrDefault(s => s.Aim is not null)?.Aim ?? facts.First;
        foreach (var step in facts.Steps)
        {
            (PausedSince, PauseReason) = step.Kind switch
            {
                ClockStepKind.Paused => (step.At, step.Reason),
                ClockStepKind.Resumed or ClockStepKind.Restored => (null, null),
                _ => (PausedSince, PauseReason),
            };
        }
    }

    /// <summary>What they are computed from.</summary>
    public ClockFacts Facts { get; }

    /// <summary>What they start from.</summary>
    public ClockTerms Terms { get; }

    /// <summary>What moved them.</summary>
    public ReadOnlySpan<ClockEvent> Events => events;

    /// <summary>The target in force.</summary>
    public ClockAim Aim { get; }

    /// <summary>The calendar in force.</summary>
    public ServiceCalendar Calendar => ServiceCalendars.Of(Aim.Calendar);

    /// <summary>Since when the GTR is paused; <c>null</c>: it is not.</summary>
    public Instant? PausedSince { get; }

    /// <summary>Why it is paused.</summary>
    public PauseReason? PauseReason { get; }

    /// <summary>Reads clocks as they are kept.</summary>
    public static TicketClock Read(string facts) => new(ClockFacts.Read(facts));

    /// <summary>The clocks at an instant, not before the registration.</summary>
    public TicketClocks At(Instant now) => TicketClocks.At(Terms, events, now);

    /// <summary>Why they read what they read.</summary>
    public ClockBand BandAt(Instant now) => ClockBand.Of(Terms, events, now);

    /// <summary>Whether another step may come at an instant.</summary>
    /// <returns>Why not; empty when it may.</returns>
    public ImmutableArray<Domain.Refusal> Check(ClockStep step, Instant now) =>
        ClockHistory.Check(Facts.Registered, [.. events, Event(step)], Instant.Max(now, step.At));

    /// <summary>When the next thing about the clocks must be told, and what; <c>null</c>: nothing.</summary>
    /// <param name="now">The instant of the reading.</param>
    public ClockTelling? NextTelling(Instant now)
    {
        var clocks = At(now);
        var response = Next("gti", clocks.Response, now);
        var restoration = Next("gtr", clocks.Restoration, now);
        return response is null || restoration?.At < response.At ? restoration : response;
    }

    private static ClockEvent Event(ClockStep step) => step.Kind switch
    {
        ClockStepKind.Taken => new ClockEvent.Taken(step.At),
        ClockStepKind.Paused => new ClockEvent.Paused(step.At, step.Reason!.Value),
        ClockStepKind.Resumed => new ClockEvent.Resumed(step.At),
        ClockStepKind.Aimed => new ClockEvent.PriorityChanged(step.At, step.Aim!.Priority, step.Aim.Targets, ServiceCalendars.Of(step.Aim.Calendar)),
        ClockStepKind.Restored => new ClockEvent.Restored(step.At),
        ClockStepKind.Reopened => new ClockEvent.Reopened(step.At),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Kind, null),
    };

    // A deadline that passed while nobody watched is told as such: the warning before it has lost its use.
    private ClockTelling? Next(string clock, in ClockReading reading, Instant now)
    {
        if (reading.EndedAt is not null || reading.Target is null || IsTold(clock, breach: true))
        {
            return null;
        }

        return !IsTold(clock, breach: false) && reading.Attention is { } attention && reading.Deadline is { } due && due > now
            ? new(attention, clock, Aim.Epoch, IsBreach: false, due)
            : reading.Deadline is { } deadline ? new(deadline, clock, Aim.Epoch, IsBreach: true, deadline) : null;
    }

    private bool IsTold(string clock, bool breach) => Facts.Told.Contains(ClockFacts.ToldKey(clock, Aim.Epoch, breach), StringComparer.Ordinal);
}

/// <summary>Something about a clock that people are told once.</summary>
/// <param name="At">From when on.</param>
/// <param name="Clock"><c>gti</c> or <c>gtr</c>.</param>
/// <param name="Epoch">Of which target.</param>
/// <param name="IsBreach">The deadline passed; else the threshold.</param>
/// <param name="Deadline">The deadline.</param>
public sealed record ClockTelling(Instant At, string Clock, string Epoch, bool IsBreach, Instant Deadline);
