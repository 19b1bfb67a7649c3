using NodaTime;

namespace Majordome.Probe.Queue;

/// <summary>How much the queue holds.</summary>
/// <param name="File">The database file; its folder exists.</param>
/// <param name="MostBytes">Largest size of the file. 1 GiB by default: some two million results, more than a day of 1,000 checks a minute.</param>
/// <param name="Reserve">Results kept in memory while the disk takes none. 10,000 by default; beyond, they are lost and counted.</param>
public sealed record QueueOptions(string File, long MostBytes = 1L << 30, int Reserve = 10_000)
{
    /// <summary>
    /// How long results are gathered before they are written together: half a second by default, as a write costs several flushes of the disk however
    /// little it holds. A process that is killed loses what it gathered, and runs those checks again when it starts.
    /// </summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>How the queue fares.</summary>
/// <param name="Waiting">Results not acknowledged by the server.</param>
/// <param name="Lost">Results that neither disk nor reserve could hold, in this epoch.</param>
/// <param name="LastLost">When the last of them was started.</param>
/// <param name="IsFull">Whether the disk refuses to take more at the moment.</param>
public sealed record QueueFigures(long Waiting, long Lost, Instant? LastLost, bool IsFull);

/// <summary>Results to send, in order, as they lie in the queue.</summary>
/// <param name="Epoch">The numbering.</param>
/// <param name="First">Sequence of the first; the next to come when there is none.</param>
/// <param name="Results">The results.</param>
public sealed record QueuedResults(long Epoch, long First, System.Collections.Immutable.ImmutableArray<Contract.ProbeResult> Results);
