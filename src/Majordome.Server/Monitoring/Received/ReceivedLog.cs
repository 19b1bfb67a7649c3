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
    private readonly Queue<Waiting> queue = new();
    private Task draining = Task.CompletedTask;
    private TaskCompletionSource room = NewRoom();
    private long held;
    private bool isDraining;

    /// <summary>About how much memory (bytes) may be taken by messages that wait.</summary>
    public long MostWaiting { get; set; } = 64 * 1024 * 1024;

    /// <summary>Hands a message over.</summary>
    /// <param name="message">The message.</param>
    /// <param name="kept">Ends when it is on disk, with whether it is: <c>false</c> when the database does not take it.</param>
    /// <returns>Whether there is room for it now.</returns>
    public bool TryKeep(ReceivedMessage message, out Task<bool> kept)
    {
        var waiting = new Waiting(message);
        kept = waiting.Kept.Task;
        return TryQueue(waiting, out _);
    }

    /// <summary>Hands a message over once there is room for it.</summary>
    /// <returns>What ends when it is on disk, as that of <see cref="TryKeep"/>.</returns>
    public async ValueTask<Task<bool>> WaitAndKeepAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(message);
        while (!TryQueue(waiting, out var whenThereIsRoom))
        {
            await whenThereIsRoom.WaitAsync(cancellationToken);
        }

        return waiting.Kept.Task;
    }

    /// <summary>Ends when all that was handed over so far is kept.</summary>
    public Task IdleAsync()
    {
        lock (gate)
        {
            return draining;
        }
    }

    private bool TryQueue(Waiting waiting, out Task whenThereIsRoom)
    {
        lock (gate)
        {
            whenThereIsRoom = room.Task;
            if (held >= MostWaiting)
            {
                return false;
            }

            queue.Enqueue(waiting);
            held += waiting.Bytes;
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
        }
    }

    private List<Waiting> Take()
    {
        lock (gate)
        {
            var group = new List<Waiting>();
            while (group.Count < MostAtOnce && queue.TryDequeue(out var waiting))
            {
                group.Add(waiting);
                held -= waiting.Bytes;
            }

            isDraining = group.Count > 0;
            room.TrySetResult();
            room = NewRoom();
            return group;
        }
    }

    // A message that cannot be kept (its item was deleted meanwhile) must not take its neighbours with it: they go one by one.
    private async Task KeepAsync(List<Waiting> group)
    {
        if (await TryAsync(group))
        {
            group.ForEach(waiting => waiting.Kept.TrySetResult(true));
            return;
        }

        foreach (var waiting in group)
        {
            waiting.Kept.TrySetResult(group.Count > 1 && await TryAsync([waiting]));
        }
    }

    private async Task<bool> TryAsync(List<Waiting> group)
    {
        while (true)
        {
            try
            {
                var kept = await commands.RunAsync(Caller, (KeepMessages c) => c.HandleAsync([.. group.Select(waiting => waiting.Message)]), default);
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

    private sealed record Waiting(ReceivedMessage Message)
    {
        public int Bytes => 512 + (2 * Message.Text.Length);

        public TaskCompletionSource<bool> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
