using System.Buffers.Binary;
using System.Numerics;

namespace Majordome.Protocols.Chunks;

/// <summary>
/// Writes a block: the samples of several series of one owner over one stretch of time, compressed column by column. Series that were read at the
/// same instants share a column of instants. Reusable; not for several threads.
/// </summary>
/// <remarks>
/// A block, numbers in groups of seven bits unless said otherwise: version (one byte) · how many columns of instants · how many series · the columns,
/// each behind its length: how many, the first, what divides the steps, the steps · the entries: series (difference to the last), column, length
/// of its values · the values · CRC-32C of all before (four bytes, little endian).
/// </remarks>
public sealed class BlockWriter
{
    /// <summary>The most samples of a series in one block.</summary>
    public const int MostSamples = 1 << 20;

    /// <summary>Instants lie within ± this: 73,000 years of microseconds.</summary>
    public const long MostInstant = 1L << 61;

    internal const byte Version = 2;

    private readonly BitWriter columns = new();
    private readonly BitWriter entries = new();
    private readonly BitWriter values = new();
    private readonly BitWriter scratch = new();
    private readonly List<long[]> instantsOfColumn = [];
    private readonly IntegerColumn integers = new();
    private readonly ValueColumn valueColumn = new();
    private long[] steps = new long[256];
    private int last = -1;

    /// <summary>Series so far.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes so far.</summary>
    public int Length => columns.Length + entries.Length + values.Length + 12;

    /// <summary>Adds the samples of a series.</summary>
    /// <param name="series">Above the one before, from 0.</param>
    /// <param name="instants">Strictly growing; 1 to <see cref="MostSamples"/>, within ± <see cref="MostInstant"/>.</param>
    /// <param name="samples">As many.</param>
    /// <exception cref="ArgumentException">One of these does not hold.</exception>
    public void Add(int series, ReadOnlySpan<long> instants, ReadOnlySpan<double> samples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(series, last);
        ArgumentOutOfRangeException.ThrowIfZero(instants.Length, nameof(instants));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(instants.Length, MostSamples, nameof(instants));
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, instants.Length, nameof(samples));
        var column = ColumnOf(instants);
        var before = values.Length;
        valueColumn.Write(samples, values);
        entries.Varint((ulong)(series - last - 1));
        entries.Varint((ulong)column);
        entries.Varint((ulong)(values.Length - before));
        (last, Count) = (series, Count + 1);
    }

    /// <summary>The block; the writer is then empty again.</summary>
    public byte[] Finish()
    {
        scratch.Clear();
        scratch.Byte(Version);
        scratch.Varint((ulong)instantsOfColumn.Count);
        scratch.Varint((ulong)Count);
        scratch.Bytes(columns.Written);
        scratch.Bytes(entries.Written);
        scratch.Bytes(values.Written);
        var block = new byte[scratch.Length + sizeof(uint)];
        scratch.Written.CopyTo(block);
        BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(scratch.Length), Checksum(scratch.Written));
        columns.Clear();
        entries.Clear();
        values.Clear();
        instantsOfColumn.Clear();
        (last, Count) = (-1, 0);
        return block;
    }

    /// <summary>The checksum at the end of a block: CRC-32C (RFC 3720, appendix B.4), by the processor's instruction.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var one in bytes)
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return ~crc;
    }

    private int ColumnOf(ReadOnlySpan<long> instants)
    {
        // The newest first: series of one device come one after the other.
        for (var i = instantsOfColumn.Count - 1; i >= 0; i--)
        {
            if (instants.SequenceEqual(instantsOfColumn[i]))
            {
                return i;
            }
        }

        WriteColumn(instants);
        instantsOfColumn.Add(instants.ToArray());
        return instantsOfColumn.Count - 1;
    }

    private void WriteColumn(ReadOnlySpan<long> instants)
    {
        if (instants[0] < -MostInstant || instants[^1] > MostInstant)
        {
            throw new ArgumentOutOfRangeException(nameof(instants), instants[0], "beyond the bounds");
        }

        if (steps.Length < instants.Length)
        {
            steps = new long[instants.Length * 2];
        }

        var divisor = 0L;
        for (var i = 0; i < instants.Length; i++)
        {
            if (i > 0 && instants[i] <= instants[i - 1])
            {
                throw new ArgumentException("instants do not grow", nameof(instants));
            }

            steps[i] = instants[i] - instants[0];
            divisor = divisor == 1 ? 1 : (long)BigInteger.GreatestCommonDivisor(divisor, steps[i]);
        }

        divisor = Math.Max(1, divisor);
        for (var i = 0; i < instants.Length; i++)
        {
            steps[i] /= divisor;
        }

        scratch.Clear();
        scratch.Varint((ulong)instants.Length);
        scratch.Signed(instants[0]);
        scratch.Varint((ulong)divisor);
        integers.Write(steps.AsSpan(0, instants.Length), scratch);
        columns.Varint((ulong)scratch.Length);
        columns.Bytes(scratch.Written);
    }
}
