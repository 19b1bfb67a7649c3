using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using NodaTime;

namespace Majordome.Server.Contracts.Public;

/// <summary>What the other rooms ask of contracts.</summary>
public interface IContractTerms
{
    /// <summary>
    /// Decides whether work on an item is covered at an instant, and what is then promised. Computes only; who asked keeps the
    /// answer as a fact.
    /// </summary>
    /// <param name="clientId">The client.</param>
    /// <param name="assetId">The item; <c>null</c>, or one that is not this client's: unknown.</param>
    /// <param name="nature">What kind of work.</param>
    /// <param name="priority">How pressing.</param>
    /// <param name="at">At which instant.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<CoverageAnswer> DecideAsync(Guid clientId, Guid? assetId, Nature nature, Priority priority, Instant at, CancellationToken cancellationToken);

    /// <summary>
    /// Whom to tell of this client's incidents, in order, at an instant: the people of the contract, even when it has ended
    /// meanwhile; without a contract, those of all the client's contracts in force, each person once. People whose account is closed
    /// are left out. Empty: nobody.
    /// </summary>
    Task<ImmutableArray<Recipient>> RecipientsAsync(Guid clientId, Guid? contractId, Instant at, CancellationToken cancellationToken);
}

/// <summary>A decision and what it promises.</summary>
/// <param name="Decision">The verdict and its reasons.</param>
/// <param name="Promise">Calendar and targets by which the clocks run; <c>null</c> when nothing binds (to be quoted, out of scope, no contract).</param>
/// <param name="AttentionPercent">The warning threshold of the contract, or the product's default.</param>
/// <param name="Pauses">The pauses the contract allows, with the article that says so.</param>
public sealed record CoverageAnswer(CoverageDecision Decision, Promise? Promise, int AttentionPercent, ImmutableArray<PauseClause> Pauses);
