using System.Collections.Immutable;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>Days on which the contract, though neither ended nor cancelled, covers nothing.</summary>
/// <param name="Days">In the contract's zone; no last day: until an amendment says so, or the contract ends.</param>
public sealed record Suspension(DayRange Days, string? Reason = null);

/// <summary>A pause that the contract allows.</summary>
/// <param name="Article">Where it allows it.</param>
public sealed record PauseClause(PauseReason Reason, string Article);

/// <summary>A person who is told, and how long they have before the next one is.</summary>
public sealed record Recipient(Guid Person, Duration AcknowledgeWithin);

/// <summary>A level of service set by a person against the one that the scope gives.</summary>
public sealed record LevelOverride(Level Level, Guid By, string Reason);

/// <summary>What a contract says, as it was written: nothing here is checked before <see cref="ContractVersion.Sign"/>.</summary>
public sealed record ContractTerms
{
    /// <summary>What people call the contract (<c>LV-2025-02</c>); 1 to 64 characters.</summary>
    public required string Reference { get; init; }

    /// <summary>The IANA name of the zone of its days and months, and of items without a site.</summary>
    public required string Zone { get; init; }

    /// <summary>From its first to its last day.</summary>
    public required DayRange Days { get; init; }

    /// <summary>When it covers nothing; they do not overlap.</summary>
    public ImmutableArray<Suspension> Suspensions { get; init; } = [];

    /// <summary>What it covers, line by line; at least one.</summary>
    public required ImmutableArray<ScopeLine> Scope { get; init; }

    /// <summary>How each nature of work is paid for.</summary>
    public required NatureRules Natures { get; init; }

    /// <summary>Its service hours, by the names that promises use.</summary>
    public required ImmutableSortedDictionary<string, CalendarTerms> Calendars { get; init; }

    /// <summary>The code of the public holidays where an item has no site. Default <c>FR</c>.</summary>
    public string Holidays { get; init; } = FrenchHolidays.National.Code;

    /// <summary>Targets and calendar of each priority; all four are given in full.</summary>
    public required ByPriority<ServicePromise?> Promises { get; init; }

    /// <summary>The share of a target after which a clock asks for attention, in percent, 1 to 100. Default 75.</summary>
    public int AttentionPercent { get; init; } = ClockTerms.DefaultAttentionPercent;

    /// <summary>The pauses it allows, each once.</summary>
    public ImmutableArray<PauseClause> Pauses { get; init; } = [];

    /// <summary>Who is told, in this order; at least one.</summary>
    public required ImmutableArray<Recipient> Recipients { get; init; }

    /// <summary>Zero or more; <c>null</c> when nothing is paid by the month.</summary>
    public Money? MonthlyFee { get; init; }

    /// <summary>Needs a monthly fee; <c>null</c>: no penalties.</summary>
    public PenaltyTerms? Penalties { get; init; }

    /// <summary>Hours bought in advance for the whole contract; zero or more. Default none.</summary>
    public Duration PrepaidHours { get; init; } = Duration.Zero;

    /// <summary>The level, where a person knows better than the scope.</summary>
    public LevelOverride? Level { get; init; }
}
