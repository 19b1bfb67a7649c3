using System.Globalization;
using Majordome.Domain.Monitoring;

namespace Majordome.Probe.Checks;

/// <summary>What was found of the things that one check looks at: worst first, counted.</summary>
/// <param name="noun">What they are, in the plural.</param>
internal sealed class FindingList(string noun)
{
    /// <summary>How many are named in the one line.</summary>
    private const int MostNamed = 5;

    /// <summary>How many have a line of their own.</summary>
    private const int MostLines = 100;

    /// <summary>How many are kept, of those that are fine and of those that are not; more are judged and counted.</summary>
    private const int MostKept = 1_000;

    private readonly List<(CheckStatus Worth, string Said)> findings = [];
    private int fine;
    private int bad;

    /// <summary>How many things were looked at.</summary>
    public int Count => fine + bad;

    /// <summary>How many are not as they should be.</summary>
    public int BadCount => bad;

    /// <summary>The worst of all.</summary>
    public CheckStatus Worst { get; private set; }

    /// <summary>One thing and what is to be said of it.</summary>
    public void Add(CheckStatus worth, string said)
    {
        Worst = CheckStatusExtensions.Worst(Worst, worth);
        if ((worth == CheckStatus.Ok ? fine++ : bad++) < MostKept)
        {
            findings.Add((worth, said));
        }
    }

    /// <summary>The outcome: what is not as it should be, or a sentence when all is.</summary>
    /// <param name="fineText">Said when everything is as it should be.</param>
    /// <param name="figures">What was measured.</param>
    public CheckOutcome Outcome(string fineText, FigureList figures)
    {
        var sorted = findings.Index().OrderBy(one => one.Item.Worth, Comparer<CheckStatus>.Create(WorstFirst)).ThenBy(one => one.Index).Select(one => one.Item).ToList();
        return new CheckOutcome(Worst, (bad == 0 ? fineText : Told(sorted)) + figures.Cut)
        {
            LongText = string.Join('\n', sorted.Take(MostLines).Select(finding => $"{finding.Worth.ToString().ToUpperInvariant()} {finding.Said}")),
            Measurements = figures.Kept,
        };
    }

    private string Told(List<(CheckStatus Worth, string Said)> sorted)
    {
        var more = bad > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"; {bad - MostNamed} more") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{bad} of {Count} {noun}: {string.Join("; ", sorted.Take(Math.Min(bad, MostNamed)).Select(finding => finding.Said))}{more}");
    }

    private static int WorstFirst(CheckStatus one, CheckStatus other) => one.IsWorseThan(other) ? -1 : other.IsWorseThan(one) ? 1 : 0;
}
