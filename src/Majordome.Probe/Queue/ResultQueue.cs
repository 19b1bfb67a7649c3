using Majordome.Probe.Contract;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Probe.Queue;

/// <summary>
/// Results on their way to the server: on disk from the moment they are known until the server has committed them. Writes are grouped, as each
/// costs a flush of the disk. What the disk refuses waits in a reserve in memory and is tried again; what exceeds the reserve is lost, counted and told.
/// </summary>
public sealed partial class ResultQueue : IAsyncDisposable
{
    private const int LargestGroup = 512;
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    private readonly QueueOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Lock pendingGate = new();
    private readonly Queue<ProbeResult> pending = new();
    private readonly Lock fileGate = new();
    private readonly QueueFile file;
    private readonly SemaphoreSlim arrived = new(0, 1);
    private readonly SemaphoreSlim stored = new(0, 1);
    private readonly CancellationTokenSource closing = new();
    private readonly Task writing;
    private long acknowledged;
    private long forgotten;
    private long lost;
    private Instant? lastLost;
    private volatile bool isFull;

    private ResultQueue(QueueOptions options, QueueFile file, TimeProvider time, ILogger log)
    {
        (this.options, this.file, this.time, this.log) = (options, file, time, log);
        acknowledged = forgotten = file.Before;
        lost = file.Fact("lost") ?? 0;
        lastLost = file.Fact("last-lost") is { } at ? Instant.FromUnixTimeTicks(at * 10) : null;
        writing = Task.Run(WriteAsync, CancellationToken.None);
    }

    /// <summary>How it fares.</summary>
    public QueueFigures Figures
    {
        get
        {
            long held;
            lock (fileGate)
            {
                held = file.Count - (acknowledged - forgotten);
            }

            lock (pendingGate)
            {
                return new QueueFigures(held + pending.Count, lost, lastLost, isFull);
            }
        }
    }

    /// <summary>Opens the queue in its file; a file that cannot be read is put aside (<see cref="QueueFile.Open"/>), which is logged.</summary>
    public static ResultQueue Open(QueueOptions options, TimeProvider time, IClock clock, ILogger<ResultQueue> log)
    {
        var file = QueueFile.Open(options, clock.GetCurrentInstant(), out var putAside);
        if (putAside is not null)
        {
            LogPutAside(log, options.File, putAside);
        }

        return new ResultQueue(options, file, time, log);
    }

    /// <summary>Takes a result; at once, from any thread.</summary>
    public void Add(ProbeResult result)
    {
        lock (pendingGate)
        {
            if (isFull && pending.Count >= options.Reserve)
            {
                lost++;
                lastLost = result.Started;
                return;
            }

            pending.Enqueue(result);
        }

        Signal(arrived);
    }

    /// <summary>The oldest results that the server has not acknowledged, in order.</summary>
    /// <param name="most">Most results.</param>
    /// <param name="mostBytes">A batch ends with the result that reaches this size.</param>
    public QueuedResults Read(int most = 500, int mostBytes = 1 << 20)
    {
        lock (fileGate)
        {
            return file.Read(acknowledged, most, mostBytes);
        }
    }

    /// <summary>Waits until something was stored since the last such wait.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => WaitAsync(stored, atMost, cancellation);

    /// <summary>
    /// The server has results up to a sequence: they are not read again, and are forgotten with the next write. An answer to another epoch changes nothing.
    /// </summary>
    public void Acknowledge(BatchAcknowledgement answer)
    {
        lock (fileGate)
        {
            if (answer.Epoch != file.Epoch || answer.Through <= acknowledged)
            {
                return;
            }

            acknowledged = answer.Through;
        }

        Signal(arrived);
    }

    /// <summary>Stores what is in memory, then closes the file. What a full disk refuses to the end is logged.</summary>
    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        while (StoreGroup())
        {
            // More is pending.
        }

        if (pending.Count > 0)
        {
            LogUnstored(log, pending.Count);
        }

