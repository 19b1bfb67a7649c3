using System.Text;

namespace Majordome.Protocols.Samples;

/// <summary>Reads the records of CSV one after the other (RFC 4180; lines may end with LF alone). Empty lines are passed over.</summary>
/// <param name="text">The whole text, without byte order mark.</param>
public ref struct CsvRecords(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int at;
    private int nextLine = 1;

    /// <summary>The line on which the record starts, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Why there is no further record: <c>csv-quote-open</c> or <c>csv-quote-misplaced</c>; null at the end of the text.</summary>
    public string? Fault { get; private set; }

    /// <summary>Reads a record.</summary>
    /// <param name="fields">Cleared, then filled. False, and what was read so far, when there is no record.</param>
    public bool TryRead(List<string> fields)
    {
        fields.Clear();
        while (at < text.Length && text[at] is '\r' or '\n')
        {
            EndLine();
        }

        Line = nextLine;
        if (at >= text.Length)
        {
            return false;
        }

        while (Fault is null)
        {
            fields.Add(text[at..].StartsWith("\"") ? Quoted() : Plain());
            if (at >= text.Length || text[at] is '\r' or '\n')
            {
                EndLine();
                break;
            }

            if (text[at] != ',')
            {
                Fault = "csv-quote-misplaced";
            }
            else if (++at == text.Length)
            {
                fields.Add("");
                break;
            }
        }

        return Fault is null;
    }

    /// <summary>A field as CSV: in quotation marks where it must be.</summary>
    public static string Field(string value) =>
        value.AsSpan().IndexOfAny("\",\r\n") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string Plain()
    {
        var length = text[at..].IndexOfAny(",\"\r\n");
        var field = length < 0 ? text[at..] : text.Slice(at, length);
        at += field.Length;
        return field.ToString();
    }

    private string Quoted()
    {
        var field = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                if (at >= text.Length || text[at] != '"')
                {
                    return field.ToString();
                }
            }
            else if (text[at] == '\n')
            {
                nextLine++;
            }

            field.Append(text[at]);
        }

        Fault = "csv-quote-open";
        return "";
    }

    private void EndLine()
    {
        at += text[at..].StartsWith("\r\n") ? 2 : 1;
        nextLine++;
    }
}
