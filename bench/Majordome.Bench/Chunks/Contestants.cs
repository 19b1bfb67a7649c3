using System.IO.Compression;
using System.Runtime.InteropServices;
using Majordome.Protocols.Chunks;

namespace Majordome.Bench.Chunks;

/// <summary>Our blocks: closed at 16 KB, as the store does.</summary>
internal sealed class OurBlocks(Recording recording)
{
    private const int Full = 16 * 1024;
    private readonly BlockWriter writer = new();
    private readonly List<byte[]> blocks = [];
    private readonly double[] values = new double[1 << 16];

    /// <summary>Writes all series; gives the bytes.</summary>
    public long Write()
    {
        blocks.Clear();
        for (var i = 0; i < recording.Series.Count; i++)
        {
            writer.Add(i, recording.Series[i].Instants, recording.Series[i].Values);
            if (writer.Length >= Full || i == recording.Series.Count - 1)
            {
                blocks.Add(writer.Finish());
            }
        }

        return blocks.Sum(block => (long)block.Length);
    }

    /// <summary>Reads all series and compares them.</summary>
    public long Read()
    {
        var at = 0;
        foreach (var block in blocks)
        {
            if (!BlockReader.TryOpen(block, out var reader, out var rule))
            {
                throw new InvalidOperationException(rule);
            }

            foreach (var chunk in reader.Chunks)
            {
                var instants = reader.Instants(chunk);
                var sound = reader.TryRead(chunk, values.AsSpan(0, instants.Length));
                RawNumbers.Compare(sound, recording.Series[at++], instants, values);
            }
        }

        return at;
    }
}

/// <summary>Gorilla's streams, one a series.</summary>
internal sealed class GorillaStreams(Recording recording)
{
    private readonly BitBuffer bits = new();
    private readonly double[] values = new double[1 << 16];
    private readonly long[] instants = new long[1 << 16];

    public long Write()
    {
        bits.Clear();
        foreach (var (at, samples) in recording.Series)
        {
            Gorilla.Write(at, samples, bits);
        }

        return bits.Length / 8;
    }

    public long Read()
    {
        bits.Rewind();
        foreach (var series in recording.Series)
        {
            var count = series.Values.Length;
            Gorilla.Read(bits, instants.AsSpan(0, count), values.AsSpan(0, count));
            RawNumbers.Compare(sound: true, series, instants, values);
        }

        return 0;
    }
}

/// <summary>The numbers as they are in memory: 16 bytes a sample.</summary>
internal static class RawNumbers
{
    /// <summary>Bytes that Brotli (quality 5) makes of all instants and values of each series.</summary>
    public static long Compressed(Recording recording)
    {
        var total = 0L;
        foreach (var part in recording.Series.Chunk(40))
        {
            var raw = part.SelectMany(series => (byte[])[.. MemoryMarshal.AsBytes(series.Instants.AsSpan()), .. MemoryMarshal.AsBytes(series.Values.AsSpan())]).ToArray();
            var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(raw.Length)];
            BrotliEncoder.TryCompress(raw, compressed, out var written, quality: 5, window: 22);
            total += written;
        }

        return total;
    }

    /// <summary>No credit for what does not come back.</summary>
    public static void Compare(bool sound, (long[] Instants, double[] Values) series, ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        if (!sound || !instants[..series.Instants.Length].SequenceEqual(series.Instants)
            || !MemoryMarshal.AsBytes(values[..series.Values.Length]).SequenceEqual(MemoryMarshal.AsBytes(series.Values.AsSpan())))
        {
            throw new InvalidOperationException("What was read is not what was written.");
        }
    }
}
