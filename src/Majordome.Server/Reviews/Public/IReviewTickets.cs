using System.Collections.Immutable;
using Majordome.Domain.Reviews;
using NodaTime;

namespace Majordome.Server.Reviews.Public;

/// <summary>What a review asks of the desk.</summary>
public interface IReviewTickets
{
    /// <summary>
    /// Every ticket of a client that was open at the cut or touched since the start, each as it stood at the cut: an event
    /// from the cut on is not in it.
    /// </summary>
    /// <param name="clientId">Whose; nothing of a client that the caller may not see.</param>
    /// <param name="start">First instant of the time in question.</param>
    /// <param name="cut">Its end, excluded, not in the future.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ImmutableArray<ReviewTicket>> OfAsync(Guid clientId, Instant start, Instant cut, CancellationToken cancellationToken);

    /// <summary>The subjects of tickets, as far as the caller may see them.</summary>
    Task<IReadOnlyDictionary<Guid, string>> SubjectsAsync(IReadOnlyCollection<Guid> tickets, CancellationToken cancellationToken);
}

/// <summary>A ticket as a review counts it.</summary>
/// <param name="Contract">The contract that decided its coverage; <c>null</c>: none did.</param>
/// <param name="Fact">What is known of it.</param>
public sealed record ReviewTicket(Guid? Contract, TicketFact Fact);
