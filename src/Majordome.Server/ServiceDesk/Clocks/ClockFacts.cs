using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using Majordome.Server.Contracts.Public;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Clocks;

/// <summary>A target in force from an instant on.</summary>
/// <param name="Epoch">What tells it from the targets before: the sequence of the event that set it.</param>
/// <param name="Priority">The priority it belongs to.</param>
/// <param name="Calendar">The service hours as <see cref="ServiceCalendars.Write"/> gives them; <c>null</c>: nothing is promised.</param>
/// <param name="Targets">GTI and GTR; both <c>null</c> when nothing is promised.</param>
public sealed record ClockAim(string Epoch, Priority Priority, string? Calendar, ServiceTargets Targets);

/// <summary>What moves the clocks.</summary>
public enum ClockStepKind
{
    /// <summary>See <see cref="ClockEvent.Taken"/>.</summary>
    Taken,

    /// <summary>See <see cref="ClockEvent.Paused"/>.</summary>
    Paused,

    /// <summary>See <see cref="ClockEvent.Resumed"/>.</summary>
    Resumed,

    /// <summary>See <see cref="ClockEvent.PriorityChanged"/>.</summary>
    Aimed,

    /// <summary>See <see cref="ClockEvent.Restored"/>.</summary>
    Restored,

    /// <summary>See <see cref="ClockEvent.Reopened"/>.</summary>
    Reopened,
}

/// <summary>One step of a ticket's clocks.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Of a pause.</param>
/// <param name="Aim">Of a change of target.</param>
public sealed record ClockStep(ClockStepKind Kind, Instant At, PauseReason? Reason = null, ClockAim? Aim = null);

/// <summary>
/// All that the clocks of a ticket are computed from, in one piece: kept with the ticket so that a list computes a thousand
/// clocks from one query. Follows from events and coverage facts.
/// </summary>
/// <param name="Registered">Where both clocks start.</param>
/// <param name="AttentionPercent">The contract's warning threshold.</param>
/// <param name="First">The target at the registration.</param>
/// <param name="Steps">What happened since, in order.</param>
/// <param name="Told">What was told of them: <see cref="ToldKey"/>.</param>
/// <param name="Line">The scope line that covers it, as people call it.</param>
/// <param name="CalendarName">How the contract calls its calendar.</param>
public sealed record ClockFacts(
    Instant Registered, int AttentionPercent, ClockAim First, ImmutableArray<ClockStep> Steps, ImmutableArray<string> Told, string? Line, string? CalendarName)
{
    /// <summary>The target in force now.</summary>
    public ClockAim Aim => Steps.LastOrDefault(s => s.Aim is not null)?.Aim ?? First;

    /// <summary>Names one thing that is told once: a clock, a target, a level.</summary>
    public static string ToldKey(string clock, string epoch, bool breach) => $"{clock}/{epoch}/{(breach ? "breach" : "attention")}";

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ClockFacts Read(string json) => JsonSerializer.Deserialize<ClockFacts>(json, FactJson.Options)!;

    /// <summary>As it is kept.</summary>
    public string Write() => JsonSerializer.Serialize(this, FactJson.Options);
}

/// <summary>Service calendars by what a promise says of them. They are immutable and remember the years they unfolded, so each is made once.</summary>
public static class ServiceCalendars
{
    private const int MostKept = 4096;

    private static readonly ConcurrentDictionary<string, ServiceCalendar> Known = new(StringComparer.Ordinal);

    /// <summary>Round the clock: by which time is counted where nothing is promised.</summary>
    public static ServiceCalendar Always { get; } = new(DateTimeZone.Utc, ServiceWeek.Always, HolidaySet.None);

    /// <summary>The service hours of a promise, in one text.</summary>
    public static string Write(Promise promise) =>
        JsonSerializer.Serialize(new Hours(promise.Zone, promise.Holidays, promise.Calendar), FactJson.Options);

    /// <summary>The calendar of such a text; <c>null</c> gives <see cref="Always"/>.</summary>
    public static ServiceCalendar Of(string? text)
    {
        if (text is null)
        {
            return Always;
        }

        if (Known.Count > MostKept)
        {
            Known.Clear();
        }

        return Known.GetOrAdd(text, static json =>
        {
            var hours = JsonSerializer.Deserialize<Hours>(json, FactJson.Options)!;
            return new Promise("", hours.Zone, hours.Holidays, hours.Terms, default).Open();
        });
    }

    /// <summary>The hours of such a text, to be told; <c>null</c>: nothing is promised.</summary>
    public static CalendarTerms? TermsOf(string? text) => text is null ? null : JsonSerializer.Deserialize<Hours>(text, FactJson.Options)!.Terms;

    private sealed record Hours(string Zone, string Holidays, CalendarTerms Terms);
}
