using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Majordome.Protocols.Json;

/// <summary>
/// A path into a JSON document: the part of JSONPath (RFC 9535) that points at values, written <c>$.items[0]['first name'].*</c>.
/// Read: the root <c>$</c>; names, <c>.name</c> and <c>['name']</c> or <c>["name"]</c> with JSON's escapes; indexes, <c>[0]</c> from the start and <c>[-1]</c> from the
/// end; the wildcard, <c>.*</c> and <c>[*]</c>. Not read: descendants (<c>..</c>), slices, filters, several selectors in one bracket.
/// </summary>
public sealed class JsonPath
{
    private const int MostSegments = 64;

    private readonly ImmutableArray<Segment> segments;
    private readonly string text;

    private JsonPath(ImmutableArray<Segment> segments, string text) => (this.segments, this.text) = (segments, text);

    /// <summary>Reads a path that is the whole text. False for anything else.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, out JsonPath? path) => TryRead(text, out path, out var length) && length == text.Length;

    /// <summary>Reads the path that a text begins with, as far as it goes.</summary>
    /// <param name="text">The text; the path starts at once.</param>
    /// <param name="path">What was read.</param>
    /// <param name="length">How many characters it took.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out JsonPath? path, out int length)
    {
        var found = ImmutableArray.CreateBuilder<Segment>();
        (path, length) = (null, 1);
        if (!text.StartsWith("$", StringComparison.Ordinal))
        {
            return false;
        }

        while (length < text.Length && text[length] is '.' or '[')
        {
            if (found.Count == MostSegments || !TryReadSegment(text, ref length, out var segment) || !IsUnicode(segment.Name))
            {
                return false;
            }

            found.Add(segment);
        }

        path = new JsonPath(found.ToImmutable(), text[..length].ToString());
        return true;
    }

    /// <summary>The values that the path leads to, in the document's order; none where it leads nowhere.</summary>
    public IEnumerable<JsonElement> Select(JsonElement root)
    {
        IEnumerable<JsonElement> nodes = [root];
        foreach (var segment in segments)
        {
            nodes = nodes.SelectMany(segment.Select);
        }

        return nodes;
    }

    /// <inheritdoc/>
    public override string ToString() => text;

    /// <summary>Half a surrogate pair is the name of nothing.</summary>
    private static bool IsUnicode(string? name)
    {
        for (var rest = name.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    private static bool TryReadSegment(ReadOnlySpan<char> text, ref int at, out Segment segment) =>
        text[at++] == '.' ? TryReadDotted(text, ref at, out segment) : TryReadBracket(text, ref at, out segment);

    private static bool TryReadDotted(ReadOnlySpan<char> text, ref int at, out Segment segment)
    {
        segment = Segment.Every;
        if (at < text.Length && text[at] == '*')
        {
            at++;
            return true;
        }

        var start = at;
        while (at < text.Length && (text[at] is '_' or >= '\u0080' || char.IsAsciiLetter(text[at]) || (at > start && char.IsAsciiDigit(text[at]))))
        {
            at++;
        }

        segment = Segment.Named(text[start..at].ToString());
        return at > start;
    }

    private static bool TryReadBracket(ReadOnlySpan<char> text, ref int at, out Segment segment)
    {
        segment = Segment.Every;
        if (at >= text.Length)
        {
            return false;
        }

        var isRead = text[at] switch
        {
            '*' => at++ >= 0,
            '\'' or '"' => TryReadQuoted(text, ref at, out segment),
            _ => TryReadIndex(text, ref at, out segment),
        };
        return isRead && at < text.Length && text[at++] == ']';
    }

    private static bool TryReadIndex(ReadOnlySpan<char> text, ref int at, out Segment segment)
    {
        var length = text[at..].IndexOf(']');
        var digits = length < 0 ? [] : text.Slice(at, length);
        var isRead = int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) &&
            digits.SequenceEqual(index.ToString(CultureInfo.InvariantCulture));
        segment = Segment.At(index);
        at += Math.Max(0, length);
        return isRead;
    }

    private static bool TryReadQuoted(ReadOnlySpan<char> text, ref int at, out Segment segment)
    {
        segment = default;
        var quote = text[at++];
        var name = new StringBuilder();
        while (at < text.Length && text[at] != quote)
        {
            if (text[at] != '\\')
            {
                name.Append(text[at++]);
            }
            else if (!TryReadEscape(text, ref at, name))
            {
                return false;
            }
        }

        segment = Segment.Named(name.ToString());
        return at++ < text.Length;
    }

    private static bool TryReadEscape(ReadOnlySpan<char> text, ref int at, StringBuilder name)
    {
        const string letters = "bfnrt/\\'\"", meant = "\b\f\n\r\t/\\'\"";
        if (at + 1 >= text.Length)
        {
            return false;
        }

        if (text[at + 1] == 'u' && at + 5 < text.Length &&
            ushort.TryParse(text.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            name.Append((char)code);
            at += 6;
            return true;
        }

        var known = letters.IndexOf(text[at + 1], StringComparison.Ordinal);
        if (known >= 0)
        {
            name.Append(meant[known]);
            at += 2;
        }

        return known >= 0;
    }

    private readonly record struct Segment(string? Name, int? Index)
    {
        public static readonly Segment Every = new(null, null);

        public static Segment Named(string name) => new(name, null);

        public static Segment At(int index) => new(null, index);

        public IEnumerable<JsonElement> Select(JsonElement node) => (node.ValueKind, this) switch
        {
            (JsonValueKind.Object, { Name: { } name }) => node.TryGetProperty(name, out var member) ? [member] : [],
            (JsonValueKind.Object, { Index: null }) => node.EnumerateObject().Select(static member => member.Value),
            (JsonValueKind.Array, { Index: { } index }) => At(node, index),
            (JsonValueKind.Array, { Name: null }) => node.EnumerateArray(),
            _ => [],
        };

        private static IEnumerable<JsonElement> At(JsonElement array, int index)
        {
            var at = index < 0 ? array.GetArrayLength() + index : index;
            return at >= 0 && at < array.GetArrayLength() ? [array[at]] : [];
        }
    }
}
