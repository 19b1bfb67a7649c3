using System.Globalization;
using System.Runtime.InteropServices;
using Majordome.Domain;

namespace Majordome.Protocols.Samples;

/// <summary>
/// Reads samples from CSV: <c>series,instant,value</c>, with or without that heading, in any order. Of two samples of one series and one
/// instant the later line wins.
/// </summary>
/// <remarks>
/// Refused at the first fault, by line and field (<c>[3].instant</c>): the rules of <see cref="CsvRecords"/>, <see cref="InstantSpelling"/> and
/// <see cref="ValueText"/>; <c>csv-fields</c> when a line has not three of them;
/// <c>csv-empty</c> when there is no sample.
/// </remarks>
public static class SampleTableReader
{
    private readonly record struct Sample(long Instant, double Value, InstantSpelling Spelling, int Line);

    /// <summary>Reads a whole text.</summary>
    public static Result<SampleTable> Read(ReadOnlySpan<char> text)
    {
        var records = new CsvRecords(text);
        var fields = new List<string>();
        var found = new Dictionary<string, List<Sample>>(StringComparer.Ordinal);
        var names = new List<string>();
        var (heading, first) = (false, true);
        while (records.TryRead(fields))
        {
            if (fields.Count != 3)
            {
                return Refusal.Of(Place(records.Line), "csv-fields", fields.Count);
            }

            if (first && IsHeading(fields))
            {
                (heading, first) = (true, false);
                continue;
            }

            first = false;
            if (!InstantSpelling.TryRead(fields[1], out var instant, out var spelling, out var rule))
            {
                return Refusal.Of(Place(records.Line, ".instant"), rule!, fields[1]);
            }

            if (!ValueText.TryRead(fields[2], out var value, out rule))
            {
                return Refusal.Of(Place(records.Line, ".value"), rule!, fields[2]);
            }

            ref var samples = ref CollectionsMarshal.GetValueRefOrAddDefault(found, fields[0], out var known);
            if (!known)
            {
                samples = [];
                names.Add(fields[0]);
            }

            samples!.Add(new Sample(instant, value, spelling, records.Line));
        }

        if (names.Count == 0 && records.Fault is null)
        {
            return Refusal.Of("", "csv-empty");
        }

        return records.Fault is { } fault ? Refusal.Of(Place(records.Line), fault, string.Join(',', fields)) : Arrange(names, found, heading);
    }

    private static string Place(int line, string field = "") => string.Create(CultureInfo.InvariantCulture, $"[{line}]{field}");

    private static bool IsHeading(List<string> fields) =>
        fields[0].Trim().Equals("series", StringComparison.OrdinalIgnoreCase)
        && fields[1].Trim().Equals("instant", StringComparison.OrdinalIgnoreCase)
        && fields[2].Trim().Equals("value", StringComparison.OrdinalIgnoreCase);

    private static SampleTable Arrange(List<string> names, Dictionary<string, List<Sample>> found, bool heading)
    {
        var (replaced, firstReplaced) = (0, 0);
        var series = new List<NamedSeries>(names.Count);
        foreach (var name in names)
        {
            var samples = found[name];
            samples.Sort((a, b) => a.Instant != b.Instant ? a.Instant.CompareTo(b.Instant) : a.Line.CompareTo(b.Line));
            var kept = 0;
            for (var i = 0; i < samples.Count; i++)
            {
                if (kept > 0 && samples[kept - 1].Instant == samples[i].Instant)
                {
                    kept--;
                    replaced++;
                    firstReplaced = firstReplaced == 0 ? samples[i].Line : Math.Min(firstReplaced, samples[i].Line);
                }

                samples[kept++] = samples[i];
            }

            samples.RemoveRange(kept, samples.Count - kept);
            series.Add(new NamedSeries(name, [.. samples.Select(sample => sample.Instant)], [.. samples.Select(sample => sample.Value)], Spellings(samples)));
        }

        return new SampleTable(series, heading, replaced, firstReplaced);
    }

    /// <summary>One spelling for all when there is one, be it «as many decimals as needed»; else one after the other.</summary>
    private static List<(InstantSpelling Spelling, int Count)> Spellings(List<Sample> samples)
    {
        var asNeeded = samples[0].Spelling with { Decimals = InstantSpelling.AsNeeded };
        var runs = new List<(InstantSpelling Spelling, int Count)>();
        foreach (var sample in samples)
        {
            if (runs.Count > 0 && runs[^1].Spelling == sample.Spelling)
            {
                runs[^1] = (sample.Spelling, runs[^1].Count + 1);
            }
            else
            {
                runs.Add((sample.Spelling, 1));
            }
        }

        return runs.Count > 1 && samples.TrueForAll(sample => sample.Spelling with { Decimals = InstantSpelling.AsNeeded } == asNeeded
                && sample.Spelling.Decimals == sample.Spelling.Needed(sample.Instant))
            ? [(asNeeded, samples.Count)]
            : runs;
    }
}
