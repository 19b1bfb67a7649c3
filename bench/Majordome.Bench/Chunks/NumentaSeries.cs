using System.Globalization;

namespace Majordome.Bench.Chunks;

/// <summary>The series of the Numenta Anomaly Benchmark in the folder of shared data, cut into pieces of 120 samples.</summary>
internal static class NumentaSeries
{
    /// <summary>One recording a folder; none where the data are absent.</summary>
    public static IEnumerable<Recording> All(string folder)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        foreach (var kind in Directory.GetDirectories(folder).Order(StringComparer.Ordinal))
        {
            yield return new Recording($"NAB {Path.GetFileName(kind)}", [.. Directory.GetFiles(kind, "*.csv").Order(StringComparer.Ordinal).SelectMany(Pieces)]);
        }
    }

    private static IEnumerable<(long[] Instants, double[] Values)> Pieces(string file) => File.ReadLines(file)
        .Skip(1)
        .Select(line => line.Split(','))
        .Select(fields => (At: Microseconds(fields[0]), Value: double.Parse(fields[1], CultureInfo.InvariantCulture)))
        .DistinctBy(sample => sample.At)
        .OrderBy(sample => sample.At)
        .Chunk(SyntheticSeries.Samples)
        .Select(piece => (piece.Select(sample => sample.At).ToArray(), piece.Select(sample => sample.Value).ToArray()));

    private static long Microseconds(string text) =>
        (DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