        file.Dispose();
        closing.Dispose();
        arrived.Dispose();
        stored.Dispose();
    }

    /// <summary>Forgets what was acknowledged. On a disk too full even for that, later: nothing is sent twice meanwhile.</summary>
    private void TryForget()
    {
        try
        {
            if (forgotten < acknowledged)
            {
                file.Forget(forgotten, acknowledged);
                forgotten = acknowledged;
            }
        }
        catch (SqliteException refused)
        {
            Turn(full: true, refused);
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            while (!closing.IsCancellationRequested)
            {
                await WaitAsync(arrived, isFull ? TryAgain : Timeout.InfiniteTimeSpan, closing.Token).ConfigureAwait(false);
                if (options.Gather > TimeSpan.Zero)
                {
                    await Task.Delay(options.Gather, time, closing.Token).ConfigureAwait(false);
                }

                while (StoreGroup() && !closing.IsCancellationRequested)
                {
                    // More is pending.
                }
            }
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            // What is left is stored by who closes.
        }
    }

    /// <summary>Stores the next results; tells whether more could be stored at once.</summary>
    private bool StoreGroup()
    {
        ProbeResult[] group;
        (long Count, Instant? Last) missed;
        lock (pendingGate)
        {
            group = [.. pending.Take(LargestGroup)];
            missed = (lost, lastLost);
        }

        if (group.Length == 0)
        {
            lock (fileGate)
            {
                TryForget();
            }

            return false;
        }

        if (TryStore(group, missed.Count, missed.Last) is not (var count and > 0))
        {
            return false;
        }

        lock (pendingGate)
        {
            for (var i = 0; i < count; i++)
            {
                pending.Dequeue();
            }

            Signal(stored);
            return pending.Count > 0;
        }
    }

    /// <summary>Stores as many of the first results as the disk takes: when not all, then half of them, and so on.</summary>
    private int TryStore(ProbeResult[] group, long missed, Instant? lastMissed)
    {
        for (var count = group.Length; count > 0; count /= 2)
        {
            try
            {
                lock (fileGate)
                {
                    Store(group.AsSpan(0, count), missed, lastMissed);
                }

                Turn(full: count < group.Length);
                return count;
            }
            catch (SqliteException refused)
            {
                // Most often the disk is full. Whatever it is, the results wait in memory, and it is told.
                Turn(full: true, refused);
            }
        }

        return 0;
    }

    /// <summary>Stores and forgets in one transaction; on a disk too full for both, forgets first, which makes room.</summary>
    private void Store(ReadOnlySpan<ProbeResult> group, long missed, Instant? lastMissed)
    {
        if (isFull)
        {
            TryForget();
        }

        file.Add(group, missed, lastMissed, acknowledged);
        forgotten = acknowledged;
    }

    private void Turn(bool full, Exception? refused = null)
    {
        if (full != isFull)
        {
            isFull = full;
            LogFull(log, refused, full);
        }
    }

    private async Task WaitAsync(SemaphoreSlim signal, TimeSpan atMost, CancellationToken cancellation)
    {
        if (atMost == Timeout.InfiniteTimeSpan)
        {
            await signal.WaitAsync(cancellation).ConfigureAwait(false);
            return;
        }

        using var limit = new CancellationTokenSource(atMost, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            await signal.WaitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Long enough.
        }
    }

    private static void Signal(SemaphoreSlim signal)
    {
        try
        {
            if (signal.CurrentCount == 0)
            {
                signal.Release();
            }
        }
        catch (Exception raised) when (raised is SemaphoreFullException or ObjectDisposedException)
        {
            // Raised meanwhile by another thread, or nobody waits any more.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue {File} cannot be read; put aside as {PutAside}, a new epoch begins")]
    private static partial void LogPutAside(ILogger log, string file, string putAside);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Count} results could not be stored before the end: the disk is full")]
    private static partial void LogUnstored(ILogger log, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The disk takes no more results: {IsFull}")]
    private static partial void LogFull(ILogger log, Exception? refused, bool isFull);
}
