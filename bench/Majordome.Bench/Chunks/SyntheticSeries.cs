namespace Majordome.Bench.Chunks;

/// <summary>Series of the kinds that monitoring meets: 100 of each with 120 samples, every 15 s to within a few milliseconds.</summary>
internal static class SyntheticSeries
{
    private const int Series = 100;

    /// <summary>Samples of a series: half an hour at 15 s.</summary>
    public const int Samples = 120;

    /// <summary>2026-01-01T00:00Z, in microseconds.</summary>
    private const long Start = 1_767_225_600_000_000;

    public static IEnumerable<Recording> All()
    {
        yield return Make("constants", (random, values) => values.Fill(random.Next(4) == 0 ? random.Next(1_000_000) : random.Next(2)));
        yield return Walk("counter, steady (packets)", (random, value) => value + random.Next(900, 1100));
        yield return Walk("counter, bursts and resets", (random, value) => random.Next(60) == 0 ? 0 : value + (random.Next(4) == 0 ? random.Next(1 << random.Next(1, 16)) : 0));
        yield return Walk("gauge, 1 decimal (°C)", (random, value) => Math.Round(value + (random.Next(3) - 1) * 0.1, 1), random => Math.Round(20 + random.NextDouble() * 5, 1));
        yield return Make("gauge, 2 decimals (percent)", (random, values) => Each(values, () => Math.Round(random.NextDouble() * 100, 2)));
        yield return Walk("gauge, memory in pages", (random, value) => value + random.Next(-200, 201) * 4096, random => random.Next(1_000_000) * 4096.0);
        yield return Make("times, 9 decimals", (random, values) => Each(values, () => Math.Round(0.002 + Math.Abs(random.NextDouble() + random.NextDouble() - 1) * 0.001, 9)));
        yield return Make("states that rarely change", (random, values) => Steps(random, values));
        yield return Make("single-precision noise", (random, values) => Each(values, () => (float)(random.NextDouble() * 100)));
        yield return Walk("double-precision walk", (random, value) => value + random.NextDouble() - 0.5, random => random.NextDouble() * 100);
        yield return Make("double-precision noise", (random, values) => Each(values, random.NextDouble));
    }

    /// <summary>Instants every 15 s, each up to 3 ms late.</summary>
    public static long[] Clock(int count)
    {
        var random = new Random(15);
        return [.. Enumerable.Range(0, count).Select(i => Start + i * 15_000_000L + random.Next(4) * 1000)];
    }

    private delegate void Filler(Random random, Span<double> values);

    private static Recording Walk(string name, Func<Random, double, double> next, Func<Random, double>? first = null) => Make(name, (random, values) =>
    {
        var value = first?.Invoke(random) ?? random.Next(1_000_000);
        foreach (ref var place in values)
        {
            place = value;
            value = next(random, value);
        }
    });

    private static Recording Make(string name, Filler fill)
    {
        var random = new Random(2026);
        var clock = Clock(Samples);
        var series = new List<(long[], double[])>();
        for (var i = 0; i < Series; i++)
        {
            var values = new double[Samples];
            fill(random, values);
            series.Add((clock, values));
        }

        return new Recording(name, series);
    }

    private static void Each(Span<double> values, Func<double> next)
    {
        foreach (ref var value in values)
        {
            value = next();
        }
    }

    private static void Steps(Random random, Span<double> values)
    {
        var state = 0;
        foreach (ref var value in values)
        {
            state = random.Next(40) == 0 ? random.Next(5) : state;
            value = state;
        }
    }
}
