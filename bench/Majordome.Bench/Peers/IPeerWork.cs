namespace Majordome.Bench.Peers;

/// <summary>A work that Majordome and its peers are all given, on the same machine, in one run.</summary>
public interface IPeerWork
{
    /// <summary>Its name on the command line and in the file of results.</summary>
    string Name { get; }

    /// <summary>What is done, and how it is known to have been done: the paragraph above the table.</summary>
    string Story { get; }

    /// <summary>The packages that bring the peers.</summary>
    IReadOnlyList<DebianPackage> Needs { get; }

    /// <summary>Gives every contestant the work, as many rounds as asked for, one contestant after the other.</summary>
    Task<WorkReport> RunAsync(PeerOptions options, CancellationToken cancellation);
}

/// <summary>How a work is run.</summary>
/// <param name="Rounds">How often each contestant has it; figures are medians.</param>
/// <param name="Seconds">How long a work that has a length is measured.</param>
/// <param name="Say">Gets a line when something is done.</param>
public sealed record PeerOptions(int Rounds, int Seconds, Action<string> Say);

/// <summary>What came of a work.</summary>
/// <param name="Results">One for each contestant and load.</param>
/// <param name="Goals">What was aimed at.</param>
public sealed record WorkReport(IReadOnlyList<PeerResult> Results, IReadOnlyList<Goal> Goals);

/// <summary>How a contestant fared.</summary>
/// <param name="Name">Who, with the load when there is more than one.</param>
/// <param name="Version">Which version.</param>
/// <param name="Figures">What was measured, by name (with the unit), each the median of the rounds.</param>
/// <param name="Fault">Why its figures do not count, when it did not do the work; <c>null</c> when it did.</param>
public sealed record PeerResult(string Name, string Version, IReadOnlyDictionary<string, double> Figures, string? Fault = null)
{
    /// <summary>One result of several rounds: the median of each figure; a fault of any round is the whole's.</summary>
    public static PeerResult Median(IReadOnlyList<PeerResult> rounds) => rounds[0] with
    {
        Figures = rounds[0].Figures.Keys.ToDictionary(name => name, name => Middle(rounds.Select(round => round.Figures[name])), StringComparer.Ordinal),
        Fault = rounds.Select(round => round.Fault).FirstOrDefault(fault => fault is not null),
    };

    private static double Middle(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>A goal over the ratio of two figures.</summary>
/// <param name="Text">What was aimed at.</param>
/// <param name="Ratio">What was reached.</param>
/// <param name="Least">The ratio at which it is kept, when it is a lower bound.</param>
/// <param name="Most">The ratio at which it is kept, when it is an upper bound.</param>
public sealed record Goal(string Text, double Ratio, double Least = double.NegativeInfinity, double Most = double.PositiveInfinity)
{
    /// <summary>Whether it was reached; never on a figure that is not a number, such as that of a peer that did not do the work.</summary>
    public bool IsKept => Ratio >= Least && Ratio <= Most;
}
