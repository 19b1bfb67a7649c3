using System.Buffers;
using System.Collections.Immutable;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;
using Majordome.Protocols.Tests.Prometheus;

namespace Majordome.Protocols.Tests.Fuzz;

/// <summary>The formats that are received.</summary>
public static partial class FuzzTargets
{
    private const int Limit = 1 << 20;

    private static ImmutableArray<FuzzTarget> Received =>
    [
        new("snappy", Snappy, SnappyBlock.Compress(NodeExporter.Request(1_764_000_000_000).AsSpan(0, 4000)), Convert.FromHexString("0904616B1A0200")),
        new("remote-write", RemoteWrite, NodeExporter.Request(1_764_000_000_000)[..2000], FuzzCorpus.RemoteWrite()),
    ];

    private static void Snappy(ReadOnlySpan<byte> input)
    {
        var writer = new ArrayBufferWriter<byte>();
        Named(input, SnappyBlock.TryDecompress(input, writer, Limit, out var fault), fault);
    }

    private static void RemoteWrite(ReadOnlySpan<byte> input)
    {
        var reader = new RemoteWriteReader(input);
        var samples = 0;
        while (reader.MoveNext())
        {
            var before = samples;
            foreach (var _ in reader.Current.Samples)
            {
                samples++;
            }

            if (samples - before != reader.Current.SampleCount)
            {
                throw new InvalidOperationException("samples are counted otherwise than walked");
            }

            Placed(input, reader.Current.FaultOf(RemoteWriteLimits.Default));
        }

        Placed(input, reader.Fault);
        RemoteWriteMetadataReader.Read(input, 100, out var fault);
        Placed(input, fault);
    }
}
