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
/// <item><description>Units are kept as written; digits or quotes in one are listed (<c>unit-characters</c>), and so is the doubt about one of two
/// meanings (<c>unit-ambiguous</c>, <see cref="PerformanceDatum.UnitIsAmbiguous"/>).</description></item>
/// <item><description>A comma is a decimal comma, as a plugin writes it under a French locale. Where it could part thousands as well (<c>1,234</c>,
/// never <c>0,234</c>), the doubt is listed (<c>number-ambiguous</c>). <c>0x1F</c> is no number of the guidelines (<c>value-number</c>).</description></item>
/// <item><description>A <c>|</c> within performance data, outside quotes, separates as a blank does (<c>bar-repeated</c>).</description></item>
/// <item><description>Blanks around the <c>=</c> before a number, and one between a number and its unit of the guidelines, are read over
/// (<c>blank-around-equals</c>, <c>blank-before-unit</c>).</description></item>
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
            at = SkipSeparators(text, at, position);

            if (at >= text.Length)
            {
                return;
            }

            at = ReadOne(text, at, position);
        }
    }

    private int SkipSeparators(ReadOnlySpan<char> text, int at, int position)
    {
        for (; at < text.Length && FieldScan.IsSeparator(text[at]); at++)
        {
            if (text[at] == '|')
            {
                Fault("bar-repeated", position + at, text[at..]);
            }
        }

        return at;
    }

    /// <summary>Reads the measurement that starts at <paramref name="at"/>; gives where the next may start, always further on.</summary>
    private int ReadOne(ReadOnlySpan<char> text, int at, int position)
    {
        var start = at;
        if (!TryReadLabel(text, ref at, position, out var label))
        {
            return at;
        }

        if (FieldScan.BlanksBeforeNumber(text, at) is > 0 and var blanks)
        {
            Fault("blank-around-equals", position + start, text[start..(at + blanks)]);
            at += blanks;
        }

        var end = FieldScan.End(text, at, out var nextIsGlued);
        if (nextIsGlued)
        {
            Fault("separator-missing", position + start, text[start..end]);
        }

        var unitEnd = nextIsGlued ? end : FieldScan.EndOfDetachedUnit(text, at, end);
        if (unitEnd > end)
        {
            Fault("blank-before-unit", position + at, text[at..unitEnd]);
        }

        var fields = unitEnd > end ? string.Concat(text[at..end], text[end..unitEnd].TrimStart(" \t")) : text[at..end];
        if (ReadFields(label, fields, position + at) is { } read)
        {
            measurements.Add(read);
        }

        return unitEnd;
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
            at = FieldScan.End(text, at, out _);
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
        var blanks = text[at..].IndexOfAnyExcept(' ', '\t');
        if (blanks >= 0 && text[at + blanks] == '=')
        {
            FaultOfBlanks(blanks, position + start, text[start..at]);
            at += blanks + 1;
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

        FaultOfBlanks(equals - written.Length, position + start, written);
        at += equals + 1;
        label = written.ToString();
        return true;
    }

    private void FaultOfBlanks(int blanks, int position, ReadOnlySpan<char> label)
    {
        if (blanks > 0)
        {
            Fault("blank-around-equals", position, label);
        }
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
        if (length == 0 || !PluginNumber.TryRead(text[..length], out var number) || NoUnitStartsAt(text, length))
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

        if (PerformanceDatum.IsAmbiguous(unit))
        {
            Fault("unit-ambiguous", position + length, text[length..]);
        }

        if (PluginNumber.MayPartThousands(text[..length]))
        {
            Fault("number-ambiguous", position, text[..length]);
        }

        return true;
    }

    /// <summary>What goes on as a number would (<c>1.2.3</c>, <c>12:30</c>), or is one in another base (<c>0x1F</c>).</summary>
    private static bool NoUnitStartsAt(ReadOnlySpan<char> text, int length) =>
        length < text.Length &&
        (text[length] is '.' or ',' or '-' or '+' or ':' or '=' || (text[..length] is "0" && text[length] is 'x' or 'X'));

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
}
