using System.Net;
using System.Net.Sockets;

namespace Majordome.Probe.Network;

/// <summary>
/// Looks names up with something that takes as long as it likes and cannot be interrupted, so that names that hang hold up no other: one look-up a name, shared by
/// all who ask while it is out; its answer is kept for a few seconds; whoever asks for a name whose look-up hangs is told so at once.
/// </summary>
/// <param name="ask">Looks a name up; must not block.</param>
/// <param name="time">Measures and limits.</param>
internal sealed class NameLookups(Func<string, Task<IPAddress[]>> ask, TimeProvider time)
{
    /// <summary>How many are looked up at once; each makes room for the next when it ends, or after <see cref="Usual"/>.</summary>
    private const int AtOnce = 16;

    /// <summary>How many may be out altogether, those that hang among them: each is a thread that waits.</summary>
    private const int MostOut = 256;

    /// <summary>The longest name, in characters (RFC 1035, 2.3.4).</summary>
    private const int LongestName = 253;

    /// <summary>What a look-up takes at most that goes well.</summary>
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1);

    /// <summary>From when on a look-up hangs: the time-out of the first question that a resolver asks (resolv.conf(5)).</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer is kept: long enough for the checks that start together, too short to hide a change.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Lookup> lookups = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim turns = new(AtOnce), room = new(MostOut);

    /// <summary>The addresses of a name, at least one, IPv4 first; not to be changed.</summary>
    /// <exception cref="NoNameServerException">The deadline passed first, or the look-up hangs.</exception>
    /// <exception cref="SocketException">There is no such name, or whoever is asked cannot tell.</exception>
    public async Task<IPAddress[]> FindAsync(string name, CancellationToken deadline)
    {
        var lookup = name.Length <= LongestName ? LookupOf(name) : throw new SocketException((int)SocketError.HostNotFound);
        if (lookup.Hangs(time))
        {
            throw new NoNameServerException();
        }

        try
        {
            return await lookup.Answer.WaitAsync(deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new NoNameServerException();
        }
    }

    private Lookup LookupOf(string name)
    {
        lock (gate)
        {
            if (!lookups.TryGetValue(name, out var lookup))
            {
                lookups.Add(name, lookup = new Lookup());
                lookup.Answer = LookUpAsync(name, lookup);
                _ = ForgetAsync(name, lookup.Answer);
            }

            return lookup;
        }
    }

    private async Task<IPAddress[]> LookUpAsync(string name, Lookup lookup)
    {
        await room.WaitAsync().ConfigureAwait(false);
        try
        {
            Task<IPAddress[]> asking;
            await turns.WaitAsync().ConfigureAwait(false);
            try
            {
                lookup.Begins(time);
                asking = ask(name);
                await ((Task)asking).WaitAsync(Usual, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                turns.Release();
            }

            var addresses = await asking.ConfigureAwait(false);
            Array.Sort(addresses, static (one, other) => one.AddressFamily.CompareTo(other.AddressFamily));
            return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
        }
        finally
        {
            room.Release();
        }
    }

    private async Task ForgetAsync(string name, Task answer)
    {
        await answer.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answer.IsCompletedSuccessfully)
        {
            await Task.Delay(Kept, time).ConfigureAwait(false);
        }

        lock (gate)
        {
            lookups.Remove(name);
        }
    }

    private sealed class Lookup
    {
        private long begun; // zero: it waits for its turn

        public Task<IPAddress[]> Answer { get; set; } = Task.FromResult<IPAddress[]>([]);

        public void Begins(TimeProvider time) => Volatile.Write(ref begun, time.GetTimestamp());

        public bool Hangs(TimeProvider time) =>
            !Answer.IsCompleted && Volatile.Read(ref begun) is > 0 and var began && time.GetElapsedTime(began) >= Patience;
    }
}
