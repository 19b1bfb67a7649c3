namespace Majordome.Domain.Time;

/// <summary>
/// Strictly increasing keys with a guide: equal slices of the key range, each knowing the last key at or before its start.
/// A search reads one slice and the few keys in it, where a binary search would mispredict a branch at each halving.
/// </summary>
internal sealed class SortedKeys
{
    private readonly long[] keys;
    private readonly int[] guide;
    private readonly int shift;

    /// <summary>Keys in strictly increasing order.</summary>
    public SortedKeys(long[] keys)
    {
        this.keys = keys;
        if (keys.Length == 0)
        {
            guide = [];
            return;
        }

        // The widest slices, by powers of two, that make at least as many slices as there are keys.
        var range = keys[^1] - keys[0];
        while ((range >>> (shift + 1)) >= keys.Length)
        {
            shift++;
        }

        guide = new int[(int)(range >>> shift) + 1];
        var last = 0;
        for (var slice = 0; slice < guide.Length; slice++)
        {
            while (last + 1 < keys.Length && keys[last + 1] - keys[0] <= (long)slice << shift)
            {
                last++;
            }

            guide[slice] = last;
        }
    }

    /// <summary>The index of the last key that is not greater than a value; -1 when all are.</summary>
    public int LastAtOrBefore(long value)
    {
        if (keys.Length == 0 || value < keys[0])
        {
            return -1;
        }

        var slice = (value - keys[0]) >>> shift;
        var i = guide[slice < guide.Length ? (int)slice : guide.Length - 1];
        while (i + 1 < keys.Length && keys[i + 1] <= value)
        {
            i++;
        }

        return i;
    }
}
