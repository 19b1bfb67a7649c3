using Majordome.Protocols.Prometheus;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>Samples of a series that go to the peer, in order of time; the instants whole milliseconds, in microseconds.</summary>
/// <param name="Number">The series.</param>
/// <param name="Instants">Strictly growing.</param>
/// <param name="Values">As many.</param>
internal sealed record ShippedSamples(int Number, ReadOnlyMemory<long> Instants, ReadOnlyMemory<double> Values)
{
    /// <summary>A request holds so many samples.</summary>
    public const int MostOfRequest = 10_000;

    /// <summary>Samples as requests: each of at most <see cref="MostOfRequest"/>, the earlier samples of a series in the earlier request.</summary>
    public static IReadOnlyList<IReadOnlyList<ShippedSamples>> InRequests(SampleColumns samples)
    {
        var (requests, open, room) = (new List<List<ShippedSamples>>(), new List<ShippedSamples>(), MostOfRequest);
        samples.Each((series, instants, values) =>
        {
            while (!instants.IsEmpty)
            {
                var count = Math.Min(room, instants.Length);
                open.Add(new(series, instants[..count].ToArray(), values[..count].ToArray()));
                instants = instants[count..];
                values = values[count..];
                if ((room -= count) == 0)
                {
                    requests.Add(open);
                    (open, room) = ([], MostOfRequest);
                }
            }
        });
        return open.Count > 0 ? [.. requests, open] : requests;
    }

    /// <summary>A request in two, to find which half the peer does not take; <c>null</c> of a single sample.</summary>
    public static (IReadOnlyList<ShippedSamples> First, IReadOnlyList<ShippedSamples> Second)? Halves(IReadOnlyList<ShippedSamples> request) => request switch
    {
        [var only] when only.Instants.Length < 2 => null,
        [var only] => ([only.Part(..(only.Instants.Length / 2))], [only.Part((only.Instants.Length / 2)..)]),
        _ => ([.. request.Take(request.Count / 2)], [.. request.Skip(request.Count / 2)]),
    };

    /// <summary>Adds them to a request.</summary>
    public void WriteTo(RemoteWriteWriter request, ReadOnlySpan<byte> labels)
    {
        var samples = new RemoteWriteSample[Instants.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = new(Values.Span[i], Instants.Span[i] / 1000);
        }

        request.Series(labels, samples);
    }

    private ShippedSamples Part(Range range) => this with { Instants = Instants[range], Values = Values[range] };

    /// <summary>Takes the samples of batches with their instants cut to whole milliseconds, which is what remote write knows.</summary>
    internal readonly struct Cut(SampleColumns columns) : ISampleVisitor
    {
        public void Sample(int series, long instant, double value) => columns.Sample(series, Stretch.StartOf(instant, 1000), value);
    }
}
