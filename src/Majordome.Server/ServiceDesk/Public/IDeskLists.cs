using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Public;

/// <summary>Tickets as other rooms' staff pages show them: of a client, of an item.</summary>
public interface IDeskLists
{
    /// <summary>Tickets of a client or item, what breaks its promise next first; over ones, the latest first, after them.</summary>
    /// <param name="clientId">Whose; <c>null</c>: of all clients the caller sees.</param>
    /// <param name="assetId">About which item; <c>null</c>: whatever item.</param>
    /// <param name="openOnly">Without those that are over.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ImmutableArray<DeskLine>> ListAsync(Guid? clientId, Guid? assetId, bool openOnly, int most, CancellationToken cancellationToken);

    /// <summary>How many tickets of a client or item are open.</summary>
    Task<int> CountOpenAsync(Guid? clientId, Guid? assetId, CancellationToken cancellationToken);

    /// <summary>How much is to be done: by the caller, and in all that they see.</summary>
    Task<DeskCounts> CountAsync(CancellationToken cancellationToken);
}

/// <summary>A ticket in a list of another room.</summary>
/// <param name="Id">Key.</param>
/// <param name="Number"><c>T-2641</c>; its page is <c>/tickets/T-2641</c>.</param>
/// <param name="Subject">In one line.</param>
/// <param name="ClientId">Whose.</param>
/// <param name="AssetId">About what.</param>
/// <param name="Nature">What kind of work.</param>
/// <param name="Priority">How pressing.</param>
/// <param name="IsOpen">Whether something is left to do.</param>
/// <param name="RegisteredAt">When it was registered.</param>
/// <param name="AssigneeName">Who has it.</param>
/// <param name="Due">The breach of the clock that counts now; <c>null</c>: none runs.</param>
/// <param name="RestoredAt">Since when service is back.</param>
public sealed record DeskLine(
    Guid Id, string Number, string Subject, Guid ClientId, Guid? AssetId, Nature Nature, Priority Priority, bool IsOpen, Instant RegisteredAt, string? AssigneeName, Instant? Due, Instant? RestoredAt);

/// <summary>How much is to be done.</summary>
/// <param name="Mine">Open tickets the caller has.</param>
/// <param name="Open">Open tickets the caller sees.</param>
public sealed record DeskCounts(int Mine, int Open);
