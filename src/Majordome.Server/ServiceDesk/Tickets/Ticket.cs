using System.Globalization;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Tickets;

/// <summary>Where a ticket stands; follows from its facts.</summary>
public enum TicketState
{
    /// <summary>Registered, nobody works on it.</summary>
    New,

    /// <summary>Somebody took it.</summary>
    InProgress,

    /// <summary>The GTR is paused.</summary>
    Paused,

    /// <summary>Service is back; the solution is not written yet.</summary>
    Restored,

    /// <summary>The solution is written.</summary>
    Resolved,

    /// <summary>Closed for good: it takes nothing more.</summary>
    Closed,
}

/// <summary>
/// A ticket of the desk. What happened to it are its <see cref="TicketEvent"/> and <see cref="CoverageFact"/>; the members under
/// «cached» follow from them and exist for lists, sorting and the watch: <see cref="TicketCache"/> alone writes them.
/// </summary>
public sealed class Ticket : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Its place in the provider's one sequence, from 1; never changes, never given twice.</summary>
    public required long Number { get; init; }

    /// <summary>What people call it, whatever its nature becomes: <c>T-2641</c>.</summary>
    public string Reference => ReferenceOf(Number);

    /// <summary>What it is about, in one line; 1 to 200 characters.</summary>
    public required string Subject { get; set; }

    /// <summary>What was said when it was registered.</summary>
    public required string Description { get; set; }

    /// <summary>What kind of work.</summary>
    public required Nature Nature { get; set; }

    /// <summary>By which way it came.</summary>
    public required TicketSource Source { get; init; }

    /// <summary>How much of the client's work is touched.</summary>
    public required Impact Impact { get; set; }

    /// <summary>How soon the harm is done.</summary>
    public required Urgency Urgency { get; set; }

    /// <summary>The item it is about; <c>null</c>: unknown.</summary>
    public Guid? AssetId { get; set; }

    /// <summary>Where; <c>null</c>: unknown.</summary>
    public Guid? SiteId { get; set; }

    /// <summary>The client's person who asked.</summary>
    public Guid? ContactId { get; set; }

    /// <summary>The user who registered it; <c>null</c>: the program did.</summary>
    public Guid? RegisteredBy { get; init; }

    /// <summary>When the desk registered it: both clocks start here.</summary>
    public required Instant RegisteredAt { get; init; }

    /// <summary>When the fault began, where monitoring knows.</summary>
    public Instant? StartedAt { get; init; }

    /// <summary>When monitoring saw it.</summary>
    public Instant? DetectedAt { get; init; }

    /// <summary>Cached: where it stands.</summary>
    public TicketState State { get; set; }

    /// <summary>Cached: whether somebody still has something to do: not resolved, or the client wrote since.</summary>
    public bool IsActive { get; set; }

    /// <summary>Cached: the priority in force.</summary>
    public Priority Priority { get; set; }

    /// <summary>Cached: who works on it.</summary>
    public Guid? AssigneeId { get; set; }

    /// <summary>Cached: the line of support it is at.</summary>
    public SupportTier Tier { get; set; } = SupportTier.N1;

    /// <summary>Cached: when it was first taken.</summary>
    public Instant? TakenAt { get; set; }

    /// <summary>Cached: since when service is back.</summary>
    public Instant? RestoredAt { get; set; }

    /// <summary>Cached: since when the solution is written.</summary>
    public Instant? ResolvedAt { get; set; }

    /// <summary>Cached: when it was closed.</summary>
    public Instant? ClosedAt { get; set; }

    /// <summary>Cached: GTI deadline, while it runs.</summary>
    public Instant? RespondBy { get; set; }

    /// <summary>Cached: GTR deadline, while it runs and is not paused.</summary>
    public Instant? RestoreBy { get; set; }

    /// <summary>Cached: what lists sort by: the breach of the clock that counts now, then <see cref="TicketCache"/>'s far instants.</summary>
    public Instant SortAt { get; set; }

    /// <summary>Cached: when the watch must look at it next; <c>null</c>: nothing is to be told.</summary>
    public Instant? TellAt { get; set; }

    /// <summary>Cached: until when a pause was announced to last.</summary>
    public Instant? RemindAt { get; set; }

    /// <summary>Since when the client waits for an answer to what they wrote; <c>null</c>: they do not.</summary>
    public Instant? ClientWroteAt { get; set; }

    /// <summary>Cached: the last decision on its coverage.</summary>
    public CoverageVerdict Verdict { get; set; }

    /// <summary>Cached: the contract of that decision.</summary>
    public Guid? ContractId { get; set; }

    /// <summary>Cached: what the clocks are computed from, as <see cref="Clocks.ClockFacts"/> in JSON.</summary>
    public string ClockFacts { get; set; } = "";

    /// <summary>Cached: what staff last wrote, in one line; staff only.</summary>
    public string? Whereabouts { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>What people call a number.</summary>
    public static string ReferenceOf(long number) => string.Create(CultureInfo.InvariantCulture, $"T-{number}");

    /// <summary>The number in what people write: <c>T-2641</c>, <c>t2641</c>, <c>2641</c>; <c>null</c> when it is none.</summary>
    public static long? NumberIn(string text)
    {
        var digits = text.AsSpan().Trim();
        digits = digits.StartsWith("T", StringComparison.OrdinalIgnoreCase) ? digits[1..].TrimStart('-') : digits;
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }
}
