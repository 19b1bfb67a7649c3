using FsCheck;
using FsCheck.Fluent;
using Majordome.Protocols.Chunks;

namespace Majordome.Protocols.Tests.Chunks;

public class BlockTests
{
    private const long Second = 1_000_000;

    private static readonly double[] Odd =
    [
        double.NaN, BitConverter.Int64BitsToDouble(0x7FF0000000000002), BitConverter.Int64BitsToDouble(unchecked((long)0xFFFDEADBEEF00001)),
        double.PositiveInfinity, double.NegativeInfinity, -0.0, 0.0, double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 0.1, 1e22, 1e-15,
        9007199254740992, 9007199254740993, -9007199254740991, Math.PI,
    ];

    public static TheoryData<string> Shapes => [.. Made.Keys];

    private static Dictionary<string, Func<Random, int, double>> Made { get; } = new(StringComparer.Ordinal)
    {
        ["constant"] = (_, _) => 42.5,
        ["constant, odd"] = (_, _) => Math.PI,
        ["counter"] = (random, i) => (i * 1000) + random.Next(100),
        ["counter that begins again"] = (random, i) => ((i % 50) * 1000) + random.Next(10),
        ["gauge of two decimals"] = (random, _) => Math.Round(20 + random.NextDouble(), 2),
        ["steps"] = (_, i) => i / 40,
        ["pages of memory"] = (random, _) => 4096d * random.Next(1_000_000),
        ["noise"] = (random, _) => random.NextDouble(),
        ["odd values among whole ones"] = (random, i) => i % 17 == 3 ? Odd[random.Next(Odd.Length)] : i,
        ["odd values in front"] = (random, i) => i < 5 ? Odd[i] : i,
        ["odd values only"] = (random, _) => Odd[random.Next(Odd.Length)],
        ["any bits"] = (random, _) => BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)),
        ["huge"] = (random, i) => i % 2 == 0 ? 9e15 : -9e15,
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_bit_comes_back(string shape)
    {
        foreach (var length in (int[])[1, 2, 3, 7, 120, 1000, 5000])
        {
            var random = new Random(length);
            var values = Enumerable.Range(0, length).Select(i => Made[shape](random, i)).ToArray();
            ShouldComeBack((5, Instants(random, length), values));
        }
    }

    /// <summary>Several series, any doubles, any growing instants.</summary>
    [Fact]
    public void Any_samples_come_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<NonEmptyArray<(uint Step, double Value)>>>(),
        given =>
        {
            var number = 0;
            ShouldComeBack([.. given.Get.Select(series =>
            {
                var instant = -5 * Second;
                var instants = series.Get.Select(sample => instant += 1 + sample.Step).ToArray();
                return (number += 1 + (series.Get.Length % 3), instants, series.Get.Select(sample => sample.Value).ToArray());
            })]);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Series_read_at_once_share_their_instants()
    {
        var writer = new BlockWriter();
        long[] instants = [.. Enumerable.Range(0, 120).Select(i => (i * 15 * Second) + (i % 7 * 1000))];
        var alone = 0;
        for (var series = 0; series < 100; series++)
        {
            writer.Add(series, instants, [.. instants.Select(_ => 7.0)]);
            alone = series == 0 ? writer.Length : alone;
        }

        writer.Finish().Length.ShouldBeLessThan(alone + (99 * 8));
    }

    [Fact]
    public void A_damaged_block_is_refused_and_not_misread()
    {
        var block = Block((1, [1, 2, 3], [1.5, 2.5, 4]));
        for (var at = 0; at < block.Length; at++)
        {
            var damaged = block.ToArray();
            damaged[at] ^= 0x10;
            BlockReader.TryOpen(damaged, out _, out var rule).ShouldBeFalse();
            rule.ShouldBe(at == 0 ? "block-version" : "block-checksum");
        }

        BlockReader.TryOpen(block.AsMemory(0, 5), out _, out _).ShouldBeFalse();
    }

    /// <summary>Blocks that no writer made but whose checksum is right: read without harm.</summary>
    [Fact]
    public void A_block_of_malice_is_read_without_harm()
    {
        var random = new Random(7);
        var block = Block(
            (1, Instants(random, 200), [.. Enumerable.Range(0, 200).Select(i => (double)i)]),
            (2, Instants(random, 50), [.. Enumerable.Range(0, 50).Select(_ => random.NextDouble())]));
        for (var input = 0; input < 20_000; input++)
        {
            var changed = block[..^4];
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                changed[random.Next(1, changed.Length)] = (byte)random.Next(256);
            }

            byte[] sealed_ = [.. changed, .. BitConverter.GetBytes(BlockWriter.Checksum(changed))];
            if (BlockReader.TryOpen(sealed_, out var reader, out _))
            {
                foreach (var chunk in reader.Chunks.Take(100))
                {
                    var instants = reader.Instants(chunk);
                    reader.TryRead(chunk, new double[instants.Length]);
                    reader.Summary(chunk);
                }
            }
        }
    }

    [Fact]
    public void What_cannot_be_is_not_written()
    {
        var writer = new BlockWriter();
        Should.Throw<ArgumentException>(() => writer.Add(0, [], []));
        Should.Throw<ArgumentException>(() => writer.Add(0, [2, 2], [1, 1]));
        Should.Throw<ArgumentException>(() => writer.Add(0, [1], [1, 1]));
        writer.Add(4, [1], [1]);
        Should.Throw<ArgumentException>(() => writer.Add(4, [1], [1]));
    }

    private static long[] Instants(Random random, int length)
    {
        var instant = 1_700_000_000 * Second;
        return [.. Enumerable.Range(0, length).Select(_ => instant += (60 * Second) + (random.Next(5) * 1000))];
    }

    private static byte[] Block(params (int Number, long[] Instants, double[] Values)[] series)
    {
        var writer = new BlockWriter();
        foreach (var (number, instants, values) in series)
        {
            writer.Add(number, instants, values);
        }

        return writer.Finish();
    }

    private static void ShouldComeBack(params (int Number, long[] Instants, double[] Values)[] series)
    {
        BlockReader.TryOpen(Block(series), out var reader, out var rule).ShouldBeTrue(rule);
        reader.Chunks.Select(chunk => chunk.Series).ShouldBe(series.Select(s => s.Number));
        foreach (var (number, instants, values) in series)
        {
            reader.TryFind(number, out var chunk).ShouldBeTrue();
            reader.Instants(chunk).ToArray().ShouldBe(instants);
            var read = new double[values.Length];
            reader.TryRead(chunk, read).ShouldBeTrue();
            read.Select(BitConverter.DoubleToInt64Bits).ShouldBe(values.Select(BitConverter.DoubleToInt64Bits));
            Agrees(reader.Summary(chunk), values);
        }
    }

    private static void Agrees(ChunkSummary summary, double[] values)
    {
        var numbers = values.Where(value => !double.IsNaN(value)).ToArray();
        summary.Count.ShouldBe(values.Length);
        summary.Least.ShouldBe(numbers.DefaultIfEmpty(double.NaN).Min());
        summary.Most.ShouldBe(numbers.DefaultIfEmpty(double.NaN).Max());
        var sum = numbers.Sum();
        if (double.IsFinite(sum))
        {
            Math.Abs(summary.Sum - sum).ShouldBeLessThanOrEqualTo(numbers.Select(Math.Abs).DefaultIfEmpty(0).Max() * numbers.Length * 1e-13);
        }
    }
}
