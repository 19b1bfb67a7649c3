using System.Text;
using Majordome.Protocols.Chunks;

namespace Majordome.Protocols.Samples;

/// <summary>
/// A file of series: what <c>metrics pack</c> writes. <c>MJSF</c>, version (1 byte), then the length and the check (CRC-32C, 8 bytes) of the heading, the
/// heading (flags, series: name, spellings; blocks), then each block behind its length. Series longer than a block's are in several blocks.
/// </summary>
/// <remarks>Rules: <c>packed-unknown</c> (another kind of file), <c>packed-version</c>, <c>packed-damaged</c>, <c>packed-malformed</c>, <c>packed-too-large</c>.</remarks>
public static class PackedSamples
{
    /// <summary>Most samples that are read from one file; they are held in memory, 16 bytes each.</summary>
    public const int MostSamples = 100_000_000;

    private const byte Version = 1;

    /// <summary>Samples of one series that go into one chunk.</summary>
    private const int ChunkLength = 8192;

    /// <summary>A block is closed when it has so many bytes.</summary>
    private const int BlockLength = 1 << 16;

    private static ReadOnlySpan<byte> Magic => "MJSF"u8;

    /// <summary>Writes series.</summary>
    public static byte[] Write(SampleTable table)
    {
        var blocks = new BitWriter();
        var heading = new BitWriter();
        heading.Byte((byte)(table.HasHeading ? 1 : 0));
        heading.Varint((ulong)table.Series.Count);
        foreach (var series in table.Series)
        {
            WriteName(heading, series);
        }

        heading.Varint((ulong)WriteBlocks(table.Series, blocks));
        var file = new BitWriter();
        file.Bytes(Magic);
        file.Byte(Version);
        file.Varint((ulong)heading.Length);
        file.Fixed(BlockWriter.Checksum(heading.Written));
        file.Bytes(heading.Written);
        file.Bytes(blocks.Written);
        return file.Written.ToArray();
    }

    /// <summary>Reads a whole file; nothing of it when anything is wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out SampleTable? table, out string? rule)
    {
        table = null;
        if (!file.StartsWith(Magic))
        {
            rule = "packed-unknown";
            return false;
        }

        var reader = new BitReader(file[Magic.Length..]);
        if (reader.Byte() != Version)
        {
            rule = "packed-version";
            return false;
        }

        var length = reader.Count(file.Length);
        var check = reader.Fixed();
        var heading = reader.Bytes(length);
        if (reader.IsDamaged || check != BlockWriter.Checksum(heading))
        {
            rule = "packed-damaged";
            return false;
        }

        rule = Read(heading, ref reader, out table);
        return rule is null;
    }

    private static void WriteName(BitWriter heading, NamedSeries series)
    {
        var name = Encoding.UTF8.GetBytes(series.Name);
        heading.Varint((ulong)name.Length);
        heading.Bytes(name);
        heading.Varint((ulong)series.Spellings.Count);
        foreach (var (spelling, count) in series.Spellings)
        {
            heading.Byte(spelling.ToByte());
            heading.Varint((ulong)count);
        }
    }

    private static int WriteBlocks(IReadOnlyList<NamedSeries> series, BitWriter target)
    {
        var (writer, count) = (new BlockWriter(), 0);
        for (var (start, more) = (0, true); more; start += ChunkLength)
        {
            more = false;
            for (var i = 0; i < series.Count; i++)
            {
                var length = Math.Min(ChunkLength, series[i].Values.Length - start);
                if (length > 0)
                {
                    writer.Add(i, series[i].Instants.AsSpan(start, length), series[i].Values.AsSpan(start, length));
                    more |= start + length < series[i].Values.Length;
                }

                if (writer.Length >= BlockLength || (writer.Count > 0 && i == series.Count - 1))
                {
                    var block = writer.Finish();
                    target.Varint((ulong)block.Length);
                    target.Bytes(block);
                    count++;
                }
            }
        }

        return count;
    }

    private static string? Read(ReadOnlySpan<byte> heading, ref BitReader blocks, out SampleTable? table)
    {
        table = null;
        var reader = new BitReader(heading);
        var hasHeading = reader.Byte() == 1;
        var series = new PartlyRead[reader.Count(heading.Length / 2)];
        for (var i = 0; i < series.Length; i++)
        {
            series[i] = PartlyRead.Read(ref reader);
        }

        var count = reader.Count(int.MaxValue);
        if (reader.IsDamaged || reader.Left > 0)
        {
            return "packed-malformed";
        }

        var left = MostSamples;
        for (; count > 0 && !blocks.IsDamaged; count--)
        {
            if (ReadBlock(blocks.Bytes(blocks.Count(int.MaxValue)), series, ref left) is { } rule)
            {
                return rule;
            }
        }

        if (blocks.IsDamaged || blocks.Left > 0 || !Array.TrueForAll(series, one => one.IsWhole))
        {
            return "packed-damaged";
        }

        table = new SampleTable([.. series.Select(one => one.ToSeries())], hasHeading, 0, 0);
        return null;
    }

    private static string? ReadBlock(ReadOnlySpan<byte> bytes, PartlyRead[] series, ref int left)
    {
        if (!BlockReader.TryOpen(bytes.ToArray(), out var block, out _))
        {
            return "packed-damaged";
        }

        foreach (var chunk in block.Chunks)
        {
            left -= block.Instants(chunk).Length;
            if (left < 0)
            {
                return "packed-too-large";
            }

            if (chunk.Series >= series.Length || !series[chunk.Series].TryAppend(block, chunk))
            {
                return "packed-malformed";
            }
        }

        return null;
    }
}
