using System.Collections.Immutable;
using System.Globalization;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Checks;

/// <summary>The figures of a run whose number the target decides: bounded, each name once.</summary>
internal sealed class FigureList
{
    /// <summary>The most figures that one check gives: each is a series for as long as series are kept.</summary>
    public const int Most = 1_000;

    /// <summary>The longest name of a figure, in characters; one with a longer name is left out.</summary>
    public const int LongestName = 400;

    private readonly ImmutableArray<PerformanceDatum>.Builder kept = ImmutableArray.CreateBuilder<PerformanceDatum>();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>What is kept.</summary>
    public ImmutableArray<PerformanceDatum> Kept => kept.ToImmutable();

    /// <summary>How many were left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Says what was left out, for the end of a text; empty when nothing was.</summary>
    public string Cut => LeftOut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {LeftOut} figures left out ({Most} at most)");

    /// <summary>Keeps a figure while there is room; of equal names the second is told from the first by <c> (2)</c>, and so on.</summary>
    public void Add(PerformanceDatum figure)
    {
        if (kept.Count >= Most || figure.Label.Length > LongestName)
        {
            LeftOut++;
            return;
        }

        var name = figure.Label;
        for (var number = 2; !names.Add(name); number++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{figure.Label} ({number})");
        }

        kept.Add(name.Length == figure.Label.Length ? figure : figure with { Label = name });
    }
}
