using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.Prometheus;

/// <summary>
/// Reads a request of Prometheus remote write 1.0 (prometheus.io, «Prometheus Remote-Write 1.0 specification»; message
/// <c>prometheus.WriteRequest</c>), already decompressed, series by series, in place: nothing is copied and nothing is allocated.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="MoveNext"/> checks how a series is laid out, samples included, so that what it gives can be walked without a further look. What
/// labels say is judged by <see cref="RemoteWriteSeries.FaultOf"/>: once for each block of labels never seen before, since equal bytes are
/// equally right.
/// </para>
/// <para>
/// A request that breaks in the middle has given series already: a receiver that takes all or nothing reads to the end before it keeps
/// anything. Rules: those of protobuf (<c>protobuf-truncated</c>, <c>protobuf-varint</c>, <c>protobuf-wire-type</c>, <c>protobuf-field-number</c>,
/// <c>protobuf-field-type</c>). Fields that are not known are passed over.
/// </para>
/// </remarks>
public ref struct RemoteWriteReader
{
    private ProtoReader request;

    /// <summary>Starts on a request.</summary>
    /// <param name="request">The message, decompressed. Positions are counted from its start.</param>
    public RemoteWriteReader(ReadOnlySpan<byte> request) => this.request = new ProtoReader(request);

    /// <summary>The series that <see cref="MoveNext"/> came to.</summary>
    public RemoteWriteSeries Current { get; private set; }

    /// <summary>What is wrong, once <see cref="MoveNext"/> has said <c>false</c>; <c>null</c>: the end was reached.</summary>
    public readonly FormatFault? Fault => request.Fault;

    /// <summary>Samples of the series so far, the current one included.</summary>
    public long Samples { get; private set; }

    /// <summary>Exemplars so far: counted, not read.</summary>
    public long Exemplars { get; private set; }

    /// <summary>Native histograms so far: counted, not read.</summary>
    public long Histograms { get; private set; }

    /// <summary>Metadata entries so far; <see cref="RemoteWriteMetadataReader"/> reads them.</summary>
    public long Metadata { get; private set; }

    /// <summary>Goes to the next series.</summary>
    /// <returns><c>false</c> at the end, or where the request is broken: see <see cref="Fault"/>.</returns>
    public bool MoveNext()
    {
        while (request.Next())
        {
            switch (request.Field)
            {
                case 1:
                    return ReadSeries();
                case 3:
                    Metadata++;
                    request.Skip();
                    break;
                default:
                    request.Skip();
                    break;
            }
        }

        return false;
    }

    private bool ReadSeries()
    {
        var bytes = request.Bytes();
        var series = new RemoteWriteSeries(bytes, request.Position - bytes.Length);
        if (request.Rule is not null)
        {
            return false;
        }

        if (series.Frame() is { } fault)
        {
            request.Fail(fault.Rule, (int)fault.Position);
            return false;
        }

        Current = series;
        (Samples, Exemplars, Histograms) = (Samples + series.SampleCount, Exemplars + series.ExemplarCount, Histograms + series.HistogramCount);
        return true;
    }
}
