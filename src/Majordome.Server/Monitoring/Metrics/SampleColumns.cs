namespace Majordome.Server.Monitoring.Metrics;

/// <summary>Samples of many series put in order: by series, then by instant; of two of one instant the later added counts.</summary>
internal sealed class SampleColumns : ISampleVisitor
{
    private int[] series = new int[1024];
    private long[] instants = new long[1024];
    private double[] values = new double[1024];

    /// <summary>How many were added.</summary>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public void Sample(int series, long instant, double value)
    {
        if (Count == this.series.Length)
        {
            Array.Resize(ref this.series, Count * 2);
            Array.Resize(ref instants, Count * 2);
            Array.Resize(ref values, Count * 2);
        }

        (this.series[Count], instants[Count], values[Count]) = (series, instant, value);
        Count++;
    }

    /// <summary>Takes back what was added last.</summary>
    /// <param name="count">How many stay.</param>
    public void CutTo(int count) => Count = count;

    /// <summary>Gives each series its samples, in order of its number. Nothing may be added meanwhile.</summary>
    public void Each(TakeSeries each)
    {
        if (Count == 0)
        {
            return;
        }

        // A counting sort: batches hold a few samples of every series.
        var numbers = Numbers();
        var isDense = numbers[^1] - numbers[0] == numbers.Length - 1;
        var (ranks, ends) = (new int[Count], new int[numbers.Length + 1]);
        for (var i = 0; i < Count; i++)
        {
            ranks[i] = isDense ? series[i] - numbers[0] : Array.BinarySearch(numbers, series[i]);
            ends[ranks[i] + 1]++;
        }

        for (var i = 1; i < ends.Length; i++)
        {
            ends[i] += ends[i - 1];
        }

        var (sortedInstants, sortedValues) = (new long[Count], new double[Count]);
        for (var i = 0; i < Count; i++)
        {
            var place = ends[ranks[i]]++;
            (sortedInstants[place], sortedValues[place]) = (instants[i], values[i]);
        }

        for (var (i, from) = (0, 0); i < ends.Length - 1; from = ends[i++])
        {
            if (ends[i] > from)
            {
                var ofInstants = sortedInstants.AsSpan(from, ends[i] - from);
                var ofValues = sortedValues.AsSpan(from, ends[i] - from);
                var count = InOrder(ofInstants, ofValues);
                each(numbers[i], ofInstants[..count], ofValues[..count]);
            }
        }
    }

    /// <summary>
    /// The numbers of all series in order, and perhaps of others between them: as a rule they lie close together. Where most of those between are
    /// forgotten, none of these.
    /// </summary>
    private int[] Numbers()
    {
        var given = series.AsSpan(0, Count);
        var (least, most) = (int.MaxValue, 0);
        foreach (var number in given)
        {
            (least, most) = (Math.Min(least, number), Math.Max(most, number));
        }

        return (most - least) / 4 < Math.Max(Count, 1024) ? [.. Enumerable.Range(least, most - least + 1)] : [.. given.ToArray().Distinct().Order()];
    }

    /// <summary>Sorts by instant and keeps the last of equal ones, in place; how many remain.</summary>
    public static int InOrder(Span<long> instants, Span<double> values)
    {
        var isInOrder = true;
        for (var i = 1; i < instants.Length && isInOrder; i++)
        {
            isInOrder = instants[i] > instants[i - 1];
        }

        if (isInOrder)
        {
            return instants.Length;
        }

        var keys = new (long Instant, int Place)[instants.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (instants[i], i);
        }

        var given = values.ToArray();
        Array.Sort(keys);
        var count = 0;
        foreach (var (instant, place) in keys)
        {
            count -= count > 0 && instants[count - 1] == instant ? 1 : 0;
            (instants[count], values[count]) = (instant, given[place]);
            count++;
        }

        return count;
    }
}

/// <summary>Takes the samples of one series.</summary>
internal delegate void TakeSeries(int series, ReadOnlySpan<long> instants, ReadOnlySpan<double> values);
