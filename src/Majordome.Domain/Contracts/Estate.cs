using System.Collections.Immutable;

namespace Majordome.Domain.Contracts;

/// <summary>A thing that a ticket or a scope line may be about.</summary>
/// <param name="Id">The configuration item; <c>null</c> when only its class is known.</param>
/// <param name="Site">Where it stands; <c>null</c> when it stands nowhere (a mail domain) or nobody knows.</param>
public sealed record EstateItem(Guid? Id, ItemClass Class, Guid? Site = null);

/// <summary>What one client has, and whom its provider may call: what the terms of a contract may name.</summary>
/// <param name="Items">The client's items by id. Another client's items are absent, and therefore refused like ids that never existed.</param>
/// <param name="Sites">The client's sites.</param>
/// <param name="People">The provider's people who may be told of this client's tickets.</param>
public sealed record Estate(
    ImmutableDictionary<Guid, EstateItem> Items,
    ImmutableHashSet<Guid> Sites,
    ImmutableHashSet<Guid> People)
{
    /// <summary>An estate of these items, at their sites.</summary>
    public static Estate Of(IEnumerable<EstateItem> items, IEnumerable<Guid> people)
    {
        var all = items.ToList();
        return new(
            all.Where(i => i.Id is not null).ToImmutableDictionary(i => i.Id!.Value),
            [.. all.Where(i => i.Site is not null).Select(i => i.Site!.Value)],
            [.. people]);
    }
}
