using System.Collections.Immutable;
using System.Text;

namespace Majordome.Protocols.Prometheus;

/// <summary>
/// The labels of a series in one canonical form, by which it is known: the <c>labels</c> fields of a <c>TimeSeries</c> of remote write 1.0
/// (<c>0A length, 0A length name, 12 length value</c>), sorted by name, without empty values. What a Prometheus sends is already in this form.
/// </summary>
public static class LabelBlock
{
    /// <summary>The label that holds the metric's name.</summary>
    public const string Name = "__name__";

    /// <summary>Writes labels, in any order; the last of two of one name counts, empty values are left out.</summary>
    public static byte[] Of(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in labels)
        {
            last[name] = value;
        }

        return RemoteWriteWriter.LabelBlock(last.Where(label => label.Value.Length > 0));
    }

    /// <summary>Reads a block that <see cref="Of"/> or a checked remote write made; ends where it is damaged.</summary>
    public static ImmutableArray<KeyValuePair<string, string>> Read(ReadOnlySpan<byte> block)
    {
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var label in new RemoteWriteLabels(block))
        {
            labels.Add(new(Encoding.UTF8.GetString(label.Name), Encoding.UTF8.GetString(label.Value)));
        }

        return labels.ToImmutable();
    }
}
