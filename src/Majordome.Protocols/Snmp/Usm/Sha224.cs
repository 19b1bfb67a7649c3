using System.Buffers.Binary;
using System.Numerics;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>SHA-224 (FIPS 180-4, 6.3) and its HMAC (RFC 2104), which the platform does not have.</summary>
internal static class Sha224
{
    private const int Block = 64;

    private static readonly uint[] Constants = [.. CubeRoots()];

    /// <summary>The 28 bytes of the hash.</summary>
    public static byte[] HashData(ReadOnlySpan<byte> bytes)
    {
        // FIPS 180-4, 5.3.2: the second 32 bits of the fractions of the square roots of the 9th to 16th primes.
        Span<uint> state = [0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4];
        var rest = bytes;
        for (; rest.Length >= Block; rest = rest[Block..])
        {
            Compress(state, rest[..Block]);
        }

        Span<byte> last = stackalloc byte[2 * Block];
        last.Clear();
        rest.CopyTo(last);
        last[rest.Length] = 0x80;
        var end = rest.Length < Block - 8 ? Block : 2 * Block;
        BinaryPrimitives.WriteUInt64BigEndian(last[(end - 8)..], (ulong)bytes.Length * 8);
        for (var at = 0; at < end; at += Block)
        {
            Compress(state, last.Slice(at, Block));
        }

        var hash = new byte[28];
        for (var word = 0; word < 7; word++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(word * 4), state[word]);
        }

        return hash;
    }

    /// <summary>HMAC with it; a key of at most 64 bytes, as the localised ones are.</summary>
    public static byte[] Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, Block);
        var (inner, outer) = (new byte[Block + message.Length], new byte[Block + 28]);
        inner.AsSpan(0, Block).Fill(0x36);
        outer.AsSpan(0, Block).Fill(0x5c);
        for (var at = 0; at < key.Length; at++)
        {
            inner[at] ^= key[at];
            outer[at] ^= key[at];
        }

        message.CopyTo(inner.AsSpan(Block));
        HashData(inner).CopyTo(outer.AsSpan(Block));
        return HashData(outer);
    }

    private static void Compress(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> w = stackalloc uint[64];
        for (var t = 0; t < 16; t++)
        {
            w[t] = BinaryPrimitives.ReadUInt32BigEndian(block[(t * 4)..]);
        }

        for (var t = 16; t < 64; t++)
        {
            var s0 = BitOperations.RotateRight(w[t - 15], 7) ^ BitOperations.RotateRight(w[t - 15], 18) ^ (w[t - 15] >> 3);
            var s1 = BitOperations.RotateRight(w[t - 2], 17) ^ BitOperations.RotateRight(w[t - 2], 19) ^ (w[t - 2] >> 10);
            w[t] = w[t - 16] + s0 + w[t - 7] + s1;
        }

        var (a, b, c, d, e, f, g, h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (var t = 0; t < 64; t++)
        {
            var s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var t1 = h + s1 + ((e & f) ^ (~e & g)) + Constants[t] + w[t];
            var s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + t1, c, b, a, t1 + t2);
        }

        ReadOnlySpan<uint> sums = [a, b, c, d, e, f, g, h];
        for (var word = 0; word < 8; word++)
        {
            state[word] += sums[word];
        }
    }

    /// <summary>FIPS 180-4, 4.2.2: the first 32 bits of the fractions of the cube roots of the first 64 primes.</summary>
    private static IEnumerable<uint> CubeRoots()
    {
        for (var (prime, found) = (2, 0); found < 64; prime++)
        {
            if (Enumerable.Range(2, Math.Max(0, (int)Math.Sqrt(prime) - 1)).All(divisor => prime % divisor != 0))
            {
                found++;

                // floor(cbrt(prime) · 2³²) by whole numbers, bit by bit.
                var (cube, root) = (new BigInteger(prime) << 96, BigInteger.Zero);
                for (var bit = 35; bit >= 0; bit--)
                {
                    var larger = root + (BigInteger.One << bit);
                    root = BigInteger.Pow(larger, 3) <= cube ? larger : root;
                }

                yield return (uint)(root & uint.MaxValue);
            }
        }
    }
}
