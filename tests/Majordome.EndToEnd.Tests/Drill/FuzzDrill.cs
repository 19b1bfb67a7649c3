using System.Diagnostics;
using System.Globalization;
using Majordome.Protocols.Tests.Fuzz;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>
/// Gives mangled inputs to every reader of the registry (<see cref="FuzzTargets"/>), for as long as one likes. Each has a line: inputs a second, the most bytes and the longest
/// time that one input cost, the most memory that the process had until then.
/// </summary>
internal static class FuzzDrill
{
    /// <summary>What the process may come to, in MiB: the readers keep nothing from one input to the next.</summary>
    private const long MostMemory = 1_024;

    /// <summary>Runs; 0, or 1 when a reader threw, hung or swelled, or none has that name.</summary>
    public static int Run(string? only, long inputs, int seed, string corpus, Action<string> say, Action<string> complain)
    {
        var started = Stopwatch.GetTimestamp();
        var report = FuzzRun.Run(only, inputs, seed, targets: null, corpus, say);
        foreach (var failure in report.Failures)
        {
            complain(failure.ToString());
        }

        using var process = Process.GetCurrentProcess();
        var peak = process.PeakWorkingSet64 >> 20;
        if (peak > MostMemory)
        {
            complain(string.Create(CultureInfo.InvariantCulture, $"the process came to {peak} MiB, more than {MostMemory}"));
        }

        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Inputs} inputs in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s, seed {seed}: slowest {report.Slowest.TotalMilliseconds:0.00} ms, peak of the process {peak} MiB, {report.Failures.Count} failures"));
        if (report.Failures.Count > 0)
        {
            say($"kept in {Path.GetFullPath(corpus)}");
        }

        return report.Failures.Count > 0 || peak > MostMemory || report.Inputs == 0 ? 1 : 0;
    }
}
