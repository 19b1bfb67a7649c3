using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Majordome.Protocols.Prometheus;

/// <summary>
/// Which series are meant: a name and conditions on labels, as PromQL writes them (prometheus.io, «Querying basics», instant vector selectors):
/// <c>node_filesystem_avail_bytes{mountpoint=~"/|/srv", fstype!="tmpfs"}</c>. A label that is not there is an empty one; patterns match whole values and
/// cannot run away.
/// </summary>
public sealed class SeriesSelector
{
    /// <summary>The most selectors of a list.</summary>
    public const int MostInList = 30;

    /// <summary>The most conditions on labels of a selector: a pattern that cannot run away costs some 300 KB.</summary>
    public const int MostMatchers = 10;

    private const int Longest = 4096;

    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(1);

    private readonly byte[] name;
    private readonly ImmutableArray<Matcher> matchers;

    private SeriesSelector(string text, byte[] name, ImmutableArray<Matcher> matchers) => (Text, this.name, this.matchers) = (text, name, matchers);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads a selector at the start of a text; false with a rule: <c>selector-name</c> (neither name nor labels, or a name that is none), <c>selector-label</c>,
    /// <c>selector-operator</c> (<c>= != =~ !~</c>), <c>selector-value</c> (not in quotes), <c>selector-pattern</c>, <c>selector-open</c>, <c>selector-too-long</c>,
    /// <c>selector-too-many</c> (more than <see cref="MostMatchers"/> labels).
    /// </summary>
    /// <param name="text">What begins with a selector.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="length">How much of the text it takes.</param>
    /// <param name="rule">Why there is none.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out SeriesSelector? selector, out int length, out string? rule)
    {
        selector = null;
        length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or ':'))
        {
            length++;
        }

        var name = Encoding.UTF8.GetBytes(text[..length].ToString());
        var matchers = ImmutableArray.CreateBuilder<Matcher>();
        rule = text.Length > Longest ? "selector-too-long" : name.Length > 0 && !RemoteWriteLabelRules.IsMetricName(name) ? "selector-name" : null;
        var brace = length + text[length..].Length - text[length..].TrimStart(' ').Length;
        if (rule is null && brace < text.Length && text[brace] == '{')
        {
            length = brace + 1;
            rule = ReadMatchers(text, ref length, matchers);
        }

        rule ??= name.Length == 0 && matchers.Count == 0 ? "selector-name" : null;
        selector = rule is null ? new SeriesSelector(text[..length].ToString(), name, matchers.ToImmutable()) : null;
        return selector is not null;
    }

    /// <summary>Reads selectors that are separated by commas, semicolons or line breaks; false with the part that is none, or one too many.</summary>
    public static bool TryReadList(string text, out ImmutableArray<SeriesSelector> selectors, out string part)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = ImmutableArray.CreateBuilder<SeriesSelector>();
        var rest = text.AsSpan().Trim(" ,;\r\n");
        while (!rest.IsEmpty)
        {
            if (read.Count == MostInList || !TryRead(rest, out var selector, out var length, out _) || rest[length..].TrimStart(' ') is [not (',' or ';' or '\r' or '\n'), ..])
            {
                (selectors, part) = ([], rest.Length > 80 ? rest[..80].ToString() : rest.ToString());
                return false;
            }

            read.Add(selector!);
            rest = rest[length..].TrimStart(" ,;\r\n");
        }

        (selectors, part) = (read.ToImmutable(), "");
        return true;
    }

    /// <summary>Whether a sample is meant.</summary>
    public bool Takes(in ExpositionSample sample)
    {
        if (name.Length > 0 && !sample.Name.SequenceEqual(name))
        {
            return false;
        }

        foreach (var matcher in matchers)
        {
            if (!matcher.Takes(sample))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string? ReadMatchers(ReadOnlySpan<char> text, ref int at, ImmutableArray<Matcher>.Builder matchers)
    {
        while (true)
        {
            at += text[at..].Length - text[at..].TrimStart(" ,").Length;
            if (at >= text.Length)
            {
                return "selector-open";
            }

            if (text[at] == '}')
            {
                at++;
                return null;
            }

            var rule = matchers.Count == MostMatchers ? "selector-too-many" : ReadMatcher(text, ref at, matchers);
            if (rule is not null)
            {
                return rule;
            }
        }
    }

    private static string? ReadMatcher(ReadOnlySpan<char> text, ref int at, ImmutableArray<Matcher>.Builder matchers)
    {
        var end = text[at..].IndexOfAny('=', '!');
        var label = end < 0 ? [] : Encoding.UTF8.GetBytes(text.Slice(at, end).Trim(' ').ToString());
        if (!RemoteWriteLabelRules.IsLabelName(label))
        {
            return "selector-label";
        }

        at += end;
        var word = text[at..] is ['=', '~', ..] or ['!', '~', ..] or ['!', '=', ..] ? text.Slice(at, 2) : text.Slice(at, 1);
        if (word is "!")
        {
            return "selector-operator";
        }

        at += word.Length;
        at += text[at..].Length - text[at..].TrimStart(' ').Length;
        if (ReadQuoted(text, ref at) is not { } value)
        {
            return "selector-value";
        }

        var isPattern = word[^1] == '~';
        var pattern = isPattern ? PatternOf(value) : null;
        matchers.Add(new Matcher(label, word[0] == '!', Encoding.UTF8.GetBytes(value), pattern));
        return isPattern && pattern is null ? "selector-pattern" : null;
    }

    /// <summary>What stands between quotes; <c>\\</c>, <c>\"</c>, <c>\'</c> and <c>\n</c> are one sign.</summary>
    private static string? ReadQuoted(ReadOnlySpan<char> text, ref int at)
    {
        if (at >= text.Length || text[at] is not ('"' or '\''))
        {
            return null;
        }

        var (quote, value) = (text[at], new StringBuilder());
        for (at++; at < text.Length; at++)
        {
            if (text[at] == quote)
            {
                at++;
                return value.ToString();
            }

            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '\\' or '"' or '\'' or 'n')
            {
                at++;
                value.Append(text[at] == 'n' ? '\n' : text[at]);
            }
            else
            {
                value.Append(text[at]);
            }
        }

        return null;
    }

    private static Regex? PatternOf(string text)
    {
        try
        {
            return new Regex($"^(?:{text})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline, PatternLimit);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>A condition on one label.</summary>
    private sealed record Matcher(byte[] Label, bool IsNot, byte[] Value, Regex? Pattern)
    {
        public bool Takes(in ExpositionSample sample)
        {
            if (Label.AsSpan().SequenceEqual(RemoteWriteLabelRules.MetricName))
            {
                return Holds(sample.Name) != IsNot;
            }

            foreach (var label in sample.Labels)
            {
                if (label.Name.SequenceEqual(Label))
                {
                    return (label.Raw.Contains((byte)'\\') ? Holds(Encoding.UTF8.GetBytes(label.Value)) : Holds(label.Raw)) != IsNot;
                }
            }

            return Holds([]) != IsNot;
        }

        private bool Holds(ReadOnlySpan<byte> value) => Pattern is null ? value.SequenceEqual(Value) : Pattern.IsMatch(Encoding.UTF8.GetString(value));
    }
}
