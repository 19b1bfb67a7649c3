namespace Majordome.Bench.Peers.Ingest;

/// <summary>Who takes samples from outside.</summary>
internal interface IIngestPeer : IAsyncDisposable
{
    /// <summary>What it uses.</summary>
    ProcessTree Tree { get; }

    /// <summary>Sends it a request of the load, that of a group of hosts in a scrape, and waits for the answer; may be called by several at once.</summary>
    Task SendAsync(IngestLoad load, int scrape, int group, CancellationToken cancellation);

    /// <summary>Bytes it holds on disk.</summary>
    long BytesOnDisk();

    /// <summary>Brings what it took into the form in which it stays, as far as it can be asked to.</summary>
    /// <returns>Processor seconds that this took.</returns>
    Task<double> SettleAsync(CancellationToken cancellation);

    /// <summary>How many samples it gives back between the load's start and end.</summary>
    Task<long> CountAsync(IngestLoad load, CancellationToken cancellation);

    /// <summary>The values of a series whose metric has one series on a host, in the order of time.</summary>
    Task<double[]> ValuesAsync(IngestLoad load, string metric, string host, CancellationToken cancellation);
}

/// <summary>How large things on disk are.</summary>
internal static class Disk
{
    /// <summary>Waits until something no longer grows or shrinks, over five looks.</summary>
    /// <param name="size">How large it is now, in bytes.</param>
    /// <param name="pace">From one look to the next.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <returns>How large it then is.</returns>
    public static async Task<long> SettledAsync(Func<Task<long>> size, TimeSpan pace, CancellationToken cancellation)
    {
        var (last, same) = (-1L, 0);
        using var timer = new PeriodicTimer(pace);
        while (same < 5 && await timer.WaitForNextTickAsync(cancellation))
        {
            var now = await size();
            (last, same) = (now, now == last ? same + 1 : 0);
        }

        return last;
    }

    /// <summary>The bytes of the files below a folder.</summary>
    public static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
