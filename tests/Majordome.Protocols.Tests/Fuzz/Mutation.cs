using System.Text;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>Mangles inputs: bits, bytes, lengths, pieces taken out, doubled, moved in from another input, and words of the format.</summary>
internal sealed class Mutation(Random random, FuzzTarget target)
{
    private const int Longest = 16 * 1024;

    private static readonly byte[] Edges = [0x00, 0x01, 0x7F, 0x80, 0xFF, (byte)'\n', (byte)'"', (byte)'\\', (byte)' ', (byte)'0'];

    private readonly byte[][] words = [.. target.Words.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[] buffer = new byte[2 * Longest];
    private int length;

    /// <summary>The next input; good until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (random.Next(50) == 0)
        {
            length = random.Next(200);
            random.NextBytes(buffer.AsSpan(0, length));
            return buffer.AsSpan(0, length);
        }

        var seed = Seed();
        seed[..Math.Min(seed.Length, Longest)].CopyTo(buffer);
        length = Math.Min(seed.Length, Longest);
        for (var edits = 1 + random.Next(6); edits > 0; edits--)
        {
            Edit();
        }

        return buffer.AsSpan(0, length);
    }

    private ReadOnlySpan<byte> Seed() => target.Corpus.Length == 0 ? [] : target.Corpus[random.Next(target.Corpus.Length)];

    private void Edit()
    {
        var at = random.Next(length + 1);
        var rest = length - at;
        switch (random.Next(9))
        {
            case 0 when rest > 0:
                buffer[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when rest > 0:
                buffer[at] = (byte)random.Next(256);
                break;
            case 2 when rest > 0:
                buffer[at] = Edges[random.Next(Edges.Length)];
                break;
            case 3:
                length = random.Next(4) == 0 ? at : length; // truncation
                break;
            case 4 when rest > 0:
                Remove(at, 1 + random.Next(Math.Min(rest, 32)));
                break;
            case 5 when rest > 0:
                var piece = buffer.AsSpan(at, 1 + random.Next(Math.Min(rest, 64))).ToArray();
                for (var times = random.Next(20) == 0 ? 64 : 1; times > 0; times--)
                {
                    Insert(at, piece);
                }

                break;
            case 6:
                var other = Seed();
                var from = random.Next(other.Length + 1);
                Insert(at, other.Slice(from, Math.Min(other.Length - from, random.Next(64))));
                break;
            case 7 when words.Length > 0:
                Insert(at, words[random.Next(words.Length)]);
                break;
            default:
                Insert(at, [Edges[random.Next(Edges.Length)]]);
                break;
        }
    }

    private void Remove(int at, int count)
    {
        buffer.AsSpan(at + count, length - at - count).CopyTo(buffer.AsSpan(at));
        length -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        if (length + piece.Length <= Longest)
        {
            buffer.AsSpan(at, length - at).CopyTo(buffer.AsSpan(at + piece.Length));
            piece.CopyTo(buffer.AsSpan(at));
            length += piece.Length;
        }
    }
}
