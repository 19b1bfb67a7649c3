using System.Collections.Concurrent;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;

namespace Majordome.Server.Monitoring.Results;

/// <summary>
/// Keeps what checks measured as series. After the results' own commit and before they are acknowledged: whoever sends them again after a death
/// in between writes the same samples again, and a sample is there once.
/// </summary>
public sealed class KeepFigures(BatchWriter writer)
{
    /// <summary>Name of the series of checks; their labels are <see cref="Check"/>, <see cref="Figure"/> and <see cref="Unit"/>.</summary>
    public const string Metric = "check_figure";

    /// <summary>Label: the check's id.</summary>
    public const string Check = "check";

    /// <summary>Label: the figure as the check calls it.</summary>
    public const string Figure = "figure";

    /// <summary>Label: the unit as the check wrote it.</summary>
    public const string Unit = "unit";

    private const int MostKept = 100_000;

    private readonly ConcurrentDictionary<(Guid Check, string Figure, string Unit), byte[]> labels = new();

    /// <summary>Keeps the figures of runs. Those of several clients share one commit.</summary>
    public Task WriteAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken) =>
        Task.WhenAll(entries
            .GroupBy(entry => (entry.Check.ClientId, Source: entry.Probe == Guid.Empty ? entry.Check.Id : entry.Probe))
            .Select(group => WriteAsync(group.Key.ClientId, group.Key.Source, [.. group], cancellationToken)));

    private Task WriteAsync(Guid client, Guid source, IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        var last = entries[^1].Result.Machine.Position;
        return writer.WriteAsync(
            new BatchKey(client, source, last.Epoch, last.Sequence),
            draft =>
            {
                foreach (var entry in entries)
                {
                    Add(draft, entry);
                }

                return null;
            },
            cancellationToken);
    }

    private void Add(BatchDraft draft, HistoryEntry entry)
    {
        if (entry.Result.Run.Measurements.IsDefaultOrEmpty)
        {
            return;
        }

        var instant = Micros.Of(entry.Result.Machine.Started);
        foreach (var figure in entry.Result.Run.Measurements)
        {
            if (figure.Value is { } value)
            {
                draft.Add(LabelsOf(entry.Check.Id, figure.Label, figure.Unit), instant, value);
            }
        }
    }

    private byte[] LabelsOf(Guid check, string figure, string unit)
    {
        if (labels.Count > MostKept)
        {
            labels.Clear();
        }

        return labels.GetOrAdd((check, figure, unit), static key => LabelBlock.Of(
        [
            new(LabelBlock.Name, Metric), new(Check, key.Check.ToString()), new(Figure, key.Figure), new(Unit, key.Unit),
        ]));
    }
}
