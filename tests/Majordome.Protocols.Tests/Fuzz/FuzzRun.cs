using System.Globalization;
using System.Security.Cryptography;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>What went wrong on an input.</summary>
/// <param name="Target">Which reader.</param>
/// <param name="What">The exception, or the bound that was crossed.</param>
/// <param name="File">Where the input is kept; named by its hash.</param>
public sealed record FuzzFailure(string Target, string What, string File)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Target}: {What} ({File})";
}

/// <summary>What a run came to.</summary>
/// <param name="Inputs">How many inputs were read.</param>
/// <param name="MostAllocated">The most bytes that one input made its reader allocate.</param>
/// <param name="Slowest">The longest time that one input took.</param>
/// <param name="Failures">What went wrong; empty: nothing.</param>
public sealed record FuzzReport(long Inputs, long MostAllocated, TimeSpan Slowest, IReadOnlyList<FuzzFailure> Failures);

/// <summary>
/// Gives mangled inputs to each reader: none may throw, take longer than a second, or allocate more than its target allows. What fails is kept.
/// </summary>
public static class FuzzRun
{
    private const int MostFailures = 10;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(15);

    /// <summary>Runs the targets, one after the other, each with its share of the inputs.</summary>
    /// <param name="only">The name of the one target to run; <c>null</c>: all.</param>
    /// <param name="inputs">How many inputs in all.</param>
    /// <param name="seed">The same seed makes the same inputs.</param>
    /// <param name="targets">The targets; <c>null</c>: <see cref="FuzzTargets.All"/>.</param>
    /// <param name="keepIn">The folder where inputs that fail are kept; <c>null</c>: <c>fuzz-corpus</c> beside the program.</param>
    /// <param name="report">Gets a line for each target.</param>
    public static FuzzReport Run(
        string? only, long inputs, int seed, IReadOnlyList<FuzzTarget>? targets = null, string? keepIn = null, Action<string>? report = null)
    {
        var chosen = (targets ?? FuzzTargets.All).Where(target => only is null || target.Name == only).ToArray();
        var whole = new FuzzReport(0, 0, default, []);
        for (var i = 0; i < chosen.Length; i++)
        {
            var (share, started) = ((inputs * (i + 1) / chosen.Length) - (inputs * i / chosen.Length), TimeProvider.System.GetTimestamp());
            var one = new OneTarget(chosen[i], new Random(HashCode(seed, chosen[i].Name)), keepIn ?? Path.Combine(AppContext.BaseDirectory, "fuzz-corpus")).Run(share);
            report?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"{chosen[i].Name,-24} {one.Inputs,10} inputs, {one.Inputs / TimeProvider.System.GetElapsedTime(started).TotalSeconds,9:0}/s, at most {one.MostAllocated,9} bytes and {one.Slowest.TotalMilliseconds,7:0.00} ms each, peak {PeakMebibytes(),5} MiB, {one.Failures.Count} failures"));
            whole = new FuzzReport(
                whole.Inputs + one.Inputs,
                Math.Max(whole.MostAllocated, one.MostAllocated),
                whole.Slowest > one.Slowest ? whole.Slowest : one.Slowest,
                [.. whole.Failures, .. one.Failures]);
        }

        return whole;
    }

    private static long PeakMebibytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.PeakWorkingSet64 >> 20;
    }

    /// <summary>The same on every run, which the hash of a string is not.</summary>
    private static int HashCode(int seed, string name) => name.Aggregate(seed, (hash, c) => unchecked((hash * 31) + c));

    private sealed class OneTarget(FuzzTarget target, Random random, string folder)
    {
        private readonly List<FuzzFailure> failures = [];
        private byte[] current = [];
        private long startedAt;
        private long read;
        private long mostAllocated;
        private TimeSpan slowest;

        /// <summary>Runs on a thread of its own, so that a reader which never comes back is seen, told and left behind.</summary>
        public FuzzReport Run(long count)
        {
            var thread = new Thread(() => ReadAll(count)) { IsBackground = true };
            startedAt = TimeProvider.System.GetTimestamp();
            thread.Start();
            while (!thread.Join(TimeSpan.FromMilliseconds(200)))
            {
                if (TimeProvider.System.GetElapsedTime(Volatile.Read(ref startedAt)) > Hung)
                {
                    Keep(Volatile.Read(ref current), "does not end");
                    break;
                }
            }

            return new FuzzReport(read, mostAllocated, slowest, failures);
        }

        private void ReadAll(long count)
        {
            var mutation = new Mutation(random, target);
            foreach (var right in target.Corpus)
            {
                ReadOne(right); // also the first use: what is compiled or cached once is paid here
                mostAllocated = 0;
                slowest = default;
            }

            for (; read < count && failures.Count < MostFailures; read++)
            {
                ReadOne(mutation.Next().ToArray(), isMeasured: true);
            }
        }

        private void ReadOne(byte[] input, bool isMeasured = false)
        {
            Volatile.Write(ref current, input);
            Volatile.Write(ref startedAt, TimeProvider.System.GetTimestamp());
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Read(input);
            }
            catch (Exception thrown)
            {
                Keep(input, $"{thrown.GetType().Name}: {thrown.Message} {thrown.StackTrace?.Split('\n')[0].Trim()}");
                return;
            }

            var (allocated, took) = (GC.GetAllocatedBytesForCurrentThread() - before, TimeProvider.System.GetElapsedTime(startedAt));
            mostAllocated = Math.Max(mostAllocated, allocated);
            slowest = took > slowest ? took : slowest;
            if (isMeasured && allocated > target.AllocationBase + (target.AllocationPerByte * input.Length))
            {
                Keep(input, string.Create(CultureInfo.InvariantCulture, $"{allocated} bytes allocated for {input.Length}"));
            }
            else if (isMeasured && took > Slow && IsSlowAgain(input))
            {
                Keep(input, string.Create(CultureInfo.InvariantCulture, $"took {took.TotalSeconds:0.0} s"));
            }
        }

        /// <summary>The first time it may have been the machine that was busy.</summary>
        private bool IsSlowAgain(byte[] input)
        {
            Volatile.Write(ref startedAt, TimeProvider.System.GetTimestamp());
            target.Read(input);
            return TimeProvider.System.GetElapsedTime(startedAt) > Slow;
        }

        private void Keep(byte[] input, string what)
        {
            var file = Path.Combine(folder, target.Name, Convert.ToHexStringLower(SHA256.HashData(input))[..16] + ".bin");
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, input);
            failures.Add(new FuzzFailure(target.Name, what, file));
        }
    }
}
