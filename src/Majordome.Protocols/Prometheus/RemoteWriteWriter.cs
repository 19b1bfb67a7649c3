using Majordome.Protocols.Protobuf;
using Majordome.Protocols.Snappy;

namespace Majordome.Protocols.Prometheus;

/// <summary>Writes a request of Prometheus remote write 1.0. Kept and cleared, it allocates nothing for a series whose label block is kept.</summary>
public sealed class RemoteWriteWriter
{
    /// <summary><c>Content-Type</c> of a request; <c>Content-Encoding</c> is <c>snappy</c>.</summary>
    public const string ContentType = "application/x-protobuf";

    /// <summary>The header that tells the version, and its value.</summary>
    public const string VersionHeader = "X-Prometheus-Remote-Write-Version";

    /// <summary>The version.</summary>
    public const string Version = "0.1.0";

    private readonly ProtoWriter request = new();

    /// <summary>The request so far, not compressed.</summary>
    public ReadOnlySpan<byte> Written => request.Written;

    /// <summary>Lays labels out as they are sent: sorted by name, as bytes.</summary>
    /// <param name="labels">Names and values, <c>__name__</c> among them, in any order.</param>
    public static byte[] LabelBlock(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var (block, label) = (new ProtoWriter(), new ProtoWriter());
        foreach (var (name, value) in labels.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            label.Clear();
            label.Text(1, name);
            label.Text(2, value);
            block.Bytes(1, label.Written);
        }

        return block.Written.ToArray();
    }

    /// <summary>Adds a series.</summary>
    /// <param name="labelBlock">What <see cref="LabelBlock"/> or <see cref="RemoteWriteSeries.LabelBlock"/> gave.</param>
    /// <param name="samples">In the order of time.</param>
    public void Series(ReadOnlySpan<byte> labelBlock, ReadOnlySpan<RemoteWriteSample> samples)
    {
        var length = labelBlock.Length;
        foreach (var sample in samples)
        {
            length += 2 + SizeOf(sample);
        }

        request.Head(1, length);
        request.Raw(labelBlock);
        foreach (var sample in samples)
        {
            request.Head(2, SizeOf(sample));
            request.Double(1, sample.Value);
            request.Varint(2, sample.Timestamp);
        }
    }

    /// <summary>Adds what is said of a family.</summary>
    public void Metadata(RemoteWriteMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        var entry = new ProtoWriter();
        entry.Varint(1, (int)metadata.Kind);
        entry.Text(2, metadata.Family);
        entry.Text(4, metadata.Help);
        entry.Text(5, metadata.Unit);
        request.Bytes(3, entry.Written);
    }

    /// <summary>The body of the request: compressed.</summary>
    public byte[] ToBody() => SnappyBlock.Compress(request.Written);

    /// <summary>Starts anew, keeping the memory.</summary>
    public void Clear() => request.Clear();

    private static int SizeOf(RemoteWriteSample sample) => 1 + 8 + 1 + ProtoWriter.SizeOf(unchecked((ulong)sample.Timestamp));
}
