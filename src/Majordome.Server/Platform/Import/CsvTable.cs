using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CsvHelper;
using Majordome.Domain;

namespace Majordome.Server.Platform.Import;

/// <summary>One line of a CSV file.</summary>
/// <param name="Line">Its number in the file, from 1, the heading included: what a person finds in a text editor.</param>
/// <param name="Fields">Column → text, trimmed. An absent or empty column is <c>null</c>.</param>
public sealed record ImportRow(int Line, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The text of a column; <c>null</c> when it is absent or empty.</summary>
    public string? this[string column] => Fields.GetValueOrDefault(column);
}

/// <summary>Reads CSV (RFC 4180) as spreadsheets write it: comma, semicolon or tab; UTF-8, with or without a mark, else Windows-1252.</summary>
public static class CsvTable
{
    /// <summary>The most lines one file may have.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Reads a file whole.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="columns">Known columns → the other names they go by. Unknown columns are refused: a misspelt one would be lost in silence.</param>
    /// <param name="required">Columns that must be there.</param>
    /// <returns>The rows, or: <c>csv-empty</c>, <c>csv-column-unknown</c>, <c>csv-column-missing</c>, <c>csv-unreadable</c>, <c>csv-too-long</c>.</returns>
    public static Result<ImmutableArray<ImportRow>> Read(byte[] bytes, IReadOnlyDictionary<string, string[]> columns, params string[] required)
    {
        using var reader = CsvReader.FromText(Decode(bytes), Options);
        try
        {
            reader.ReadHeader();
            var names = reader.Headers.Select(h => Known(h, columns)).ToArray();
            if (names.Length == 0)
            {
                return Refusal.Of("", "csv-empty");
            }

            var refusals = reader.Headers.Where((_, i) => names[i] is null).Select(h => Refusal.Of("[1]", "csv-column-unknown", h, string.Join(", ", columns.Keys)))
                .Concat(required.Where(r => !names.Contains(r, StringComparer.Ordinal)).Select(r => Refusal.Of("[1]", "csv-column-missing", r)))
                .ToImmutableArray();
            return refusals.IsEmpty ? ReadRows(reader, names!) : refusals;
        }
        catch (CsvFormatException exception)
        {
            return Refusal.Of(string.Create(CultureInfo.InvariantCulture, $"[{exception.LineNumber}]"), "csv-unreadable");
        }
    }

    private static CsvReaderOptions Options => new()
    {
        TrimWhitespace = true,
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        MaxRecordSize = 64 * 1024,
    };

    private static Result<ImmutableArray<ImportRow>> ReadRows(CsvReader reader, string[] names)
    {
        var rows = ImmutableArray.CreateBuilder<ImportRow>();
        while (reader.Read())
        {
            if (rows.Count == MaxRows)
            {
                return Refusal.Of("", "csv-too-long", MaxRows);
            }

            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++)
            {
                if (reader.GetString(i) is { Length: > 0 } text)
                {
                    fields[names[i]] = CsvLines.Read(text);
                }
            }

            if (fields.Count > 0)
            {
                rows.Add(new ImportRow((int)reader.LineNumber, fields));
            }
        }

        return rows.ToImmutable();
    }

    private static string? Known(string header, IReadOnlyDictionary<string, string[]> columns) => columns
        .Where(c => c.Key.Equals(header.Trim(), StringComparison.OrdinalIgnoreCase) || c.Value.Contains(header.Trim(), StringComparer.OrdinalIgnoreCase))
        .Select(c => c.Key).FirstOrDefault();

    private static string Decode(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(bytes);
        }
    }
}

/// <summary>What an import does, or would do, with one line.</summary>
public enum ImportAction
{
    /// <summary>Something new.</summary>
    Create,

    /// <summary>Something known that changes.</summary>
    Change,

    /// <summary>Something known that stays as it is.</summary>
    Keep,

    /// <summary>Nothing: the line is refused.</summary>
    Refuse,
}

/// <summary>One line of an import's report.</summary>
/// <param name="Line">The line of the file.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Action">What is done with it.</param>
/// <param name="Refusals">Why it is refused; empty otherwise.</param>
public sealed record ImportedLine(int Line, string Name, ImportAction Action, ImmutableArray<Refusal> Refusals);

/// <summary>What an import did, or would do.</summary>
/// <param name="Lines">Line by line.</param>
/// <param name="IsDone">Whether it was done: not in a dry run, and never when a line is refused.</param>
public sealed record ImportReport(ImmutableArray<ImportedLine> Lines, bool IsDone)
{
    /// <summary>How many lines end that way.</summary>
    public int Count(ImportAction action) => Lines.Count(l => l.Action == action);
}
