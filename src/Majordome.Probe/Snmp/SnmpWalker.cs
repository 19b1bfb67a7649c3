using System.Collections.Concurrent;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp;

/// <summary>One walk of one device: GETBULK by steps whose size follows what the agent bears, GETNEXT under version 1.</summary>
internal sealed class SnmpWalker(SnmpClient client, SnmpTarget target)
{
    private const int FirstRepetitions = 10;
    private const int MostRepetitions = 50;
    private const int MostSilences = 3;

    private readonly ConcurrentQueue<RootFault> faults = new();
    private int repetitions = FirstRepetitions;

    /// <summary>The smallest size above the first that timed out: none so large is tried again, each trial costs a time-out. The first is no large one; what it lost is chance.</summary>
    private int unborne = int.MaxValue;

    private int silences;
    private int requests;
    private int kept;

    /// <summary>Walks the roots.</summary>
    public async Task<SnmpWalk> WalkAsync(Oid[] roots, CancellationToken cancel)
    {
        var found = new List<KeyValuePair<Oid, SnmpValue>>[roots.Length];
        await Parallel.ForAsync(
            0,
            roots.Length,
            new ParallelOptions { MaxDegreeOfParallelism = SnmpClient.MostInFlight, CancellationToken = cancel },
            async (at, stop) => await WalkRootAsync(roots[at], found[at] = [], stop).ConfigureAwait(false)).ConfigureAwait(false);
        return new SnmpWalk([.. found.SelectMany(objects => objects)], [.. faults.OrderBy(fault => fault.Root)], requests);
    }

    private async Task WalkRootAsync(Oid root, List<KeyValuePair<Oid, SnmpValue>> found, CancellationToken cancel)
    {
        var last = root;
        while (true)
        {
            if (Volatile.Read(ref silences) >= MostSilences)
            {
                faults.Enqueue(new RootFault(root, SnmpFault.NoAnswer, SnmpError.None));
                return;
            }

            var answer = await StepAsync(last, cancel).ConfigureAwait(false);
            if (answer.Error == SnmpError.NoSuchName)
            {
                break;
            }

            if (!answer.IsGood)
            {
                faults.Enqueue(new RootFault(root, answer.Fault, answer.Error));
                return;
            }

            var (more, fault) = Take(root, ref last, answer.VarBinds, found);
            if (fault != SnmpFault.None)
            {
                faults.Enqueue(new RootFault(root, fault, SnmpError.None));
                return;
            }

            if (!more)
            {
                break;
            }
        }

        if (found.Count == 0 && root is { Length: > 0 } && root[root.Length - 1] == 0)
        {
            await GetRootAsync(root, found, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>One request, made smaller as long as the agent does not bear it.</summary>
    private async Task<SnmpAnswer> StepAsync(Oid last, CancellationToken cancel)
    {
        while (true)
        {
            var asked = Volatile.Read(ref repetitions);
            var (answer, _) = await client.ExchangeAsync(target, Request, Sent, cancel).ConfigureAwait(false);
            if (answer.Error == SnmpError.TooBig && target.HasBulk && asked > 1)
            {
                Volatile.Write(ref repetitions, Math.Max(1, asked / 2));
                continue;
            }

            if (answer.Fault == SnmpFault.NoAnswer)
            {
                Interlocked.Increment(ref silences);
            }
            else
            {
                Volatile.Write(ref silences, 0);
                var more = Math.Min(MostRepetitions, asked + FirstRepetitions);
                if (answer.IsGood && answer.VarBinds.Count >= asked && more < Volatile.Read(ref unborne))
                {
                    Interlocked.CompareExchange(ref repetitions, more, asked);
                }
            }

            return answer;

            SnmpPdu Request(int id) => target.HasBulk ? SnmpPdu.Request(PduType.GetBulk, id, [last], asked) : SnmpPdu.Request(PduType.GetNext, id, [last]);

            void Sent(int timeouts)
            {
                Interlocked.Increment(ref requests);
                if (timeouts > 0)
                {
                    if (asked > FirstRepetitions)
                    {
                        Volatile.Write(ref unborne, Math.Min(asked, Volatile.Read(ref unborne)));
                    }

                    asked = Math.Max(1, asked / 2);
                    Volatile.Write(ref repetitions, asked);
                }
            }
        }
    }

    /// <summary>Keeps what lies below the root. Whether there may be more.</summary>
    private (bool More, SnmpFault Fault) Take(Oid root, ref Oid last, IReadOnlyList<VarBind> varBinds, List<KeyValuePair<Oid, SnmpValue>> found)
    {
        foreach (var (oid, value) in varBinds)
        {
            if (value.Type == SnmpType.EndOfMibView)
            {
                return (false, SnmpFault.None);
            }

            // Before the order: some agents begin anew behind their last object.
            if (!oid.StartsWith(root))
            {
                return (false, SnmpFault.None);
            }

            if (oid <= last)
            {
                return (false, SnmpFault.Loop);
            }

            if (Interlocked.Increment(ref kept) > WalkedObjects.Most)
            {
                return (false, SnmpFault.TooMany);
            }

            found.Add(KeyValuePair.Create(oid, value));
            last = oid;
        }

        return varBinds.Count == 0 ? (false, SnmpFault.Loop) : (true, SnmpFault.None);
    }

    /// <summary>A root that is an object itself, not a subtree.</summary>
    private async Task GetRootAsync(Oid root, List<KeyValuePair<Oid, SnmpValue>> found, CancellationToken cancel)
    {
        var answer = await client.GetAsync(target, [root], cancel).ConfigureAwait(false);
        if (!answer.IsGood)
        {
            faults.Enqueue(new RootFault(root, answer.Fault, answer.Error));
        }
        else if (answer.VarBinds[0].Value.Exists)
        {
            found.Add(KeyValuePair.Create(root, answer.VarBinds[0].Value));
        }
    }
}
