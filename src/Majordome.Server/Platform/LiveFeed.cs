using System.Collections.Immutable;
using System.Threading.Channels;

namespace Majordome.Server.Platform;

/// <summary>What changed, in two words: <c>ticket</c> of that client. Enough for a page to know it must be read again.</summary>
/// <param name="Topic">The kind of thing: <c>ticket</c>, <c>check</c>, <c>asset</c>…</param>
/// <param name="ClientId">Whose; <c>null</c>: the provider's.</param>
/// <param name="Subject">Which one.</param>
public readonly record struct Change(string Topic, Guid? ClientId, string Subject);

/// <summary>
/// Tells open pages that something changed. A broadcast that may be lost: a page that missed one is right again at its next
/// load, and nothing but freshness depends on it. What this server keeps in memory hears of each change of its own, after the commit and before
/// the command ends.
/// </summary>
public sealed class LiveFeed
{
    private readonly Lock gate = new();
    private ImmutableHashSet<Channel<Change>> listeners = [];

    /// <summary>Raised for each change; who listens neither waits nor throws.</summary>
    public event Action<Change>? Told;

    /// <summary>Tells everybody who listens; never waits.</summary>
    public void Tell(IEnumerable<Change> changes)
    {
        var told = listeners;
        foreach (var change in changes)
        {
            Told?.Invoke(change);
            foreach (var listener in told)
            {
                listener.Writer.TryWrite(change);
            }
        }
    }

    /// <summary>Listens until cancelled. A listener that does not read fast enough loses the oldest changes.</summary>
    public async IAsyncEnumerable<Change> ListenAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<Change>(new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (gate)
        {
            listeners = listeners.Add(channel);
        }

        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (gate)
            {
                listeners = listeners.Remove(channel);
            }
        }
    }
}
