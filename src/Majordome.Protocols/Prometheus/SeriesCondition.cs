using System.Collections.Immutable;
using System.Globalization;
using Majordome.Protocols.Plugins;

namespace Majordome.Protocols.Prometheus;

/// <summary>
/// When a series is to be alerted about: a selector and a range of the plugin guidelines (<c>node_load1 4</c>: outside 0 to 4), or a comparison as an alerting rule of
/// Prometheus has it (<c>node_load1 &gt; 4</c>), which is the range that says the same.
/// </summary>
/// <param name="Selector">Which series.</param>
/// <param name="Range">What alerts.</param>
public sealed record SeriesCondition(SeriesSelector Selector, PluginRange Range)
{
    private static readonly string[] Operators = ["<=", ">=", "==", "!=", "<", ">"];

    /// <summary>Reads conditions that are separated by semicolons or line breaks; false with the part that is none, or one too many.</summary>
    public static bool TryReadList(string text, out ImmutableArray<SeriesCondition> conditions, out string part)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = ImmutableArray.CreateBuilder<SeriesCondition>();
        var rest = text.AsSpan().Trim(" ;\r\n");
        while (!rest.IsEmpty)
        {
            var isRead = SeriesSelector.TryRead(rest, out var selector, out var length, out _);
            var behind = isRead ? rest[length..] : default;
            var end = behind.IndexOfAny(";\r\n");
            if (read.Count == SeriesSelector.MostInList || !isRead || !TryReadRange((end < 0 ? behind : behind[..end]).Trim(' '), out var range))
            {
                (conditions, part) = ([], rest.Length > 80 ? rest[..80].ToString() : rest.ToString());
                return false;
            }

            read.Add(new SeriesCondition(selector!, range));
            rest = end < 0 ? default : behind[end..].TrimStart(" ;\r\n");
        }

        (conditions, part) = (read.ToImmutable(), "");
        return true;
    }

    private static bool TryReadRange(ReadOnlySpan<char> text, out PluginRange range)
    {
        foreach (var comparison in Operators)
        {
            if (text.StartsWith(comparison, StringComparison.Ordinal))
            {
                var isNumber = double.TryParse(text[comparison.Length..].Trim(' '), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
                range = isNumber ? RangeOf(comparison, number) : default;
                return isNumber;
            }
        }

        return PluginRange.TryRead(text, out range, out _);
    }

    private static PluginRange RangeOf(string comparison, double number) => comparison switch
    {
        "<" => new(number, double.PositiveInfinity, false),
        ">" => new(double.NegativeInfinity, number, false),
        "<=" => new(double.NegativeInfinity, number, true),
        ">=" => new(number, double.PositiveInfinity, true),
        "==" => new(number, number, true),
        _ => new(number, number, false),
    };
}
