using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>A change of a check's confirmed state, as the machine found it (<see cref="Transition"/>); availability is counted from these.</summary>
public sealed class StateChange : IClientOwned, IFact
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The check.</summary>
    public required Guid CheckId { get; init; }

    /// <summary>From 1 within the check, in the order they were recorded.</summary>
    public required long Number { get; init; }

    /// <summary>What changed.</summary>
    public required TransitionKind Kind { get; init; }

    /// <summary>The confirmed state before.</summary>
    public required CheckStatus From { get; init; }

    /// <summary>The confirmed state after.</summary>
    public required CheckStatus To { get; init; }

    /// <summary>Since when it is so in the world (<c>occurred_at</c> of the fact).</summary>
    public required Instant Since { get; init; }

    /// <summary>When it was found out.</summary>
    public required Instant DetectedAt { get; init; }

    /// <summary>When it was written.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>What it does to the problem.</summary>
    public required ProblemEffect Effect { get; init; }

    /// <summary>The problem touched.</summary>
    public long? Problem { get; init; }

    /// <summary>Its severity after the change.</summary>
    public required CheckStatus Severity { get; init; }

    /// <summary>Whether a late result found it.</summary>
    public required bool IsLate { get; init; }

    /// <summary>The definition it was judged by.</summary>
    public required int Definition { get; init; }

    /// <summary>What the last result said.</summary>
    public string? Text { get; init; }
}

/// <summary>Something told of a check: a problem, that it is worse, or that it is over.</summary>
public sealed class Telling : IClientOwned, IFact
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The check.</summary>
    public required Guid CheckId { get; init; }

    /// <summary>The ledger's key of the message: once within the check, for ever.</summary>
    public required string Key { get; init; }

    /// <summary>Number of what was told, from 1 within the check: a problem and its closure have the same.</summary>
    public required long Number { get; init; }

    /// <summary>The check's problem when it was first told.</summary>
    public required long Problem { get; init; }

    /// <summary>Severity told; OK for a closure.</summary>
    public required CheckStatus Severity { get; init; }

    /// <summary>Since when it was as bad as that, or when the item was well again; <c>null</c>: the check was withdrawn.</summary>
    public Instant? Since { get; init; }

    /// <summary>When it was told.</summary>
    public required Instant At { get; init; }

    /// <summary>The incident it opened or joined, when there is one.</summary>
    public Guid? TicketId { get; init; }

    /// <summary>What was said.</summary>
    public required string Text { get; init; }
}
