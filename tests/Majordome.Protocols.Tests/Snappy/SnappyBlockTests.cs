using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Protocols.Snappy;

namespace Majordome.Protocols.Tests.Snappy;

public sealed class SnappyBlockTests
{
    /// <summary>Blocks laid out by hand from the format's description.</summary>
    public static readonly TheoryData<string, string> Golden = new()
    {
        { "00", "" },
        { "09" + "20" + "57696B697065646961", "Wikipedia" },
        { "08" + "0C" + "61626364" + "0104", "abcdabcd" }, // one-byte offset: 4 from 4 before
        { "09" + "046162" + "1A0200", "ababababa" }, // two-byte offset that reaches into itself
        { "0A" + "0061" + "2301000000", "aaaaaaaaaa" }, // four-byte offset
        { "03" + "F002" + "616263", "abc" }, // a literal whose length stands apart in one byte
        { "03" + "F40200" + "616263", "abc" },
        { "03" + "FC02000000" + "616263", "abc" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void A_block_is_decompressed(string hex, string expected)
    {
        var target = new byte[expected.Length];

        SnappyBlock.TryDecompress(Convert.FromHexString(hex), target, out var written, out var fault).ShouldBeTrue(fault?.ToString());

        Encoding.ASCII.GetString(target.AsSpan(0, written)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("", "snappy-length", 0)]
    [InlineData("FFFFFFFF0F", "snappy-length", 0)] // 2³² − 1
    [InlineData("808080808001", "snappy-length", 0)]
    [InlineData("E907" + "0061", "snappy-too-long", 0)] // 1,001
    [InlineData("E807" + "0061", "snappy-implausible", 0)]
    [InlineData("0A" + "2461", "snappy-truncated", 1)]
    [InlineData("0A" + "F0", "snappy-truncated", 1)]
    [InlineData("0A" + "FCFFFFFFFF6161", "snappy-truncated", 1)]
    [InlineData("0A" + "006101", "snappy-truncated", 3)]
    [InlineData("0A" + "00610102", "snappy-offset", 3)]
    [InlineData("0A" + "00610100", "snappy-offset", 3)]
    [InlineData("0A" + "00610300000080", "snappy-offset", 3)]
    [InlineData("02" + "00610101", "snappy-overflow", 3)]
    [InlineData("01" + "046161", "snappy-overflow", 1)]
    [InlineData("0A" + "00610101", "snappy-short", 5)]
    public void A_block_that_lies_is_refused(string hex, string rule, int position)
    {
        var writer = new ArrayBufferWriter<byte>();

        SnappyBlock.TryDecompress(Convert.FromHexString(hex), writer, 1000, out var fault).ShouldBeFalse();

        (fault!.Rule, fault.Position).ShouldBe((rule, position));
        writer.WrittenCount.ShouldBe(0);
    }

    [Fact]
    public void What_is_compressed_comes_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (piece, times) => ComesBack([.. Enumerable.Repeat(piece, times.Get).SelectMany(bytes => bytes)])).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_noise_and_zeros_of_every_length_around_the_fragments_come_back()
    {
        var random = new Random(1);
        var noise = new byte[70_000];
        random.NextBytes(noise);
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 12_000).Select(i => $"node_cpu{{cpu=\"{i % 7}\"}} {i * i % 977}\n")));

        foreach (var length in (int[])[0, 1, 2, 3, 4, 5, 15, 16, 17, 59, 60, 61, 62, 255, 256, 257, 2047, 2048, 65_535, 65_536, 65_537, 70_000])
        {
            ComesBack(noise[..length]).ShouldBeTrue($"noise of {length}");
            ComesBack(text[..length]).ShouldBeTrue($"text of {length}");
            ComesBack(new byte[length]).ShouldBeTrue($"zeros of {length}");
        }

        SnappyBlock.Compress(text).Length.ShouldBeLessThan(text.Length / 2);
        SnappyBlock.Compress(noise).Length.ShouldBeLessThan(noise.Length + 20);
    }

    private static bool ComesBack(byte[] bytes)
    {
        var block = SnappyBlock.Compress(bytes);
        var writer = new ArrayBufferWriter<byte>();
        var exact = new byte[bytes.Length];
        return SnappyBlock.TryDecompress(block, writer, bytes.Length, out _)
            && SnappyBlock.TryDecompress(block, exact, out var written, out _)
            && written == bytes.Length
            && writer.WrittenSpan.SequenceEqual(bytes)
            && exact.AsSpan().SequenceEqual(bytes);
    }
}
