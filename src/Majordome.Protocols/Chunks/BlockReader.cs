using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Majordome.Protocols.Chunks;

/// <summary>Where the samples of a series lie in a block.</summary>
/// <param name="Series">Number of the series.</param>
/// <param name="Column">Which column of instants.</param>
/// <param name="Offset">Where its values start.</param>
/// <param name="Length">Their length in bytes.</param>
public readonly record struct Chunk(int Series, int Column, int Offset, int Length);

/// <summary>What a chunk says of itself without being read.</summary>
/// <param name="Count">How many samples.</param>
/// <param name="Least">The least that is a number; NaN when none is.</param>
/// <param name="Most">The greatest.</param>
/// <param name="Sum">Their sum, to the last digits but one.</param>
public readonly record struct ChunkSummary(int Count, double Least, double Most, double Sum);

/// <summary>Reads a block that <see cref="BlockWriter"/> wrote. Whatever it is given, it does not throw and holds no more than the block's samples.</summary>
public sealed class BlockReader
{
    private readonly ReadOnlyMemory<byte> block;
    private readonly long[]?[] instants;
    private readonly (int Offset, int Length)[] columns;

    private BlockReader(ReadOnlyMemory<byte> block, (int Offset, int Length)[] columns, ImmutableArray<Chunk> chunks)
    {
        (this.block, this.columns, Chunks) = (block, columns, chunks);
        instants = new long[]?[columns.Length];
    }

    /// <summary>Its chunks, by series.</summary>
    public ImmutableArray<Chunk> Chunks { get; }

    /// <summary>
    /// Opens a block. False, with the rule: <c>block-version</c>, <c>block-checksum</c> (it was damaged), <c>block-malformed</c> (no writer made it).
    /// </summary>
    public static bool TryOpen(ReadOnlyMemory<byte> block, out BlockReader reader, out string? rule)
    {
        reader = null!;
        var bytes = block.Span;
        if (bytes.Length < 7 || bytes[0] != BlockWriter.Version)
        {
            rule = "block-version";
            return false;
        }

        var body = bytes[..^4];
        if (BlockWriter.Checksum(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]))
        {
            rule = "block-checksum";
            return false;
        }

        var from = new BitReader(body);
        from.Skip(1);
        var columns = new (int, int)[from.Count(body.Length)];
        var count = from.Count(body.Length);
        for (var i = 0; i < columns.Length; i++)
        {
            var length = from.Count(body.Length);
            columns[i] = (from.Position, length);
            from.Skip(length);
        }

        rule = "block-malformed";
        if (from.IsDamaged || !TryEntries(ref from, count, columns.Length, body.Length, out var chunks))
        {
            return false;
        }

        reader = new BlockReader(block[..^4], columns, chunks);
        rule = null;
        return true;
    }

    /// <summary>The chunk of a series, if there is one.</summary>
    public bool TryFind(int series, out Chunk chunk)
    {
        var (low, high) = (0, Chunks.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            chunk = Chunks[middle];
            if (chunk.Series == series)
            {
                return true;
            }

            (low, high) = chunk.Series < series ? (middle + 1, high) : (low, middle - 1);
        }

        chunk = default;
        return false;
    }

    /// <summary>The instants of a chunk; empty where the block was made by no writer.</summary>
    public ReadOnlySpan<long> Instants(Chunk chunk) => instants[chunk.Column] ??= ReadInstants(columns[chunk.Column]);

    /// <summary>What a chunk says of itself.</summary>
    public ChunkSummary Summary(Chunk chunk)
    {
        var from = new BitReader(block.Span.Slice(chunk.Offset, chunk.Length));
        var count = Instants(chunk).Length;
        var (least, most, sum) = ValueColumn.Summary(ref from, count);
        return new(count, least, most, sum);
    }

    /// <summary>Reads the values of a chunk; false where the block was made by no writer.</summary>
    /// <param name="chunk">Which.</param>
    /// <param name="values">As long as its <see cref="Instants"/>.</param>
    public bool TryRead(Chunk chunk, Span<double> values)
    {
        if (values.IsEmpty)
        {
            return false;
        }

        var from = new BitReader(block.Span.Slice(chunk.Offset, chunk.Length));
        ValueColumn.Read(ref from, values);
        return !from.IsDamaged;
    }

    private static bool TryEntries(ref BitReader from, int count, int columns, int length, out ImmutableArray<Chunk> chunks)
    {
        var read = new Chunk[count];
        var (series, total) = (-1L, 0L);
        for (var i = 0; i < count && !from.IsDamaged; i++)
        {
            series += from.Count(int.MaxValue) + 1L;
            var (column, size) = (from.Count(Math.Max(0, columns - 1)), from.Count(length));
            if (series > int.MaxValue)
            {
                from.Fail();
                break;
            }

            read[i] = new((int)series, column, (int)Math.Min(total, int.MaxValue), size);
            total += size;
        }

        var start = from.Position;
        foreach (ref var chunk in read.AsSpan())
        {
            chunk = chunk with { Offset = start + chunk.Offset };
        }

        chunks = ImmutableCollectionsMarshal.AsImmutableArray(read);
        return !from.IsDamaged && total == from.Left && (columns > 0 || count == 0);
    }

    private long[] ReadInstants((int Offset, int Length) column)
    {
        var from = new BitReader(block.Span.Slice(column.Offset, column.Length));
        var (count, first, divisor) = (from.Count(BlockWriter.MostSamples), from.Signed(), from.Varint());
        if (from.IsDamaged || count == 0)
        {
            return [];
        }

        var read = new long[count];
        IntegerColumn.Read(ref from, read);
        foreach (ref var instant in read.AsSpan())
        {
            instant = unchecked(first + (instant * (long)divisor));
        }

        return from.IsDamaged ? [] : read;
    }
}
