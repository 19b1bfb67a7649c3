using System.Text;

namespace Majordome.Server.Platform.Import;

/// <summary>
/// Writes CSV (RFC 4180) that spreadsheets and <see cref="CsvTable"/> read back. A field that a spreadsheet would run as a formula is
/// written as text, behind an apostrophe (OWASP, «CSV Injection»): what a client typed may be opened by anybody.
/// </summary>
/// <param name="separator">Between fields: a semicolon where the decimal mark is a comma, else a comma.</param>
public sealed class CsvLines(char separator)
{
    private const string Marks = "\"\r\n";
    private const string Formulas = "=+-@\t\r";

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

    /// <summary>The field that was written as this text.</summary>
    internal static string Read(string text) => text is ['\'', var second, ..] && Formulas.Contains(second, StringComparison.Ordinal) ? text[1..] : text;

    private void Write(StringBuilder line, string given)
    {
        var field = given.Length > 0 && Formulas.Contains(given[0], StringComparison.Ordinal) ? "'" + given : given;
        if (!field.Contains(separator, StringComparison.Ordinal) && field.AsSpan().IndexOfAny(Marks) < 0 && field.Trim().Length == field.Length)
        {
            line.Append(field);
            return;
        }

        line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
