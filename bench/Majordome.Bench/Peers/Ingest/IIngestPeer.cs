namespace Majordome.Bench.Peers.Ingest;

/// <summary>Who takes samples from outside.</summary>
internal interface IIngestPeer : IAsyncDisposable
{
    /// <summary>What it uses.</summary>
    ProcessTree Tree { get; }

    /// <summary>Sends it the samples of some scrapes, over as many connections as asked for, each as fast as it is answered.</summary>
    Task SendAsync(IngestLoad load, Range scrapes, int connections, CancellationToken cancellation);

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
    /// <summary>The bytes of the files below a folder.</summary>
    public static long BytesOf(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
