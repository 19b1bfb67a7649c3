using NodaTime;

namespace Majordome.Server.Platform;

/// <summary>
/// Background work of the server: a turn, a wait, a turn. Every loop beats in <see cref="Heartbeats"/> because this class does it
/// and nothing else runs in the background (a test looks): at its start, so that one that never comes to its first turn is
/// missed, then after each turn that succeeded. A turn that fails is logged and tried again after the wait; one that keeps
/// failing no longer beats, and is told like one that hangs.
/// </summary>
public abstract class BackgroundLoop(Heartbeats heartbeats, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>How it is called where it is told, from its class: <c>clock-watch</c>.</summary>
    public string Name => Json.Kebab(GetType().Name);

    /// <summary>By which it waits.</summary>
    protected TimeProvider Time => time;

    /// <summary>Where it tells what went wrong.</summary>
    protected ILogger Logger => logger;

    /// <summary>The wait between two turns.</summary>
    protected abstract TimeSpan Pace { get; }

    /// <summary>The wait before the first turn; default none.</summary>
    protected virtual TimeSpan Grace => TimeSpan.Zero;

    /// <summary>The longest from one good turn to the next; generous, since a late beat is told to people. Default two minutes.</summary>
    protected virtual Duration Patience => Duration.FromMinutes(2);

    /// <summary>One turn.</summary>
    /// <returns>Whether more waits, so that the next turn comes at once.</returns>
    protected abstract Task<bool> TurnAsync(CancellationToken stoppingToken);

    /// <summary>Waits until the next turn; default <see cref="Pace"/>.</summary>
    protected virtual Task WaitAsync(CancellationToken stoppingToken) => Task.Delay(Pace, time, stoppingToken);

    /// <inheritdoc/>
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        heartbeats.Beat(Name, Patience + Duration.FromTimeSpan(Grace));
        try
        {
            await Task.Delay(Grace, time, stoppingToken);
            while (true)
            {
                if (!await TryAsync(stoppingToken))
                {
                    await WaitAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            heartbeats.End(Name);
        }
    }

    private async Task<bool> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            var more = await TurnAsync(stoppingToken);
            heartbeats.Beat(Name, Patience);
            return more;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // Whatever it is: a defect in one loop must not take the others, and the pages, down with it.
            logger.LogError(exception, "{Loop} failed; tried again in {Pace}", Name, Pace);
            return false;
        }
    }
}
