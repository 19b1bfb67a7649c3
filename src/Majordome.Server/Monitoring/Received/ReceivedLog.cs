using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Monitoring.Received;

/// <summary>
/// Makes messages durable: what comes while a commit is on its way waits for the next, so that one sync to disk serves all of it (group commit). A
/// database that is away or full is waited for; meanwhile no more is held than <see cref="MostWaiting"/>.
/// </summary>
public sealed class ReceivedLog(Commands commands, TimeProvider time, ILogger<ReceivedLog> logger)
{
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly Caller Caller = Caller.Program("intake");

    private readonly Lock gate = new();
    private readonly Queue<Pending> queue = new();
    private Task draining = Task.CompletedTask;
    private TaskCompletionSource room = NewRoom();
    private long held;
    private bool isDraining;
    private bool isTold;

    /// <summary>About how much memory (bytes) may be taken by messages that wait, those being written included.</summary>
    public long MostWaiting { get; set; } = 64 * 1024 * 1024;

    /// <summary>How many messages wait, those being written included.</summary>
    public int Waiting { get; private set; }

    /// <summary>Hands a message over.</summary>
    /// <param name="message">The message.</param>
    /// <param name="kept">Ends when it is on disk, with whether it is: <c>false</c> when the database does not take it.</param>
    /// <returns>Whether there is room for it now.</returns>
    public bool TryKeep(ReceivedMessage message, out Task<bool> kept)
    {
        var pending = new Pending(message);
        kept = pending.Kept.Task;
        return TryQueue(pending, out _);
    }

    /// <summary>Hands a message over once there is room for it.</summary>
    /// <returns>What ends when it is on disk, as that of <see cref="TryKeep"/>.</returns>
    public async ValueTask<Task<bool>> WaitAndKeepAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        var pending = new Pending(message);
        while (!TryQueue(pending, out var whenThereIsRoom))
        {
            await whenThereIsRoom.WaitAsync(cancellationToken);
        }

        return pending.Kept.Task;
    }

    /// <summary>Waits until all that was handed over so far is kept. Where that is given up, what is lost by it is told.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await IdleAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (!Interlocked.Exchange(ref isTold, true))
            {
                logger.LogError("The database took nothing until the end: {Count} received messages are lost", Waiting);
            }

            throw;
        }
    }

    private Task IdleAsync()
    {
        lock (gate)
        {
            return draining;
        }
    }

    private bool TryQueue(Pending pending, out Task whenThereIsRoom)
    {
        lock (gate)
        {
            whenThereIsRoom = room.Task;
            if (held >= MostWaiting)
            {
                return false;
            }

            queue.Enqueue(pending);
            (held, Waiting) = (held + pending.Bytes, Waiting + 1);
            if (!isDraining)
            {
                isDraining = true;
                draining = Task.Run(DrainAsync);
            }

            return true;
        }
    }

    private async Task DrainAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            await KeepAsync(group);
            GiveBack(group);
        }
    }

    private List<Pending> Take()
    {
        lock (gate)
        {
            var group = new List<Pending>();
            while (group.Count < MostAtOnce && queue.TryDequeue(out var pending))
            {
                group.Add(pending);
            }

            isDraining = group.Count > 0;
            return group;
        }
    }

    private void GiveBack(List<Pending> group)
    {
        lock (gate)
        {
            (held, Waiting) = (held - group.Sum(pending => (long)pending.Bytes), Waiting - group.Count);
            room.TrySetResult();
            room = NewRoom();
        }
    }

    // A message that cannot be kept (its item was deleted meanwhile) must not take its neighbours with it: they go one by one.
    private async Task KeepAsync(List<Pending> group)
    {
        if (await TryAsync(group))
        {
            group.ForEach(pending => pending.Kept.TrySetResult(true));
            return;
        }

        foreach (var pending in group)
        {
            pending.Kept.TrySetResult(group.Count > 1 && await TryAsync([pending]));
        }
    }

    private async Task<bool> TryAsync(List<Pending> group)
    {
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                var kept = await commands.RunAsync(Caller, (KeepMessages c) => c.HandleAsync([.. group.Select(pending => pending.Message)], isAgain), default);
                return kept.IsAccepted;
            }
            catch (Exception away) when (away.OfDatabase()?.IsOfRows() == false)
            {
                logger.LogWarning(away, "The database takes nothing; {Count} received messages wait for it", group.Count);
                await Task.Delay(Pause, time);
            }
#pragma warning disable CA1031 // whatever it is, those who wait are told, and the others are kept
            catch (Exception failure)
#pragma warning restore CA1031
            {
                logger.Log(group.Count > 1 ? LogLevel.Debug : LogLevel.Error, failure, "{Count} received messages were not kept", group.Count);
                return false;
            }
        }
    }

    private static TaskCompletionSource NewRoom() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Pending(ReceivedMessage Message)
    {
        public int Bytes => 512 + (2 * Message.Text.Length);

        public TaskCompletionSource<bool> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
