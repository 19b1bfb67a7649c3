using System.Collections.Immutable;

namespace Majordome.Protocols.Plugins;

/// <summary>What a plugin printed, taken apart by the plugin guidelines (monitoring-plugins.org).</summary>
/// <param name="Text">First line up to its <c>|</c>, without surrounding blanks.</param>
/// <param name="LongText">The lines after the first, up to the next <c>|</c>; lines end with <c>\n</c>; empty when there are none.</param>
/// <param name="Measurements">The performance data of the first line, then that after the long text, in the order written.</param>
/// <param name="Faults">What breaks the grammar, in the order met; empty for a well-behaved plugin.</param>
public sealed record PluginOutput(
    string Text,
    string LongText,
    ImmutableArray<PerformanceDatum> Measurements,
    ImmutableArray<PluginFault> Faults)
{
    /// <summary>
    /// Reads an output: <c>TEXT | PERFDATA</c>, then lines of long text, of which one may hold a second <c>|</c>; from there on,
    /// that line and all those after it are performance data. Never throws: whatever it is given, it keeps what it understands.
    /// </summary>
    public static PluginOutput Read(ReadOnlySpan<char> output)
    {
        output = output.TrimEnd();
        var firstLine = output.IndexOf('\n');
        var head = firstLine < 0 ? output : output[..firstLine];
        var bar = head.IndexOf('|');

        var reader = new PerformanceDataReader();
        if (bar >= 0)
        {
            reader.Read(head[(bar + 1)..], bar + 1);
        }

        var longText = "";
        if (firstLine >= 0)
        {
            var rest = output[(firstLine + 1)..];
            var secondBar = rest.IndexOf('|');
            longText = LinesOf(secondBar < 0 ? rest : rest[..secondBar]);
            if (secondBar >= 0)
            {
                reader.Read(rest[(secondBar + 1)..], firstLine + 1 + secondBar + 1);
            }
        }

        var text = (bar < 0 ? head : head[..bar]).Trim().ToString();
        return new PluginOutput(text, longText, reader.Measurements, reader.Faults);
    }

    private static string LinesOf(ReadOnlySpan<char> text) =>
        text.TrimEnd().ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
}
