using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>By which way a ticket came.</summary>
public enum TicketSource
{
    /// <summary>A call.</summary>
    Phone = 1,

    /// <summary>A mail.</summary>
    Mail,

    /// <summary>The client's own page.</summary>
    Portal,

    /// <summary>A confirmed problem of a check.</summary>
    Monitoring,

    /// <summary>Another program.</summary>
    Api,

    /// <summary>A person of the provider.</summary>
    Staff,
}

/// <summary>Which line of support solved a ticket.</summary>
public enum SupportTier
{
    /// <summary>The desk.</summary>
    N1 = 1,

    /// <summary>Engineers.</summary>
    N2,

    /// <summary>Experts, and makers.</summary>
    N3,
}

/// <summary>
/// What a review knows of one ticket, as it stood at the cut: an event after it is not in here. What nobody knows is
/// <c>null</c> and counts in no figure that needs it.
/// </summary>
public sealed record TicketFact
{
    /// <summary>Its identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>What people call it (<c>T-2641</c>).</summary>
    public required string Number { get; init; }

    /// <summary>What kind of work it is.</summary>
    public required Nature Nature { get; init; }

    /// <summary>The priority in force.</summary>
    public required Priority Priority { get; init; }

    /// <summary>By which way it came.</summary>
    public required TicketSource Source { get; init; }

    /// <summary>When the desk registered it.</summary>
    public required Instant Registered { get; init; }

    /// <summary>The item it is about.</summary>
    public Guid? Item { get; init; }

    /// <summary>Its clocks, read at the cut.</summary>
    public required TicketClocks Clocks { get; init; }

    /// <summary>Whether the clocks bind the provider: the coverage decided so. Those of other tickets count in no commitment.</summary>
    public required bool IsPromised { get; init; }

    /// <summary>When a breach of the GTI was told: it stays a fact, even if a later priority lifted it.</summary>
    public Instant? ResponseBreachTold { get; init; }

    /// <summary>When a breach of the GTR was told, likewise.</summary>
    public Instant? RestorationBreachTold { get; init; }

    /// <summary>When a qualified person first took it.</summary>
    public Instant? Taken { get; init; }

    /// <summary>When it was last solved for the desk; <c>null</c> again while reopened.</summary>
    public Instant? Solved { get; init; }

    /// <summary>Who solved it.</summary>
    public SupportTier? SolvedBy { get; init; }

    /// <summary>Whether the first contact solved it.</summary>
    public bool SolvedAtFirstContact { get; init; }

    /// <summary>When it was reopened, each time.</summary>
    public ImmutableArray<Instant> Reopened { get; init; } = [];

    /// <summary>When the fault began.</summary>
    public Instant? Started { get; init; }

    /// <summary>When it was first seen.</summary>
    public Instant? Detected { get; init; }

    /// <summary>When a person was first alerted.</summary>
    public Instant? Alerted { get; init; }

    /// <summary>When a person first acknowledged the alert.</summary>
    public Instant? Acknowledged { get; init; }

    /// <summary>When the cause it turned out to have had been declared solved; <c>null</c>: a new cause, or none found.</summary>
    public Instant? CauseDeclaredSolved { get; init; }

    /// <summary>When service was last restored; <c>null</c> again while reopened.</summary>
    internal Instant? Restored => Clocks.Restoration.EndedAt;

    /// <summary>Service came back before anybody took the ticket: counted apart in every figure.</summary>
    internal bool IsRestoredUnattended => Restored is { } restored && !(Taken <= restored);

    /// <summary>Whether a breakdown is what it is about.</summary>
    internal bool IsIncident => Nature == Nature.Incident;
}
