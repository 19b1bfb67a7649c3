namespace Majordome.Bench.Chunks;

/// <summary>Bits one after the other, the highest of each number first.</summary>
internal sealed class BitBuffer
{
    private ulong[] words = new ulong[1 << 16];
    private long read;

    /// <summary>Bits written.</summary>
    public long Length { get; private set; }

    public void Clear()
    {
        words.AsSpan(0, (int)(Length / 64) + 1).Clear();
        (Length, read) = (0, 0);
    }

    /// <summary>Reads from the start again.</summary>
    public void Rewind() => read = 0;

    public void Write(ulong value, int count)
    {
        value = count == 64 ? value : value & ((1UL << count) - 1);
        var (word, free) = ((int)(Length >> 6), 64 - (int)(Length & 63));
        if (word + 2 > words.Length)
        {
            Array.Resize(ref words, words.Length * 2);
        }

        if (count <= free)
        {
            words[word] |= value << (free - count);
        }
        else
        {
            words[word] |= value >> (count - free);
            words[word + 1] |= value << (64 - (count - free));
        }

        Length += count;
    }

    public ulong Read(int count)
    {
        var (word, left) = ((int)(read >> 6), 64 - (int)(read & 63));
        read += count;
        var value = count <= left ? words[word] << (64 - left) : words[word] << (64 - left) | words[word + 1] >> left;
        return value >> (64 - count);
    }
}
