namespace Majordome.Server.Monitoring.Metrics;

/// <summary>The label blocks of a client's series, as they were at some moment.</summary>
/// <param name="Generation">What <see cref="MetricCatalogueRow.Generation"/> was: at another one some of these may be forgotten.</param>
/// <param name="Next">All series below this number are among them.</param>
/// <param name="All">By number.</param>
public sealed record ClientLabels(int Generation, int Next, IReadOnlyList<(int Number, ReadOnlyMemory<byte> Labels)> All)
{
    private const int Overhead = 32; // of a series: its number and its place

    /// <summary>What they take of memory, in bytes.</summary>
    public long Size { get; } = All.Sum(one => (long)one.Labels.Length + Overhead);

    /// <summary>The same with more.</summary>
    /// <param name="next">All series below are there then.</param>
    /// <param name="more">Those from <see cref="Next"/> on.</param>
    public ClientLabels With(int next, IReadOnlyList<(int Number, ReadOnlyMemory<byte> Labels)> more) =>
        new(Generation, more.Count == 0 ? next : Math.Max(next, more[^1].Number + 1), [.. All, .. more]);
}

/// <summary>Keeps the labels of the clients that were looked at lately, up to so many bytes: unpacking them is most of what finding a series costs.</summary>
/// <param name="most">How many bytes.</param>
public sealed class KeptLabels(long most)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, (ClientLabels Labels, long Seen)> kept = [];
    private long seen;

    /// <summary>Those of a client, if they are kept.</summary>
    public ClientLabels? Find(Guid clientId)
    {
        lock (gate)
        {
            if (!kept.TryGetValue(clientId, out var found))
            {
                return null;
            }

            kept[clientId] = (found.Labels, ++seen);
            return found.Labels;
        }
    }

    /// <summary>Keeps them instead of those there were. What was not looked at for the longest time goes for it.</summary>
    public void Keep(Guid clientId, ClientLabels labels)
    {
        lock (gate)
        {
            kept[clientId] = (labels, ++seen);
            for (var size = kept.Values.Sum(one => one.Labels.Size); size > most;)
            {
                var (oldest, gone) = kept.MinBy(one => one.Value.Seen);
                kept.Remove(oldest);
                size -= gone.Labels.Size;
            }
        }
    }
}
