using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Majordome.Protocols.Snappy;

/// <summary>
/// Snappy, block format (google/snappy, «format_description.txt»): a length as varint, then literals and copies from what was already
/// written. Never throws on what it reads, never writes more than it was allowed to.
/// </summary>
/// <remarks>
/// Rules: <c>snappy-length</c> (no length, or one beyond 2³¹ − 1), <c>snappy-too-long</c> (longer than allowed), <c>snappy-implausible</c> (longer
/// than any block of that size can hold), <c>snappy-truncated</c> (an element runs past the end), <c>snappy-offset</c> (a copy from before the
/// start), <c>snappy-overflow</c> (more than the length told), <c>snappy-short</c> (less than the length told).
/// </remarks>
public static class SnappyBlock
{
    /// <summary>The most that can come out of one byte: a copy of 64 bytes takes three (64 / 3, rounded up).</summary>
    private const int LargestRatio = 22;

    private const int Wide = 16; // bytes of a Vector128

    /// <summary>The length that the block says it has when decompressed; nothing else of it is looked at.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> block, out int length) => ReadLength(block, out length) > 0;

    /// <summary>Decompresses into a span of at least the length the block tells.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="target">Where to; its length is the limit. Bytes behind <paramref name="written"/> may have been used as scratch.</param>
    /// <param name="written">How many bytes came out; 0 when refused.</param>
    /// <param name="fault">What is wrong, when <c>false</c>.</param>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Span<byte> target, out int written, out FormatFault? fault)
    {
        fault = Open(block, target.Length, out var header, out var length) ?? Decode(block, header, target[..length]);
        written = fault is null ? length : 0;
        return fault is null;
    }

    /// <summary>Decompresses to a writer, which is asked for memory only once the length is known to be plausible and allowed.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="target">Where to; nothing is committed when refused.</param>
    /// <param name="limit">The most bytes that may come out.</param>
    /// <param name="fault">What is wrong, when <c>false</c>.</param>
    public static bool TryDecompress(ReadOnlySpan<byte> block, IBufferWriter<byte> target, int limit, out FormatFault? fault)
    {
        ArgumentNullException.ThrowIfNull(target);
        fault = Open(block, limit, out var header, out var length);
        if (fault is not null || length == 0)
        {
            return fault is null && (fault = Decode(block, header, [])) is null;
        }

        fault = Decode(block, header, target.GetSpan(length)[..length]);
        target.Advance(fault is null ? length : 0);
        return fault is null;
    }

    /// <summary>Compresses.</summary>
    public static byte[] Compress(ReadOnlySpan<byte> source)
    {
        var rented = ArrayPool<byte>.Shared.Rent(SnappyCompressor.LargestResult(source.Length));
        var block = rented.AsSpan(0, SnappyCompressor.Compress(source, rented)).ToArray();
        ArrayPool<byte>.Shared.Return(rented);
        return block;
    }

    private static FormatFault? Open(ReadOnlySpan<byte> block, int limit, out int header, out int length)
    {
        header = ReadLength(block, out length);
        return header == 0 ? new FormatFault("snappy-length", 0)
            : length > limit ? new FormatFault("snappy-too-long", 0)
            : length > (long)(block.Length - header) * LargestRatio ? new FormatFault("snappy-implausible", 0)
            : null;
    }

    /// <summary>Reads the varint (at most 5 bytes, 32 bits); gives how many bytes it takes, or 0.</summary>
    private static int ReadLength(ReadOnlySpan<byte> block, out int length)
    {
        var value = 0UL;
        for (var i = 0; i < Math.Min(block.Length, 5); i++)
        {
            value |= (ulong)(block[i] & 0x7F) << (7 * i);
            if (block[i] < 0x80)
            {
                length = (int)Math.Min(value, int.MaxValue);
                return value > int.MaxValue ? 0 : i + 1;
            }
        }

        length = 0;
        return 0;
    }

    private static FormatFault? Decode(ReadOnlySpan<byte> block, int at, Span<byte> target)
    {
        var written = 0;
        while (at < block.Length)
        {
            var fault = (block[at] & 3) == 0 ? Literal(block, ref at, target, ref written) : Copy(block, ref at, target, ref written);
            if (fault is not null)
            {
                return new FormatFault(fault, at);
            }
        }

        return written == target.Length ? null : new FormatFault("snappy-short", at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static string? Literal(ReadOnlySpan<byte> block, ref int at, Span<byte> target, ref int written)
    {
        var length = (block[at] >> 2) + 1;
        var start = at + 1;
        if (length <= Wide && block.Length - start >= Wide && target.Length - written >= Wide)
        {
            CopyWide(ref Unsafe.AsRef(in block[start]), ref target[written]);
            (at, written) = (start + length, written + length);
            return null;
        }

        return LongLiteral(block, ref at, target, ref written, length);
    }

    /// <summary>Lengths from 61 on follow in 1 to 4 bytes, little-endian, less one.</summary>
    private static string? LongLiteral(ReadOnlySpan<byte> block, ref int at, Span<byte> target, ref int written, int told)
    {
        var start = at + 1;
        long length = told;
        if (told > 60)
        {
            var bytes = told - 60;
            if (block.Length - start < bytes)
            {
                return "snappy-truncated";
            }

            length = 1;
            for (var i = 0; i < bytes; i++)
            {
                length += (long)block[start + i] << (8 * i);
            }

            start += bytes;
        }

        if (length > block.Length - start || length > target.Length - written)
        {
            return length > block.Length - start ? "snappy-truncated" : "snappy-overflow";
        }

        block.Slice(start, (int)length).CopyTo(target[written..]);
        (at, written) = (start + (int)length, written + (int)length);
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static string? Copy(ReadOnlySpan<byte> block, ref int at, Span<byte> target, ref int written)
    {
        var tag = block[at];
        var kind = tag & 3;
        var size = kind == 3 ? 5 : kind + 1;
        if (block.Length - at < size)
        {
            return "snappy-truncated";
        }

        var (length, offset) = kind switch
        {
            1 => (((tag >> 2) & 7) + 4, (uint)(((tag >> 5) << 8) | block[at + 1])),
            2 => ((tag >> 2) + 1, (uint)(block[at + 1] | (block[at + 2] << 8))),
            _ => ((tag >> 2) + 1, System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(block[(at + 1)..])),
        };
        if (offset - 1 >= (uint)written) // zero wraps round
        {
            return "snappy-offset";
        }

        if (length > target.Length - written)
        {
            return "snappy-overflow";
        }

        Repeat(target, written, (int)offset, length);
        (at, written) = (at + size, written + length);
        return null;
    }

    /// <summary>Copies from <paramref name="offset"/> bytes before; what is copied may reach into what is being written, and then repeats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Repeat(Span<byte> target, int written, int offset, int length)
    {
        if (offset >= Wide && target.Length - written >= 64)
        {
            ref var from = ref target[written - offset];
            ref var to = ref target[written];
            for (var done = 0; done < length; done += Wide)
            {
                CopyWide(ref Unsafe.Add(ref from, done), ref Unsafe.Add(ref to, done));
            }

            return;
        }

        RepeatSlowly(target, written, offset, length);
    }

    private static void RepeatSlowly(Span<byte> target, int written, int offset, int length)
    {
        var start = written - offset;
        while (length > 0)
        {
            var chunk = Math.Min(length, written - start); // doubles each time round
            target.Slice(start, chunk).CopyTo(target[written..]);
            (written, length) = (written + chunk, length - chunk);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyWide(ref byte from, ref byte to) => Vector128.LoadUnsafe(ref from).StoreUnsafe(ref to);
}
