using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Something of the database that is asked for many times a second, and read once in a while. While the database does not answer, what was read last
/// stands: what is sent meanwhile still finds its place, and waits there.
/// </summary>
/// <param name="trust">How long what was read is trusted.</param>
/// <param name="read">Reads it.</param>
/// <param name="clock">Dates what was read.</param>
/// <param name="time">By which an answer is waited for.</param>
internal sealed class LastRead<T>(Duration trust, Func<Task<T>> read, IClock clock, TimeProvider time)
{
    /// <summary>How long who asks waits for the database where something was read before; an address that nobody answers takes a driver far longer.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>How long what was read last stands before the database is tried again.</summary>
    public static readonly Duration Pause = Duration.FromSeconds(1);

    private readonly Lock gate = new();
    private Reading? last;
    private (Task<T> Task, int Generation)? running;
    private int generation;

    /// <summary>Reads it anew from now on; what is being read already does not count.</summary>
    public void Forget() => Interlocked.Increment(ref generation);

    /// <summary>What there is: read anew where it is due, else what was read last.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer, and nothing was read before; it may be wrapped.</exception>
    public async ValueTask<T> GetAsync(CancellationToken cancellationToken)
    {
        Reading? known;
        Task<T> reading;
        lock (gate)
        {
            known = last;
            var isChanged = known is null || known.Generation != generation;
            if (!isChanged && clock.GetCurrentInstant() < known!.Until)
            {
                return known.Value;
            }

            if (running is { } other && other.Generation == generation)
            {
                if (!isChanged)
                {
                    return known!.Value; // who began to read waits for it
                }

                reading = other.Task;
            }
            else
            {
                reading = ReadAsync(generation);
                running = (reading, generation);
            }
        }

        if (known is null)
        {
            return await reading.WaitAsync(cancellationToken);
        }

        try
        {
            return await reading.WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception away) when (away is TimeoutException || away.OfDatabase() is not null)
        {
            return Keep(known);
        }
    }

    // Nobody's own: who asked may be gone before it ends.
    private async Task<T> ReadAsync(int of)
    {
        await Task.Yield();
        var until = clock.GetCurrentInstant() + trust;
        try
        {
            var value = await read();
            lock (gate)
            {
                last = last is { } newer && newer.Generation > of ? newer : new Reading(value, until, of);
            }

            return value;
        }
        finally
        {
            lock (gate)
            {
                running = running?.Generation == of ? null : running;
            }
        }
    }

    // What was read meanwhile is newer.
    private T Keep(Reading known)
    {
        lock (gate)
        {
            last = ReferenceEquals(last, known) ? known with { Until = clock.GetCurrentInstant() + Pause, Generation = generation } : last;
            return last!.Value;
        }
    }

    private sealed record Reading(T Value, Instant Until, int Generation);
}
