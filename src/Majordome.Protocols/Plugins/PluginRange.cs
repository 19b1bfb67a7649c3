using System.Globalization;

namespace Majordome.Protocols.Plugins;

/// <summary>
/// A threshold by the plugin guidelines (monitoring-plugins.org, "Threshold and Ranges"): <c>[@][start:][end]</c>.
/// Both ends belong to the range. It alerts on a value outside it, or inside it when it begins with <c>@</c>.
/// </summary>
/// <remarks>
/// <list type="table">
/// <item><term><c>10</c></term><description>below 0 or above 10</description></item>
/// <item><term><c>10:</c></term><description>below 10</description></item>
/// <item><term><c>~:10</c></term><description>above 10</description></item>
/// <item><term><c>10:20</c></term><description>below 10 or above 20</description></item>
/// <item><term><c>@10:20</c></term><description>from 10 to 20</description></item>
/// <item><term><c>:10</c></term><description>as <c>10</c>: a start that is left out is zero</description></item>
/// </list>
/// </remarks>
/// <param name="Start">The lower end, included; negative infinity for <c>~</c>.</param>
/// <param name="End">The upper end, included; positive infinity when left out. Never below <paramref name="Start"/>.</param>
/// <param name="AlertsInside">Whether the range began with <c>@</c>.</param>
public readonly record struct PluginRange(double Start, double End, bool AlertsInside)
{
    /// <summary>Whether a value is one to be alerted about. A value that is not a number alerts nobody.</summary>
    public bool AlertsOn(double value) => !double.IsNaN(value) && (value >= Start && value <= End) == AlertsInside;

    /// <summary>
    /// Reads a range. False, with the broken rule, for anything else: <c>range-empty</c>, <c>range-number</c>
    /// (an end is no number) or <c>range-reversed</c> (the start is above the end).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<char> text, out PluginRange range, out string? rule)
    {
        range = default;
        var inside = text.StartsWith("@", StringComparison.Ordinal);
        var body = inside ? text[1..] : text;
        if (body.IsEmpty)
        {
            rule = "range-empty";
            return false;
        }

        var colon = body.IndexOf(':');
        if (!TryReadStart(colon < 0 ? [] : body[..colon], out var start) ||
            !TryReadEnd(body[(colon + 1)..], emptyIsOpen: colon >= 0, out var end))
        {
            rule = "range-number";
            return false;
        }

        rule = start > end ? "range-reversed" : null;
        range = rule is null ? new PluginRange(start, end, inside) : default;
        return rule is null;
    }

    /// <summary>The range in the guidelines' notation, in its shortest form.</summary>
    public override string ToString()
    {
        var start = double.IsNegativeInfinity(Start) ? "~:" : Start == 0 && !double.IsInfinity(End) ? "" : Text(Start) + ":";
        return (AlertsInside ? "@" : "") + start + (double.IsPositiveInfinity(End) ? "" : Text(End));
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static bool TryReadStart(ReadOnlySpan<char> text, out double start)
    {
        start = 0;
        if (text is "~")
        {
            start = double.NegativeInfinity;
            return true;
        }

        return text.IsEmpty || PluginNumber.TryRead(text, out start);
    }

    private static bool TryReadEnd(ReadOnlySpan<char> text, bool emptyIsOpen, out double end)
    {
        end = double.PositiveInfinity;
        return text.IsEmpty ? emptyIsOpen : PluginNumber.TryRead(text, out end);
    }
}
