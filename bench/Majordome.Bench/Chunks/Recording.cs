namespace Majordome.Bench.Chunks;

/// <summary>Series that share their instants, under a name.</summary>
/// <param name="Name">What they are.</param>
/// <param name="Series">Each with its own instants (microseconds) and values.</param>
internal sealed record Recording(string Name, IReadOnlyList<(long[] Instants, double[] Values)> Series)
{
    /// <summary>Samples in all.</summary>
    public long Samples => Series.Sum(series => (long)series.Values.Length);
}
