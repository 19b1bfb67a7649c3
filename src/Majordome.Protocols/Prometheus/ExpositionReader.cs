namespace Majordome.Protocols.Prometheus;

/// <summary>The two ways in which an exporter writes its samples.</summary>
public enum ExpositionFormat
{
    /// <summary>Prometheus text format 0.0.4: timestamps in milliseconds, no end mark.</summary>
    Text,

    /// <summary>OpenMetrics 1.0: timestamps in seconds, exemplars, <c># EOF</c> at the end.</summary>
    OpenMetrics,
}

/// <summary>
/// Reads what an exporter shows (prometheus.io, «Exposition formats», 0.0.4; OpenMetrics 1.0), sample by sample, in place. Histograms and summaries
/// come as the series they are written as. What cannot be read is left out and listed; the rest is kept.
/// </summary>
/// <remarks>
/// Left out: <c>sample-name</c>, <c>labels-open</c>, <c>label-name</c>, <c>label-value</c> (not quoted), <c>label-escape</c> is kept as written and listed,
/// <c>label-not-utf8</c>, <c>label-twice</c>, <c>labels-too-many</c> (more than 128), <c>value-missing</c>, <c>value-number</c>, <c>timestamp-number</c>, <c>line-trailing</c>.
/// Listed only: <c>type-unknown</c>, <c>type-late</c> (after samples of its family), <c>line-carriage-return</c> (once), <c>exemplar-broken</c>,
/// <c>exemplar-in-text</c> (once), <c>eof-missing</c>, <c>eof-early</c> (what stands behind it is not read).
/// </remarks>
public ref struct ExpositionReader
{
    /// <summary>More faults than these are counted, not kept.</summary>
    public const int MostFaults = 100;

    private readonly ReadOnlySpan<byte> text;
    private readonly List<FormatFault> faults;
    private int at;
    private bool isEnded;
    private bool hasTold;
    private bool carriageReturnTold;
    private bool exemplarTold;

    /// <summary>Starts on a body.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="format">As the <c>Content-Type</c> says; see <see cref="FormatOf"/>.</param>
    public ExpositionReader(ReadOnlySpan<byte> text, ExpositionFormat format)
    {
        this.text = text;
        Format = format;
        faults = [];
        at = text.StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>How timestamps and the end are understood.</summary>
    public ExpositionFormat Format { get; }

    /// <summary>The sample that <see cref="MoveNext"/> came to.</summary>
    public ExpositionSample Current { get; private set; }

    /// <summary>The family that the lines before spoke of; the current sample may be of none: see <see cref="Kind"/>.</summary>
    public ExpositionFamily Family { get; private set; }

    /// <summary>The kind of the current sample's family; unknown where no line told.</summary>
    public readonly MetricKind Kind => Family.Holds(Current.Name) ? Family.Kind : MetricKind.Unknown;

    /// <summary>What was wrong so far, in the order met.</summary>
    public readonly IReadOnlyList<FormatFault> Faults => faults;

    /// <summary>How many faults there were, kept or not.</summary>
    public int FaultCount { get; private set; }

    /// <summary>The format that a <c>Content-Type</c> names.</summary>
    public static ExpositionFormat FormatOf(string? contentType) =>
        contentType is not null && contentType.TrimStart().StartsWith("application/openmetrics-text", StringComparison.OrdinalIgnoreCase)
            ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text;

    /// <summary>Goes to the next sample that can be read.</summary>
    public bool MoveNext()
    {
        while (!isEnded && at < text.Length)
        {
            var start = at;
            var length = text[at..].IndexOf((byte)'\n');
            var line = length < 0 ? text[at..] : text.Slice(at, length);
            at += length < 0 ? line.Length : length + 1;
            if (line.EndsWith("\r"u8))
            {
                Tell("line-carriage-return", start, ref carriageReturnTold);
            }

            line = line.Trim(" \t\r"u8);
            if (line.StartsWith("#"u8))
            {
                ReadComment(line, start);
            }
            else if (!line.IsEmpty && ReadSample(line, start))
            {
                return true;
            }
        }

        if (!isEnded && Format == ExpositionFormat.OpenMetrics)
        {
            Add(new FormatFault("eof-missing", text.Length));
        }

        isEnded = true;
        return false;
    }

    private void ReadComment(ReadOnlySpan<byte> line, int start)
    {
        var rest = line[1..].TrimStart(" \t"u8);
        var word = Word(ref rest);
        if (word.SequenceEqual("EOF"u8) && Format == ExpositionFormat.OpenMetrics)
        {
            isEnded = true;
            if (!text[at..].Trim(" \t\r\n"u8).IsEmpty)
            {
                Add(new FormatFault("eof-early", start));
            }

            return;
        }

        if (!word.SequenceEqual("HELP"u8) && !word.SequenceEqual("TYPE"u8) && !word.SequenceEqual("UNIT"u8))
        {
            return; // a remark
        }

        var name = Word(ref rest);
        if (!name.SequenceEqual(Family.Name))
        {
            Family = new ExpositionFamily(name);
            hasTold = false;
        }

        if (word[0] == 'H')
        {
            Family = Family with { HelpRaw = rest };
        }
        else if (word[0] == 'U')
        {
            Family = Family with { Unit = rest };
        }
        else
        {
            ReadType(rest, start);
        }
    }

    private void ReadType(ReadOnlySpan<byte> type, int start)
    {
        if (ExpositionFamily.KindOf(type) is not { } kind)
        {
            Add(FormatFault.At("type-unknown", start, type));
            return;
        }

        Family = Family with { Kind = kind };
        if (hasTold)
        {
            Add(FormatFault.At("type-late", start, Family.Name));
        }
    }

    private bool ReadSample(ReadOnlySpan<byte> line, int start)
    {
        var end = line.IndexOfAny(" \t{"u8);
        var name = end < 0 ? line : line[..end];
        if (!RemoteWriteLabelRules.IsMetricName(name))
        {
            return Refuse("sample-name", start, line);
        }

        var rest = end < 0 ? default : line[end..].TrimStart(" \t"u8);
        ReadOnlySpan<byte> labels = default;
        if (rest.StartsWith("{"u8))
        {
            var read = ExpositionLabels.Measure(rest, out var labelRule);
            if (labelRule is not null)
            {
                Add(FormatFault.At(labelRule, start, line));
            }

            if (read == 0)
            {
                return false;
            }

            labels = rest[1..(read - 1)];
            rest = rest[read..].TrimStart(" \t"u8);
        }

        rest = WithoutExemplar(rest, start, out var exemplar);
        return ReadNumbers(name, labels, rest, exemplar, line, start);
    }

    private bool ReadNumbers(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> labels, ReadOnlySpan<byte> rest, ReadOnlySpan<byte> exemplar, ReadOnlySpan<byte> line, int start)
    {
        var valueText = Word(ref rest);
        if (valueText.IsEmpty || !ExpositionNumber.TryRead(valueText, out var value))
        {
            return Refuse(valueText.IsEmpty ? "value-missing" : "value-number", start, line);
        }

        long? timestamp = null;
        var timestampText = Word(ref rest);
        if (!timestampText.IsEmpty)
        {
            timestamp = ExpositionNumber.Milliseconds(timestampText, Format);
            if (timestamp is null || !rest.IsEmpty)
            {
                return Refuse(timestamp is null ? "timestamp-number" : "line-trailing", start, line);
            }
        }

        hasTold |= Family.Holds(name);
        Current = new ExpositionSample(name, labels, value, timestamp, exemplar);
        return true;
    }

    /// <summary>An exemplar stands behind <c> # </c> (OpenMetrics 1.0, «Exemplars»); numbers cannot hold that sign.</summary>
    private ReadOnlySpan<byte> WithoutExemplar(ReadOnlySpan<byte> rest, int start, out ReadOnlySpan<byte> exemplar)
    {
        var mark = rest.IndexOf((byte)'#');
        exemplar = mark < 0 ? default : rest[(mark + 1)..].TrimStart(" \t"u8);
        if (mark < 0)
        {
            return rest;
        }

        if (Format == ExpositionFormat.Text)
        {
            Tell("exemplar-in-text", start, ref exemplarTold);
        }

        if (ExpositionLabels.Measure(exemplar, out _) == 0)
        {
            Add(FormatFault.At("exemplar-broken", start, exemplar));
            exemplar = default;
        }

        return rest[..mark].TrimEnd(" \t"u8);
    }

    private static ReadOnlySpan<byte> Word(scoped ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny(" \t"u8);
        var word = end < 0 ? rest : rest[..end];
        rest = rest[word.Length..].TrimStart(" \t"u8);
        return word;
    }

    private bool Refuse(string rule, int start, ReadOnlySpan<byte> line)
    {
        Add(FormatFault.At(rule, start, line));
        return false;
    }

    private void Tell(string rule, int start, ref bool told)
    {
        if (!told)
        {
            told = true;
            Add(new FormatFault(rule, start));
        }
    }

    private void Add(FormatFault fault)
    {
        if (FaultCount++ < MostFaults)
        {
            faults.Add(fault);
        }
    }
}
