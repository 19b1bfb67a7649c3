using System.Buffers.Binary;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// The day on which each series of a row was last written to, as it lies in the row: days (UTC) since 1970-01-01, two bytes each, little endian, until 2149.
/// </summary>
/// <param name="Bytes">As they lie there; written through.</param>
internal readonly record struct SeenDays(byte[] Bytes)
{
    /// <summary>Of a series that is forgotten: later than any day.</summary>
    public const int Forgotten = ushort.MaxValue;

    /// <summary>How many series.</summary>
    public int Count => Bytes.Length / sizeof(ushort);

    /// <summary>The earliest of the days; <see cref="Forgotten"/> when all are.</summary>
    public int Oldest
    {
        get
        {
            var oldest = Forgotten;
            for (var place = 0; place < Count; place++)
            {
                oldest = Math.Min(oldest, this[place]);
            }

            return oldest;
        }
    }

    /// <summary>The day of the series at a place of the row.</summary>
    public int this[int place]
    {
        get => BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(place * sizeof(ushort)));
        set => BinaryPrimitives.WriteUInt16LittleEndian(Bytes.AsSpan(place * sizeof(ushort)), (ushort)value);
    }

    /// <summary>So many series of one day.</summary>
    public static SeenDays All(int count, int day)
    {
        var days = new SeenDays(new byte[count * sizeof(ushort)]);
        for (var place = 0; place < count; place++)
        {
            days[place] = day;
        }

        return days;
    }

    /// <summary>The day of an instant in microseconds since 1970-01-01T00:00Z.</summary>
    public static int DayOf(long instant) => (int)(Stretch.StartOf(instant, Stretch.Day) / Stretch.Day);
}
