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
        while (TryNext(ref block, out var name, out var value))
        {
            labels.Add(new(Encoding.UTF8.GetString(name), Encoding.UTF8.GetString(value)));
        }

        return labels.ToImmutable();
    }

    /// <summary>Takes the next label off the front; false at the end, or where the block is damaged.</summary>
    public static bool TryNext(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        return TryField(ref rest, 0x0A, out var label) && TryField(ref label, 0x0A, out name) && TryField(ref label, 0x12, out value);
    }

    private static bool TryField(scoped ref ReadOnlySpan<byte> rest, byte tag, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (rest.IsEmpty || rest[0] != tag)
        {
            return false;
        }

        var (length, at) = (0UL, 1);
        for (var shift = 0; ; shift += 7, at++)
        {
            if (at == rest.Length || shift > 28)
            {
                return false;
            }

            length |= (ulong)(rest[at] & 0x7F) << shift;
            if (rest[at] < 0x80)
            {
                break;
            }
        }

        at++;
        if (length > (ulong)(rest.Length - at))
        {
            return false;
        }

        field = rest.Slice(at, (int)length);
        rest = rest[(at + (int)length)..];
        return true;
    }
}
