using System.Globalization;
using System.Text;

namespace Majordome.Bench.Peers;

/// <summary>A work's results as a page: a row for each contestant, a column for each figure, then the goals.</summary>
internal static class PeerReport
{
    public static string Write(IPeerWork work, WorkReport report, string date, string machine, string command)
    {
        var columns = report.Results.SelectMany(result => result.Figures.Keys).Distinct(StringComparer.Ordinal).ToArray();
        var text = new StringBuilder($"""
            # Against peers: {work.Name}
            - **Date**: {date}
            - **Machine**: {machine}
            - **Command**: `{command}`

            {work.Story}

            | | {string.Join(" | ", columns)} | version |
            |---|{string.Concat(columns.Select(_ => "---|"))}---|

            """);
        foreach (var result in report.Results)
        {
            var cells = columns.Select(column => result.Fault is null && result.Figures.TryGetValue(column, out var figure) ? Number(figure) : "–");
            text.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {string.Join(" | ", cells)} | {result.Version} |\n");
        }

        foreach (var result in report.Results.Where(result => result.Fault is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{result.Name}: no figures, as the work was not done: {result.Fault}.\n");
        }

        text.Append("\n| goal | ratio | |\n|---|---|---|\n");
        foreach (var goal in report.Goals)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {goal.Text} | {goal.Ratio:0.00} | {(goal.IsKept ? "kept" : "**missed**")} |\n");
        }

        return text.ToString();
    }

    private static string Number(double figure) =>
        figure.ToString(Math.Abs(figure) switch { >= 100 => "N0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
