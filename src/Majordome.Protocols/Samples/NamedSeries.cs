namespace Majordome.Protocols.Samples;

/// <summary>One series with its name and how its instants were spelled.</summary>
/// <param name="Name">Any text.</param>
/// <param name="Instants">Strictly growing, microseconds since 1970 (UTC).</param>
/// <param name="Values">As many.</param>
/// <param name="Spellings">How the instants were written: each spelling with the number of samples it goes on for.</param>
public sealed record NamedSeries(string Name, long[] Instants, double[] Values, IReadOnlyList<(InstantSpelling Spelling, int Count)> Spellings);

/// <summary>Series read from a text.</summary>
/// <param name="Series">In the order of their first appearance.</param>
/// <param name="HasHeading">Whether the text began with the names of its columns.</param>
/// <param name="Replaced">Samples that a later line of the same series and instant replaced.</param>
/// <param name="FirstReplaced">The first line that replaced one; 0 when none did.</param>
public sealed record SampleTable(IReadOnlyList<NamedSeries> Series, bool HasHeading, int Replaced, int FirstReplaced)
{
    /// <summary>Samples in all.</summary>
    public long Samples => Series.Sum(series => (long)series.Values.Length);
}
