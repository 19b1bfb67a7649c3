namespace Majordome.Protocols.Samples;

/// <summary>Writes samples as the CSV that <see cref="SampleTableReader"/> reads: by series, then by time; lines end with LF.</summary>
public static class SampleTableWriter
{
    /// <summary>Writes all samples.</summary>
    public static void Write(SampleTable table, TextWriter target)
    {
        if (table.HasHeading)
        {
            target.Write("series,instant,value\n");
        }

        Span<char> instant = stackalloc char[InstantSpelling.Longest];
        foreach (var series in table.Series)
        {
            var (name, at) = (CsvRecords.Field(series.Name), 0);
            foreach (var (spelling, count) in series.Spellings)
            {
                for (var end = at + count; at < end; at++)
                {
                    target.Write(name);
                    target.Write(',');
                    target.Write(instant[..spelling.Write(series.Instants[at], instant)]);
                    target.Write(',');
                    target.Write(ValueText.Write(series.Values[at]));
                    target.Write('\n');
                }
            }
        }
    }
}
