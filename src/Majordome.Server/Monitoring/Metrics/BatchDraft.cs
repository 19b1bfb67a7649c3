using System.Buffers.Binary;

namespace Majordome.Server.Monitoring.Metrics;

/// <summary>
/// A batch that is being put together: for each series its number (difference to the last, zigzag varint) and its count of samples; for each
/// sample its instant (microseconds, difference to the last of whatever series, zigzag varint: those of one scrape are equal) and its eight bytes,
/// little endian.
/// </summary>
/// <param name="catalogue">Where its series are registered.</param>
/// <param name="source">Who sends it.</param>
public sealed class BatchDraft(SeriesCatalogue catalogue, Guid source)
{
    private const int MostBytesOfSample = 18;

    private byte[] payload = new byte[4096];
    private int length;
    private int series;
    private long instant;

    /// <summary>Where its series are registered.</summary>
    public SeriesCatalogue Catalogue => catalogue;

    /// <summary>How many samples it holds.</summary>
    public int Samples { get; private set; }

    /// <summary>The earliest instant of a sample; the greatest number there is while it holds none.</summary>
    public long Earliest { get; private set; } = long.MaxValue;

    /// <summary>The row's payload.</summary>
    public ReadOnlyMemory<byte> Payload => payload.AsMemory(0, length);

    /// <summary>Whether its source may have one series more.</summary>
    /// <param name="most">How many it may have.</param>
    public bool HasRoom(int most) => catalogue.HasRoom(source, most);

    /// <summary>The number of a series in the catalogue; a new one is its source's.</summary>
    public int Number(ReadOnlySpan<byte> labels) => catalogue.Number(labels, source);

    /// <summary>Adds the samples of one series, by its number in the catalogue.</summary>
    public void Add(int number, ReadOnlySpan<long> instants, ReadOnlySpan<double> values)
    {
        Reserve(20 + (instants.Length * MostBytesOfSample));
        Write(ZigZag(number - series));
        Write((ulong)instants.Length);
        series = number;
        for (var i = 0; i < instants.Length; i++)
        {
            Write(ZigZag(instants[i] - instant));
            instant = instants[i];
            Earliest = Math.Min(Earliest, instant);
            BinaryPrimitives.WriteDoubleLittleEndian(payload.AsSpan(length), values[i]);
            length += sizeof(double);
        }

        Samples += instants.Length;
    }

    /// <summary>Adds one sample of a series that is known by its labels in canonical form (<see cref="Protocols.Prometheus.LabelBlock"/>).</summary>
    public void Add(ReadOnlySpan<byte> labels, long instant, double value) => Add(Number(labels), [instant], [value]);

    /// <summary>Reads a payload back; false where it is damaged.</summary>
    /// <param name="payload">As written.</param>
    /// <param name="each">Told each sample: series, instant, value.</param>
    public static bool TryRead<TVisitor>(ReadOnlySpan<byte> payload, ref TVisitor each)
        where TVisitor : ISampleVisitor, allows ref struct
    {
        var (at, series, instant) = (0, 0, 0L);
        while (at < payload.Length)
        {
            if (!TryVarint(payload, ref at, out var step) || !TryVarint(payload, ref at, out var count))
            {
                return false;
            }

            series += (int)UnZigZag(step);
            for (; count > 0; count--)
            {
                if (!TryVarint(payload, ref at, out var later) || payload.Length - at < sizeof(double))
                {
                    return false;
                }

                instant += UnZigZag(later);
                each.Sample(series, instant, BinaryPrimitives.ReadDoubleLittleEndian(payload[at..]));
                at += sizeof(double);
            }
        }

        return true;
    }

    private static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    private static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static bool TryVarint(ReadOnlySpan<byte> from, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && at < from.Length; shift += 7)
        {
            var next = from[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            payload[length++] = (byte)(value | 0x80);
        }

        payload[length++] = (byte)value;
    }

    private void Reserve(int more)
    {
        if (payload.Length - length < more)
        {
            Array.Resize(ref payload, Math.Max(payload.Length * 2, length + more));
        }
    }
}

/// <summary>Is told the samples of a payload.</summary>
public interface ISampleVisitor
{
    /// <summary>One sample.</summary>
    void Sample(int series, long instant, double value);
}
