using System.Globalization;

namespace Majordome.Bench.Peers;

/// <summary>
/// What the kernel says of a process and all its descendants (proc(5)): processor time with that of children already collected, and memory.
/// </summary>
/// <param name="roots">Numbers of the processes at the top.</param>
public sealed class ProcessTree(params int[] roots)
{
    // USER_HZ, in which /proc counts; 100 on every architecture .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Processor seconds used so far, by processes that live and by those that were waited for.</summary>
    public double ProcessorSeconds => Living().Sum(process => process.Ticks) / TicksPerSecond;

    /// <summary>Processor seconds of the children that this program has waited for, until now.</summary>
    public static double CollectedSeconds => TryRead("/proc/self", 2)!.Ticks / TicksPerSecond;

    /// <summary>Resident memory of those that live now, in MB (10⁶ bytes): the sum of their resident sets, what they share counted in each.</summary>
    public double ResidentMegabytes => Living().Sum(process => process.Pages) * Environment.SystemPageSize / 1e6;

    /// <summary>Watches the memory until cancelled: its peak, looked at every 100 ms, in MB.</summary>
    public async Task<double> PeakAsync(CancellationToken until)
    {
        var peak = 0.0;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        try
        {
            do
            {
                peak = Math.Max(peak, ResidentMegabytes);
            }
            while (await timer.WaitForNextTickAsync(until));
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // Watched long enough.
        }

        return peak;
    }

    private List<Entry> Living()
    {
        var children = All().ToLookup(process => process.Parent);
        var tree = All().Where(process => roots.Contains(process.Id)).ToList();
        for (var i = 0; i < tree.Count; i++)
        {
            tree.AddRange(children[tree[i].Id]);
        }

        return tree;
    }

    private static IEnumerable<Entry> All() =>
        Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[6])).Select(folder => TryRead(folder)).OfType<Entry>();

    private static Entry? TryRead(string folder, int from = 0)
    {
        try
        {
            // The name of the program, in brackets, may hold anything but is followed by the last bracket.
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            long Number(int field) => long.Parse(fields[field], CultureInfo.InvariantCulture);
            return new Entry(
                int.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture),
                (int)Number(1),
                Enumerable.Range(11 + from, 4 - from).Sum(Number), // utime, stime, cutime, cstime
                Number(21));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // ended meanwhile; its time is its parent's by now
        }
    }

    private sealed record Entry(int Id, int Parent, long Ticks, long Pages);
}
