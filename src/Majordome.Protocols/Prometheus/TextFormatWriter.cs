using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Prometheus;

/// <summary>
/// Writes the Prometheus text exposition format, version 0.0.4 (prometheus.io, «Exposition formats»): families with HELP and TYPE,
/// one sample a line, values as Go writes them, no timestamps.
/// </summary>
public sealed class TextFormatWriter
{
    /// <summary>The media type of what is written.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder text = new();

    /// <summary>Starts a family.</summary>
    /// <param name="name">Its name; made valid by <see cref="Name"/>.</param>
    /// <param name="type"><c>counter</c>, <c>gauge</c> or <c>histogram</c>.</param>
    /// <param name="help">What it says; backslashes and line feeds are escaped.</param>
    public void Family(string name, string type, string help)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    /// <summary>Writes one sample.</summary>
    /// <param name="name">The family's name, with a suffix such as <c>_bucket</c> where the type wants one.</param>
    /// <param name="labels">Its labels; values are escaped.</param>
    /// <param name="value">Any double.</param>
    public void Sample(string name, ReadOnlySpan<KeyValuePair<string, string>> labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{');
            for (var i = 0; i < labels.Length; i++)
            {
                text.Append(i > 0 ? "," : "").Append(Name(labels[i].Key)).Append("=\"").Append(Escape(labels[i].Value)).Append('"');
            }

            text.Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>All that was written.</summary>
    public override string ToString() => text.ToString();

    /// <summary>The name with every character outside <c>[a-zA-Z0-9_]</c> replaced by an underscore, not starting with a digit.</summary>
    public static string Name(string name)
    {
        var valid = string.Create(name.Length, name, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });
        return valid.Length > 0 && char.IsAsciiDigit(valid[0]) ? "_" + valid : valid;
    }

    /// <summary>A value: <c>NaN</c>, <c>+Inf</c>, <c>-Inf</c>, or the shortest text that reads back as the same double.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "NaN",
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
