using Majordome.Domain.Monitoring;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Tickets;

/// <summary>A problem of a check that belongs to a ticket.</summary>
public sealed class TicketProblem : IClientOwned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The ticket; another one when it was told again after this one was over.</summary>
    public required Guid TicketId { get; set; }

    /// <summary>The check.</summary>
    public required Guid CheckId { get; init; }

    /// <summary>The problem's number within the check.</summary>
    public required long Problem { get; init; }

    /// <summary>How bad it is.</summary>
    public required CheckStatus Severity { get; set; }

    /// <summary>Since when it was as bad as it was when it joined.</summary>
    public required Instant Since { get; set; }

    /// <summary>What was seen.</summary>
    public required string Summary { get; set; }

    /// <summary>When it joined.</summary>
    public required Instant JoinedAt { get; set; }

    /// <summary>When it was over: the first good result.</summary>
    public Instant? EndedAt { get; set; }
}

/// <summary>The last ticket number given: one row for the whole provider.</summary>
public sealed class TicketSequence
{
    /// <summary>Always 1.</summary>
    public required int Id { get; init; }

    /// <summary>The last number given.</summary>
    public required long LastGiven { get; init; }
}
