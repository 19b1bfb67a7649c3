using NodaTime;

namespace Majordome.Server.Notifications.Public;

/// <summary>What Majordome knows to be wrong with itself. For people who see all clients: a trouble may name a probe of any.</summary>
public interface ISelfWatch
{
    /// <summary>The open episodes, oldest first; empty: nothing is wrong.</summary>
    Task<IReadOnlyList<WatchTrouble>> CurrentAsync(CancellationToken cancellationToken);
}

/// <summary>One trouble.</summary>
/// <param name="Name">What is affected: <c>outbox</c>, <c>loops/escalation</c>.</param>
/// <param name="Sentence">What is wrong, in the language of the current request.</param>
/// <param name="Since">Since when it is known.</param>
public sealed record WatchTrouble(string Name, string Sentence, Instant Since);
