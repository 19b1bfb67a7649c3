using System.Text;

namespace Majordome.Server.Platform.Import;

/// <summary>Writes CSV (RFC 4180) that spreadsheets and <see cref="CsvTable"/> read back.</summary>
/// <param name="separator">Between fields: a semicolon where the decimal mark is a comma, else a comma.</param>
public sealed class CsvLines(char separator)
{
    private const string Marks = "\"\r\n";

    /// <summary>What the file begins with, so that spreadsheets take it for UTF-8.</summary>
    public const string ByteOrderMark = "\uFEFF";

    /// <summary>One line with its end.</summary>
    public string Line(params ReadOnlySpan<string?> fields)
    {
        var line = new StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0)
            {
                line.Append(separator);
            }

            Write(line, fields[i] ?? "");
        }

        return line.Append("\r\n").ToString();
    }

    private void Write(StringBuilder line, string field)
    {
        if (!field.Contains(separator, StringComparison.Ordinal) && field.AsSpan().IndexOfAny(Marks) < 0 && field.Trim().Length == field.Length)
        {
            line.Append(field);
            return;
        }

        line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
