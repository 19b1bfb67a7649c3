using System.Collections.Immutable;

namespace Majordome.Protocols.Plugins;

/// <summary>
/// Reads performance data by the plugin guidelines: blank-separated <c>'label'=value[unit];[warn];[crit];[min];[max]</c>.
/// What the guidelines leave open, or plugins get wrong, is decided here once; every wrong is listed, nothing throws.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><description>A quoted label may hold anything; a quote in it is written twice.</description></item>
/// <item><description>An unquoted label with blanks is kept whole, up to its <c>=</c> (<c>label-unquoted-blank</c>), as Icinga 2 does.</description></item>
/// <item><description><c>a::b=1 c=2</c> is check_multi's notation, read as Icinga 2 and PNP4Nagios do: a label with no <c>::</c> takes over what
/// stood before the last <c>::</c> of the label that had one, so that the second is <c>a::c</c>.</description></item>
/// <item><description>A missing blank before a quote, or before a label that follows a number, is seen and put back (<c>separator-missing</c>).
/// In a value, the longest unit of the guidelines is left to the value: <c>time=1ssize=2B</c> is <c>time=1s size=2B</c>.</description></item>
/// <item><description><c>U</c> is a value that could not be determined. No number at all (<c>value-missing</c>, <c>value-number</c>) leaves the measurement out.</description></item>
/// <item><description>Units are kept as written; digits or quotes in one are listed (<c>unit-characters</c>).</description></item>
/// <item><description>A range that cannot be read stays as written (<c>range-empty</c>, <c>range-number</c>, <c>range-reversed</c>); a minimum or maximum
/// that is no number is left out (<c>bound-number</c>), but a unit behind it only listed (<c>bound-unit</c>).</description></item>
/// <item><description>More than five fields: the rest is not read (<c>fields-too-many</c>). Words without <c>=</c>: not read (<c>label-only</c>).
/// A quote that is never closed ends the reading (<c>quote-open</c>). No label: not read (<c>label-missing</c>).</description></item>
/// </list>
/// </remarks>
public sealed class PerformanceDataReader
{
    private readonly ImmutableArray<PerformanceDatum>.Builder measurements = ImmutableArray.CreateBuilder<PerformanceDatum>();
    private readonly ImmutableArray<PluginFault>.Builder faults = ImmutableArray.CreateBuilder<PluginFault>();
    private string prefix = "";

    /// <summary>What was read so far.</summary>
    public ImmutableArray<PerformanceDatum> Measurements => measurements.ToImmutable();

    /// <summary>What was wrong so far.</summary>
    public ImmutableArray<PluginFault> Faults => faults.ToImmutable();

    /// <summary>Reads one stretch of performance data.</summary>
    /// <param name="text">The stretch; it may span lines.</param>
    /// <param name="position">Where it starts in the whole output, for the faults.</param>
    public void Read(ReadOnlySpan<char> text, int position = 0)
    {
        var at = 0;
        while (true)
        {
            while (at < text.Length && IsBlank(text[at]))
            {
                at++;
            }

            if (at >= text.Length)
            {
                return;
            }

            at = ReadOne(text, at, position);
        }
    }

    /// <summary>Reads the measurement that starts at <paramref name="at"/>; gives where the next may start, always further on.</summary>
    private int ReadOne(ReadOnlySpan<char> text, int at, int position)
    {
        var start = at;
        if (!TryReadLabel(text, ref at, position, out var label))
        {
            return at;
        }

        var end = EndOfFields(text, at, out var nextIsGlued);
        if (nextIsGlued)
        {
            Fault("separator-missing", position + start, text[start..end]);
        }

        var read = ReadFields(label, text[at..end], position + at);
        if (read is not null)
        {
            measurements.Add(read);
        }

        return end;
    }

    private bool TryReadLabel(ReadOnlySpan<char> text, ref int at, int position, out string label)
    {
        var start = at;
        var read = text[at] == '\'' ? TryReadQuoted(text, ref at, position, out label) : TryReadBare(text, ref at, position, out label);
        if (!read)
        {
            return false;
        }

        if (label.Length == 0)
        {
            Fault("label-missing", position + start, text[start..]);
            at = EndOfFields(text, at, out _);
            return false;
        }

        var parts = label.LastIndexOf("::", StringComparison.Ordinal);
        if (parts >= 0)
        {
            prefix = label[..(parts + 2)];
        }
        else
        {
            label = prefix + label;
        }

        return true;
    }

    private bool TryReadQuoted(ReadOnlySpan<char> text, ref int at, int position, out string label)
    {
        var start = at++;
        var doubled = false;
        while (at < text.Length && (text[at] != '\'' || (at + 1 < text.Length && text[at + 1] == '\'')))
        {
            doubled |= text[at] == '\'';
            at += text[at] == '\'' ? 2 : 1;
        }

        if (at >= text.Length)
        {
            Fault("quote-open", position + start, text[start..]);
            at = text.Length;
            label = "";
            return false;
        }

        label = text[(start + 1)..at].ToString();
        label = doubled ? label.Replace("''", "'", StringComparison.Ordinal) : label;
        at++;
        if (at < text.Length && text[at] == '=')
        {
            at++;
            return true;
        }

        Fault("label-only", position + start, text[start..at]);
        return false;
    }

