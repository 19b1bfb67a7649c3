using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Domain.ServiceDesk;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>
/// What <c>sla explain</c> writes: each clock, then its band segment by segment, in the local time of the ticket's calendar and
/// in UTC, then totals that add up.
/// </summary>
internal sealed class SlaExplanation(SlaScenario scenario, SlaTexts texts)
{
    private static readonly ZonedDateTimePattern ToTheMinute = LocalPattern("uuuu-MM-dd HH:mm o<G>");
    private static readonly ZonedDateTimePattern Exact = LocalPattern("uuuu-MM-dd HH:mm:ss;FFFFFFFFF o<G>");

    private readonly StringBuilder text = new();

    /// <inheritdoc/>
    public override string ToString()
    {
        text.Clear();
        var terms = scenario.Terms;
        var clocks = scenario.Clocks;
        var band = ClockBand.Of(terms, scenario.Events, scenario.Now);
        Line(texts["explain.ticket", scenario.Id, scenario.CalendarName, terms.Calendar.Zone.Id]);
        Line("  " + texts["explain.registered", Both(terms.Registered)]);
        Line("  " + texts["explain.now", Both(scenario.Now)]);
        Write("GTI", clocks.Response, band.Response);
        if (clocks.ResponseEnd == ResponseEnd.RestoredBeforeTaken)
        {
            Line("  " + texts["explain.restored-before-taken"]);
        }

        Write("GTR", clocks.Restoration, band.Restoration);
        Line("  " + texts["explain.paused", Length(clocks.Paused)]);
        return text.ToString();
    }

    private void Write(string name, in ClockReading clock, ImmutableArray<BandSegment> band)
    {
        Line("");
        Line(texts[
            "explain.clock",
            name,
            texts[$"state.{clock.State}"],
            Length(clock.Elapsed),
            clock.Target is { } target ? Length(target) : texts["explain.nothing"],
            clock.Deadline is { } deadline ? Both(deadline) : texts["explain.no-deadline"]]);
        var zone = scenario.Terms.Calendar.Zone.Id;
        List<string[]> rows = [[$"{texts["explain.from"]} ({zone})", texts["explain.to"], $"{texts["explain.from"]} (UTC)", texts["explain.to"], texts["explain.length"], texts["explain.kind"]]];
        rows.AddRange(band.Select(segment => new[]
        {
            Local(segment.Start), Local(segment.End), Utc(segment.Start), Utc(segment.End), Length(segment.Length), texts[$"band.{segment.Kind}"],
        }));
        WriteTable(rows);
        WriteTotals(clock, band);
    }

    private void WriteTotals(in ClockReading clock, ImmutableArray<BandSegment> band)
    {
        Line("  " + texts["explain.totals"]);
        List<string[]> rows = [.. band.GroupBy(segment => segment.Kind).OrderBy(kind => kind.Key)
            .Select(kind => new[] { "", Length(Sum(kind)), texts[$"band.{kind.Key}"] })];
        rows.Add(["=", Length(Sum(band)), texts["explain.all"]]);
        WriteTable(rows);
        var counted = band.Where(segment => segment.Kind is BandKind.Counted or BandKind.Overrun).GroupBy(segment => segment.Kind).OrderBy(kind => kind.Key)
            .Select(kind => $"{texts[$"band.{kind.Key}"]} {Length(Sum(kind))}").DefaultIfEmpty(Length(Duration.Zero));
        Line("    " + texts["explain.elapsed", Length(clock.Elapsed)] + " = " + string.Join(" + ", counted));
    }

    private void WriteTable(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
        {
            Line("    " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }

    private void Line(string line) => text.Append(line).Append('\n');

    private static Duration Sum(IEnumerable<BandSegment> segments) =>
        segments.Aggregate(Duration.Zero, (sum, segment) => sum + segment.Length);

    private string Both(Instant instant) => $"{Local(instant)} ({Utc(instant)})";

    private string Local(Instant instant)
    {
        var local = instant.InZone(scenario.Terms.Calendar.Zone);
        return (local.Second == 0 && local.NanosecondOfSecond == 0 ? ToTheMinute : Exact).Format(local);
    }

    private static string Utc(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    /// <summary>A length as people read it: <c>64 h 07</c>, <c>15 min</c>, with seconds when there are any.</summary>
    private static string Length(Duration duration)
    {
        var minutes = (long)Math.Floor(duration.TotalMinutes);
        var rest = duration - Duration.FromMinutes(minutes);
        var main = minutes >= 60
            ? string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} h {minutes % 60:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{minutes} min");
        return rest == Duration.Zero ? main : string.Create(CultureInfo.InvariantCulture, $"{main} {(decimal)rest.TotalNanoseconds / 1_000_000_000m:0.#########} s");
    }

    private static ZonedDateTimePattern LocalPattern(string pattern) => ZonedDateTimePattern.CreateWithInvariantCulture(pattern, zoneProvider: null);
}
