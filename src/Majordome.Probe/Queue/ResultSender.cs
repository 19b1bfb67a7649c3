using Majordome.Probe.Contract;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Probe.Queue;

/// <summary>
/// Hands the queue over to the server, in order, batch by batch, again until acknowledged. While the server cannot be reached it tries
/// after 1, 2, 4… seconds, 60 at most. With nothing to send, it says every 10 seconds that the probe lives.
/// </summary>
public sealed partial class ResultSender(
    Guid probe, ResultQueue queue, IServerLink server, Func<ProbeHealth> health, TimeProvider time, IClock clock, ILogger<ResultSender> log)
{
    /// <summary>How often the probe is heard of at least, while the server can be reached.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>Sends until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var pause = TimeSpan.Zero;
        var heardOf = (long?)null;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var queued = queue.Read();
                var silence = heardOf is { } then ? time.GetElapsedTime(then) : SignOfLife;
                if (queued.Results.IsEmpty && silence < SignOfLife)
                {
                    await queue.WaitAsync(SignOfLife - silence, cancellation).ConfigureAwait(false);
                    continue;
                }

                await SendAsync(queued, cancellation).ConfigureAwait(false);
                heardOf = time.GetTimestamp();
                if (pause > TimeSpan.Zero)
                {
                    LogReached(log);
                }

                pause = TimeSpan.Zero;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // whatever keeps the server from answering, the results stay and are sent again
            catch (Exception failure)
#pragma warning restore CA1031
            {
                if (pause == TimeSpan.Zero)
                {
                    LogUnreachable(failure);
                }

                pause = pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
                await Task.Delay(pause, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendAsync(QueuedResults queued, CancellationToken cancellation)
    {
        var batch = new ResultBatch(
            ProbeContract.Version, probe, queued.Epoch, queued.First, clock.GetCurrentInstant(), queued.Results, health());
        var answer = await server.SendAsync(batch, cancellation).ConfigureAwait(false);
        if (queued.Results.IsEmpty)
        {
            return;
        }

        if (answer.Epoch != queued.Epoch || answer.Through < queued.First)
        {
            throw new InvalidOperationException("The server acknowledged none of the results that it was sent.");
        }

        queue.Acknowledge(answer with { Through = Math.Min(answer.Through, queued.Results[^1].Sequence) });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Results cannot be handed to the server; they stay in the queue")]
    private partial void LogUnreachable(Exception failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Results are handed to the server again")]
    private static partial void LogReached(ILogger log);
}
