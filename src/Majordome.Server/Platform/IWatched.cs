using System.Collections.Immutable;
using Majordome.Domain;

namespace Majordome.Server.Platform;

/// <summary>
/// Something of Majordome's own that can go wrong without anybody noticing: a probe that falls silent, a loop that stops, an outbox
/// that does not drain. Rooms register theirs (scoped); the self-watch looks at each and tells the administrators.
/// </summary>
public interface IWatched
{
    /// <summary>What is looked at, in kebab case: <c>outbox</c>, <c>loops</c>, <c>probes</c>.</summary>
    string Name { get; }

    /// <summary>What is wrong now; empty: nothing.</summary>
    /// <returns>
    /// Refusals whose path tells one trouble from another (the probe's key, the loop's name; may be empty when there is only one) and whose rule
    /// has a sentence. The same path at the next look is the same episode, told once; a path that is gone is its end.
    /// </returns>
    Task<ImmutableArray<Refusal>> LookAsync(CancellationToken cancellationToken);
}
