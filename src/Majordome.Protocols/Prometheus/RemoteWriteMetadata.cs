using System.Text;
using Majordome.Protocols.Protobuf;

namespace Majordome.Protocols.Prometheus;

/// <summary>What is said of a family of series.</summary>
public sealed record RemoteWriteMetadata(MetricKind Kind, string Family, string Help, string Unit);

/// <summary>Reads the metadata of a request; series are passed over.</summary>
public static class RemoteWriteMetadataReader
{
    /// <summary>The longest text that is kept of each field, in bytes; the rest is cut.</summary>
    public const int LongestText = 4096;

    /// <summary>Reads until the end, the first fault or the limit. Rules: those of protobuf.</summary>
    /// <param name="request">The message, decompressed.</param>
    /// <param name="limit">The most entries that are read.</param>
    /// <param name="fault">What is wrong; <c>null</c>: nothing.</param>
    public static IReadOnlyList<RemoteWriteMetadata> Read(ReadOnlySpan<byte> request, int limit, out FormatFault? fault)
    {
        var found = new List<RemoteWriteMetadata>();
        var reader = new ProtoReader(request);
        while (found.Count < limit && reader.Next())
        {
            if (reader.Field != 3)
            {
                reader.Skip();
                continue;
            }

            var entry = reader.Message();
            found.Add(ReadOne(ref entry));
            reader.Adopt(entry);
        }

        fault = reader.Fault;
        return found;
    }

    private static RemoteWriteMetadata ReadOne(ref ProtoReader entry)
    {
        var read = new RemoteWriteMetadata(MetricKind.Unknown, "", "", "");
        while (entry.Next())
        {
            switch (entry.Field)
            {
                case 1:
                    var kind = (MetricKind)Math.Min(entry.Varint(), int.MaxValue);
                    read = read with { Kind = Enum.IsDefined(kind) ? kind : MetricKind.Unknown };
                    break;
                case 2:
                    read = read with { Family = Text(entry.Bytes()) };
                    break;
                case 4:
                    read = read with { Help = Text(entry.Bytes()) };
                    break;
                case 5:
                    read = read with { Unit = Text(entry.Bytes()) };
                    break;
                default:
                    entry.Skip();
                    break;
            }
        }

        return read;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, LongestText)]);
}
