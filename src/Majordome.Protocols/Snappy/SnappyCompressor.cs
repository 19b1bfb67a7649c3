using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Majordome.Protocols.Snappy;

/// <summary>
/// Compresses greedily: at each place the last place with the same four bytes, found by their hash, is tried. Fragments of 64 KiB are
/// compressed apart, so that an offset always fits in two bytes.
/// </summary>
internal static class SnappyCompressor
{
    private const int Fragment = 1 << 16;
    private const int TableBits = 14;
    private const int ShortestMatch = 4;

    /// <summary>Where nothing was found for 32 bytes, every second byte is tried, after 32 more tries every third, and so on.</summary>
    private const int PatienceBits = 5;

    /// <summary>No result is longer: all literals, one tag of at most three bytes for each fragment, the length before.</summary>
    public static int LargestResult(int length) => checked(length + (length / 6) + 32);

    /// <summary>Compresses; <paramref name="target"/> has room for <see cref="LargestResult"/>. Gives how many bytes were written.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        var length = (uint)source.Length;
        for (; length >= 0x80; length >>= 7)
        {
            target[written++] = (byte)(length | 0x80);
        }

        target[written++] = (byte)length;
        Span<ushort> table = stackalloc ushort[1 << TableBits];
        for (; source.Length > 0; source = source[Math.Min(source.Length, Fragment)..])
        {
            table.Clear();
            written += CompressFragment(source[..Math.Min(source.Length, Fragment)], table, target[written..]);
        }

        return written;
    }

    private static int CompressFragment(ReadOnlySpan<byte> source, Span<ushort> table, Span<byte> target)
    {
        var (at, literalStart, written, misses) = (1, 0, 0, 0);
        while (at <= source.Length - ShortestMatch - 1)
        {
            var word = Word(source, at);
            ref var slot = ref table[(int)((word * 0x9E3779B1) >> (32 - TableBits))]; // 2³² / golden ratio (Knuth, TAOCP 3, 6.4)
            var candidate = slot;
            slot = (ushort)at;
            if (Word(source, candidate) != word || candidate >= at)
            {
                at += 1 + (misses++ >> PatienceBits);
                continue;
            }

            written += WriteLiteral(source[literalStart..at], target[written..]);
            var length = ShortestMatch + source[(candidate + ShortestMatch)..].CommonPrefixLength(source[(at + ShortestMatch)..]);
            written += WriteCopy(at - candidate, length, target[written..]);
            at += length;
            (literalStart, misses) = (at, 0);
        }

        return written + WriteLiteral(source[literalStart..], target[written..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(ReadOnlySpan<byte> source, int at) => BinaryPrimitives.ReadUInt32LittleEndian(source[at..]);

    private static int WriteLiteral(ReadOnlySpan<byte> literal, Span<byte> target)
    {
        if (literal.IsEmpty)
        {
            return 0;
        }

        var less = literal.Length - 1;
        var head = less < 60 ? 1 : less < 256 ? 2 : 3;
        target[0] = (byte)(head == 1 ? less << 2 : (58 + head) << 2);
        for (var i = 1; i < head; i++, less >>= 8)
        {
            target[i] = (byte)less;
        }

        literal.CopyTo(target[head..]);
        return head + literal.Length;
    }

    private static int WriteCopy(int offset, int length, Span<byte> target)
    {
        var written = 0;
        while (length > 0)
        {
            // A rest of fewer than four bytes could not use the short form: 60 are taken instead of 64.
            var part = length >= 68 ? 64 : length > 64 ? 60 : length;
            if (part is >= 4 and <= 11 && offset < 2048)
            {
                target[written] = (byte)(1 | ((part - 4) << 2) | ((offset >> 8) << 5));
                target[written + 1] = (byte)offset;
                written += 2;
            }
            else
            {
                target[written] = (byte)(2 | ((part - 1) << 2));
                BinaryPrimitives.WriteUInt16LittleEndian(target[(written + 1)..], (ushort)offset);
                written += 3;
            }

            length -= part;
        }

        return written;
    }
}