    private bool TryReadBare(ReadOnlySpan<char> text, ref int at, int position, out string label)
    {
        label = "";
        var start = at;
        var equals = text[at..].IndexOf('=');
        var line = text[at..].IndexOf('\n');
        if (equals < 0 || (line >= 0 && line < equals))
        {
            at = line < 0 ? text.Length : at + line;
            Fault("label-only", position + start, text[start..at].TrimEnd());
            return false;
        }

        // A quote inside the words before "=" begins a quoted label: the words are not part of it.
        var quote = text.Slice(at, equals).IndexOf(" '", StringComparison.Ordinal);
        if (quote > 0)
        {
            at += quote;
            Fault("label-only", position + start, text[start..at].TrimEnd());
            return false;
        }

        var written = text.Slice(at, equals).TrimEnd();
        if (written.ContainsAny(' ', '\t'))
        {
            Fault("label-unquoted-blank", position + start, written);
        }

        at += equals + 1;
        label = written.ToString();
        return true;
    }

    /// <summary>Where the fields that start at <paramref name="at"/> end: at a blank, or where the next label is glued to them.</summary>
    private static int EndOfFields(ReadOnlySpan<char> text, int at, out bool nextIsGlued)
    {
        var length = text[at..].IndexOfAny(" \t\r\n");
        var end = length < 0 ? text.Length : at + length;
        var fields = text[at..end];
        nextIsGlued = false;

        var quote = fields.IndexOf('\'');
        var equals = fields.IndexOf('=');
        if (quote > 0 && (equals < 0 || quote < equals))
        {
            nextIsGlued = true;
            return at + quote;
        }

        if (equals > 0)
        {
            var glued = StartOfGluedLabel(fields[..equals]);
            nextIsGlued = glued > 0;
            return nextIsGlued ? at + glued : end;
        }

        return end;
    }

    /// <summary>Where, in <c>1s;2;3;0;100label</c>, the label starts; zero when no number stands before it.</summary>
    private static int StartOfGluedLabel(ReadOnlySpan<char> beforeEquals)
    {
        var field = beforeEquals.LastIndexOf(';') + 1;
        var last = beforeEquals[field..];
        var start = PluginNumber.Length(last);
        if (field == 0)
        {
            start += start > 0 ? LengthOfUnit(last[start..]) : 0;
        }

        return start < last.Length ? field + start : 0;
    }

    /// <summary>Length of the longest unit of the guidelines at the start of a text, when a label remains behind it.</summary>
    private static int LengthOfUnit(ReadOnlySpan<char> text)
    {
        foreach (var unit in (ReadOnlySpan<string>)["KB", "MB", "GB", "TB", "us", "ms", "s", "%", "B", "c"])
        {
            if (text.StartsWith(unit, StringComparison.Ordinal) && text.Length > unit.Length)
            {
                return unit.Length;
            }
        }

        return 0;
    }

    private PerformanceDatum? ReadFields(string label, ReadOnlySpan<char> fields, int position)
    {
        Span<Range> parts = stackalloc Range[7];
        var count = fields.Split(parts, ';');
        if (count > 6 || (count == 6 && !fields[parts[5]].IsEmpty))
        {
            Fault("fields-too-many", position, fields);
        }

        if (!TryReadValue(fields[parts[0]], position, out var value, out var unit))
        {
            return null;
        }

        return new PerformanceDatum(
            label,
            value,
            unit,
            count > 1 ? RangeAt(fields, parts[1], position) : null,
            count > 2 ? RangeAt(fields, parts[2], position) : null,
            count > 3 ? BoundAt(fields, parts[3], position) : null,
            count > 4 ? BoundAt(fields, parts[4], position) : null);
    }

    private bool TryReadValue(ReadOnlySpan<char> text, int position, out double? value, out string unit)
    {
        (value, unit) = (null, "");
        if (text is "U")
        {
            return true;
        }

        var length = PluginNumber.Length(text);
        if (length == 0 || !PluginNumber.TryRead(text[..length], out var number) ||
            (length < text.Length && text[length] is '.' or ',' or '-' or '+' or ':' or '='))
        {
            Fault(text.IsEmpty ? "value-missing" : "value-number", position, text);
            return false;
        }

        value = number;
        unit = UnitText(text[length..]);
        if (text[length..].IndexOfAny("0123456789'\"=") >= 0)
        {
            Fault("unit-characters", position + length, text[length..]);
        }

        return true;
    }

    private string? RangeAt(ReadOnlySpan<char> fields, Range part, int position)
    {
        var text = fields[part];
        if (text.IsEmpty)
        {
            return null;
        }

        if (!PluginRange.TryRead(text, out _, out var rule))
        {
            Fault(rule!, position + part.Start.Value, text);
        }

        return text.ToString();
    }

    private double? BoundAt(ReadOnlySpan<char> fields, Range part, int position)
    {
        var text = fields[part];
        if (text.IsEmpty || text is "U")
        {
            return null;
        }

        var length = PluginNumber.Length(text);
        var isNumber = PluginNumber.TryRead(text[..length], out var number);
        if (!isNumber || length < text.Length)
        {
            Fault(isNumber ? "bound-unit" : "bound-number", position + part.Start.Value, text);
        }

        return isNumber ? number : null;
    }

    private void Fault(string rule, int position, ReadOnlySpan<char> text) => faults.Add(PluginFault.At(rule, position, text));

    /// <summary>The usual units without a new string each.</summary>
    private static string UnitText(ReadOnlySpan<char> unit) => unit switch
    {
        "" => "",
        "s" => "s",
        "ms" => "ms",
        "us" => "us",
        "%" => "%",
        "B" => "B",
        "KB" => "KB",
        "MB" => "MB",
        "GB" => "GB",
        "c" => "c",
        _ => unit.ToString(),
    };

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';
}
