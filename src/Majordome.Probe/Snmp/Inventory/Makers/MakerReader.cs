using System.Globalization;
using System.Text.RegularExpressions;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Reads what the table of makers describes.</summary>
internal static class MakerReader
{
    /// <summary>The most rows that are read of one table.</summary>
    private const int MostRows = 10_000;

    /// <summary>The first of some facts that the device tells.</summary>
    public static string? First(WalkedObjects walked, IEnumerable<Fact> facts) => facts.Select(fact => fact.Of(walked)).FirstOrDefault(fact => fact is not null);

    /// <summary>The rows of some sources in order, those of a stand-in only where the one before found none.</summary>
    public static IEnumerable<TRow> Rows<TSource, TRow>(WalkedObjects walked, IEnumerable<TSource> sources, Func<WalkedObjects, TSource, IEnumerable<TRow>> read)
        where TSource : IFallback
    {
        var found = false;
        foreach (var source in sources)
        {
            if (source.IsFallback && found)
            {
                continue;
            }

            var rows = read(walked, source).ToList();
            found = rows.Count > 0;
            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    /// <summary>Processors.</summary>
    public static IEnumerable<ProcessorFacts> Processors(WalkedObjects walked, Load load)
    {
        var (column, names) = (Mib.Of(load.Column), Words.Several(load.Describe));
        var pattern = load.Pattern is null ? null : new Regex(load.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return from cell in Mib.Cells(walked, column).Take(MostRows)
               let said = pattern is null ? Said.Number(cell.Value) : Found(pattern, Said.Text(cell.Value))
               where said is >= 0 && !load.Except.Contains(said.Value)
               where load.LastArc == 0 || (cell.Row.Length > 0 && cell.Row[cell.Row.Length - 1] == load.LastArc)
               let usage = Reading.Scaled(said.Value, load.Scale)
               where usage <= 100
               let name = names.Select(words => words.Whole(walked, column, cell.Row)).FirstOrDefault(filled => filled is not null)
               select new ProcessorFacts(name ?? Standard.ProcessorName.Unnamed, Math.Round(load.IsIdle ? 100 - usage : usage, MidpointRounding.AwayFromZero));
    }

    private static double? Found(Regex pattern, string? text) =>
        text is not null && pattern.Match(text) is { Success: true } match && double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Sensors. The ends of Integer32 are what agents put where there is no value.</summary>
    public static IEnumerable<SensorFacts> Sensors(WalkedObjects walked, Gauge gauge)
    {
        var (column, words, condition) = (Mib.Of(gauge.Column), Words.Of(gauge.Describe), gauge.Where is null ? null : Words.Of(gauge.Where));
        var pattern = condition is null ? null : new Regex(gauge.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        return from cell in Mib.Cells(walked, column).Take(MostRows)
               let said = Said.Number(cell.Value)
               where said is > int.MinValue and not int.MaxValue && !gauge.Except.Contains(said.Value) && !(gauge.IsMilliwatts && said <= 0)
               where pattern is null || (condition!.Whole(walked, column, cell.Row) is { } shown && pattern.IsMatch(shown))
               let description = words.AsFarAsKnown(walked, column, cell.Row)
               where description is not null
               let value = Reading.Scaled(said.Value, gauge.Scale)
               let fault = Fault(gauge, said.Value)
               select new SensorFacts(gauge.Class, description, gauge.IsMilliwatts ? Reading.Decibels(value) : value)
               {
                   Worth = fault.Worth, Fault = fault.Said, IsElapsed = gauge.IsElapsed,
               };
    }

    private static (CheckStatus? Worth, string Said) Fault(Gauge gauge, double number) =>
        gauge.Critical.FirstOrDefault(one => one.Number == number) is (_, { } broken) ? (CheckStatus.Critical, broken)
        : gauge.Warning.FirstOrDefault(one => one.Number == number) is (_, { } weak) ? (CheckStatus.Warning, weak)
        : (gauge.IsJudged ? CheckStatus.Ok : null, "");

    /// <summary>Memory, as whole bytes or as hundredths.</summary>
    public static IEnumerable<MemoryFacts> Memory(WalkedObjects walked, Pool pool) =>
        Filled(walked, pool).Select(fill => new MemoryFacts(fill.Description, fill.Total, fill.Used, Said.Percent(fill.Used, fill.Total)));

    /// <summary>Volumes.</summary>
    public static IEnumerable<StorageFacts> Volumes(WalkedObjects walked, Pool pool) =>
        Filled(walked, pool).Select(fill => new StorageFacts(
            fill.Description, fill.Total, pool.Unit, fill.Used, fill.Total - fill.Used, Said.Percent(fill.Used, fill.Total)));

    /// <summary>Parts.</summary>
    public static IEnumerable<EntityFacts> Parts(WalkedObjects walked, Part part)
    {
        var (column, pattern) = (Mib.Of(part.Column), new Regex(part.Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
        string? Of(string? words, Oid row) => words is null ? null : Words.Of(words).Whole(walked, column, row);
        return from cell in Mib.Cells(walked, column).Take(MostRows)
               let description = Said.Text(cell.Value)
               where description is not null && pattern.IsMatch(description)
               select new EntityFacts(description, part.Class, null, Of(part.Model, cell.Row), Of(part.Serial, cell.Row));
    }

    private static IEnumerable<(string Description, long Total, long Used)> Filled(WalkedObjects walked, Pool pool)
    {
        var leading = Mib.Of(pool.Total ?? pool.Percent ?? pool.FreePercent ?? pool.Used ?? pool.Free!);
        var words = Words.Of(pool.Describe);
        foreach (var cell in Mib.Cells(walked, leading).Take(MostRows))
        {
            double? Of(string? written) => written is null ? null : Value(walked, Mib.Of(written), cell.Row);
            var percent = Of(pool.Percent) ?? 100 - Of(pool.FreePercent);
            var (used, free) = (Of(pool.Used), Of(pool.Free));
            var total = pool.Total is not null ? Of(pool.Total) : used + free ?? (percent is null ? null : 100);
            used ??= total - free ?? total * percent / 100;
            if (total is > 0 && used is >= 0 && total * pool.Unit < long.MaxValue && words.AsFarAsKnown(walked, leading, cell.Row) is { } description)
            {
                yield return (description, (long)(total.Value * pool.Unit), (long)Math.Min(used.Value * pool.Unit, long.MaxValue / 2));
            }
        }
    }

    private static double? Value(WalkedObjects walked, Oid oid, Oid row) => Said.Number(row.Length == 0 ? walked[oid] : walked.At(oid, row));
}
