using System.Text;
using System.Text.Unicode;

namespace Majordome.Protocols.Prometheus;

/// <summary>A label as an exporter wrote it, in place.</summary>
public readonly ref struct ExpositionLabel(ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw)
{
    /// <summary>Its name.</summary>
    public ReadOnlySpan<byte> Name { get; } = name;

    /// <summary>What stands between the quotes, escapes as written.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Its value.</summary>
    public string Value => ExpositionLabels.Unescape(Raw);
}

/// <summary>Walks the labels of a sample that <see cref="ExpositionReader"/> gave.</summary>
public ref struct ExpositionLabels
{
    private const int MostLabels = 128;

    private ReadOnlySpan<byte> rest;

    internal ExpositionLabels(ReadOnlySpan<byte> text) => rest = text;

    /// <summary>The label that <see cref="MoveNext"/> came to.</summary>
    public ExpositionLabel Current { get; private set; }

    /// <summary>This.</summary>
    public readonly ExpositionLabels GetEnumerator() => this;

    /// <summary>Goes to the next label.</summary>
    public bool MoveNext()
    {
        var read = ReadOne(rest, out var label, out _);
        Current = label;
        rest = read == 0 ? default : rest[read..];
        return read > 0;
    }

    /// <summary>The text without its escapes: <c>\\</c>, <c>\"</c> and <c>\n</c>; any other is kept as written.</summary>
    internal static string Unescape(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var clear = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            clear.Append(next switch { 'n' => '\n', '\\' or '"' => next, _ => text[i] });
            i += next is 'n' or '\\' or '"' ? 1 : 0;
        }

        return clear.ToString();
    }

    /// <summary>How long <c>{…}</c> is, braces included; 0 where it is broken, with the rule. A rule may also be told of what is kept.</summary>
    internal static int Measure(ReadOnlySpan<byte> text, out string? rule)
    {
        rule = "labels-open";
        var at = 1;
        if (!text.StartsWith("{"u8))
        {
            return 0;
        }

        var hasOddEscape = false;
        for (var count = 0; ; count++)
        {
            at += text[at..].Length - text[at..].TrimStart(" \t,"u8).Length;
            if (at >= text.Length)
            {
                return 0;
            }

            if (text[at] == '}')
            {
                rule = hasOddEscape ? "label-escape" : null;
                return at + 1;
            }

            var read = ReadOne(text[at..], out var label, out rule);
            rule ??= count >= MostLabels ? "labels-too-many" : !Utf8.IsValid(label.Raw) ? "label-not-utf8" : IsIn(text[1..at], label.Name) ? "label-twice" : null;
            if (rule is not null)
            {
                return 0;
            }

            rule = "labels-open";
            hasOddEscape |= HasOddEscape(label.Raw);
            at += read;
        }
    }

    /// <summary>Reads <c>name="value"</c> with what parts it from the one before; gives its length, or 0 with the rule.</summary>
    private static int ReadOne(ReadOnlySpan<byte> text, out ExpositionLabel label, out string? rule)
    {
        label = default;
        var start = text.Length - text.TrimStart(" \t,"u8).Length;
        var equals = text[start..].IndexOf((byte)'=');
        var name = equals < 0 ? default : text.Slice(start, equals).TrimEnd(" \t"u8);
        rule = !RemoteWriteLabelRules.IsLabelName(name) ? "label-name" : null;
        if (rule is not null)
        {
            return 0;
        }

        var at = start + equals + 1;
        at += text[at..].Length - text[at..].TrimStart(" \t"u8).Length;
        rule = at >= text.Length || text[at] != '"' ? "label-value" : null;
        var length = rule is null ? QuotedLength(text[(at + 1)..]) : -1;
        if (length < 0)
        {
            rule ??= "labels-open";
            return 0;
        }

        label = new ExpositionLabel(name, text.Slice(at + 1, length));
        return at + length + 2;
    }

    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at < text.Length;)
        {
            var step = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (step < 0)
            {
                return -1;
            }

            at += step;
            if (text[at] == '"')
            {
                return at;
            }

            at += 2;
        }

        return -1;
    }

    private static bool IsIn(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> name)
    {
        foreach (var label in new ExpositionLabels(labels))
        {
            if (label.Name.SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasOddEscape(ReadOnlySpan<byte> raw)
    {
        for (var at = raw.IndexOf((byte)'\\'); at >= 0 && at + 1 < raw.Length;)
        {
            if (raw[at + 1] is not ((byte)'\\' or (byte)'"' or (byte)'n'))
            {
                return true;
            }

            var step = raw[(at + 2)..].IndexOf((byte)'\\');
            at = step < 0 ? -1 : at + 2 + step;
        }

        return false;
    }
}
