using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Tickets;

/// <summary>
/// A decision on a ticket's coverage, with all that its clocks need. Deciding again, or another priority, is another fact, in
/// force from its own instant; none is ever changed.
/// </summary>
public sealed class CoverageFact : IClientOwned, IFact
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Of which ticket.</summary>
    public required Guid TicketId { get; init; }

    /// <summary>The event it came with: registered, priority changed, coverage decided.</summary>
    public required int EventSequence { get; init; }

    /// <summary>From when on it holds.</summary>
    public required Instant DecidedAt { get; init; }

    /// <summary>When it was written.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Who decided; <c>null</c>: the program.</summary>
    public Guid? DecidedBy { get; init; }

    /// <summary>Why it was decided again, in a person's words.</summary>
    public string? Why { get; init; }

    /// <summary>The answer.</summary>
    public required CoverageVerdict Verdict { get; init; }

    /// <summary>The contract that decided.</summary>
    public Guid? ContractId { get; init; }

    /// <summary>Its version.</summary>
    public int? ContractVersion { get; init; }

    /// <summary>The priority it was decided for.</summary>
    public required Priority Priority { get; init; }

    /// <summary>The decision with its reasons, as JSON.</summary>
    public required string Decision { get; init; }

    /// <summary>What is promised, as JSON; <c>null</c>: nothing.</summary>
    public string? Promise { get; init; }

    /// <summary>The contract's warning threshold, percent of a target.</summary>
    public required int AttentionPercent { get; init; }

    /// <summary>The pauses the contract allows, as JSON.</summary>
    public required string Pauses { get; init; }

    /// <summary>The decision.</summary>
    public CoverageDecision ReadDecision() => JsonSerializer.Deserialize<CoverageDecision>(Decision, FactJson.Options)!;

    /// <summary>What is promised; <c>null</c>: nothing.</summary>
    public Promise? ReadPromise() => Promise is null ? null : JsonSerializer.Deserialize<Promise>(Promise, FactJson.Options);

    /// <summary>The pauses the contract allows.</summary>
    public ImmutableArray<PauseClause> ReadPauses() => JsonSerializer.Deserialize<ImmutableArray<PauseClause>>(Pauses, FactJson.Options);

    /// <summary>Writes a value of the domain as it is kept.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, FactJson.Options);
}
