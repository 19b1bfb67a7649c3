using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Wording;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>How checks are shown: shapes, figures, order.</summary>
public static class CheckWording
{
    /// <summary>The shape of a state. Not knowing is never drawn as calm.</summary>
    public static MarkState Mark(this CheckStatus status) => status switch
    {
        CheckStatus.Ok => MarkState.Calm,
        CheckStatus.Warning => MarkState.Attention,
        CheckStatus.Critical => MarkState.Late,
        _ => MarkState.Unknown,
    };

    /// <summary>The most pressing first; those that are off last.</summary>
    public static IEnumerable<CheckView> OrderByPressing(this IEnumerable<CheckView> checks) =>
        checks.OrderBy(c => c.Check.Enabled ? Rank(c.Worst) : 5).ThenBy(c => c.AssetName, StringComparer.CurrentCulture)
            .ThenBy(c => c.Check.Name, StringComparer.CurrentCulture).ThenBy(c => c.Check.Id);

    /// <summary>What the last run said, for the reader.</summary>
    public static string? Said(this CheckView view, Words words) =>
        view.Standing.LastText is { } text ? NativeWords.Tell(view.Check.Type, text, words.IsFrench) : null;

    /// <summary>The check as another room's page shows it.</summary>
    public static ItemCheck ToItemCheck(this CheckView view, Words words)
    {
        var figure = view.Measurements.FirstOrDefault(m => m.Value is not null);
        return new ItemCheck(
            view.Check.Id, view.Check.Name, view.Worst, view.Standing.Since, view.Said(words), figure?.Write(words),
            (figure?.Critical ?? figure?.Warning) is { Length: > 0 } limit ? Limit(limit, figure!.Unit, words) : null,
            view.Standing.LastStarted, view.Check.Interval, view.SilentUntil, view.Check.Enabled);
    }

    /// <summary>A figure with its unit, as people read it: seconds below one in milliseconds, bytes in their multiples.</summary>
    public static string Write(this PerformanceDatum figure, Words words) => figure.Value is { } value ? Write(value, figure.Unit, words) : "";

    /// <summary>A value with its unit.</summary>
    public static string Write(double value, string unit, Words words)
    {
        if (Math.Abs(value) > 1e15)
        {
            return value.ToString("G4", words.Culture);
        }

        var number = (decimal)value;
        return unit switch
        {
            "s" when Math.Abs(value) < 1 => words.Quantity(number * 1000, "ms", Math.Abs(value) < 0.01 ? 1 : 0),
            "B" => words.Bytes(number),
            "c" => words.Number(number),
            _ => words.Quantity(number, unit),
        };
    }

    /// <summary>The upper end of a threshold that is a single bound; else the range as it is written.</summary>
    public static string Limit(string range, string unit, Words words) =>
        PluginRange.TryRead(range, out var read, out _) && !read.AlertsInside && read.Start <= 0 && double.IsFinite(read.End)
            ? Write(read.End, unit, words)
            : range;

    /// <summary>The single upper or lower bound that a chart draws; <c>null</c>: there is none.</summary>
    public static double? Bound(string? range)
    {
        if (range is not { Length: > 0 } || !PluginRange.TryRead(range, out var read, out _))
        {
            return null;
        }

        return double.IsFinite(read.End) ? read.End : read.Start > 0 ? read.Start : null;
    }

    private static int Rank(CheckStatus status) => status switch
    {
        CheckStatus.Critical => 0,
        CheckStatus.Warning => 1,
        CheckStatus.NoData => 2,
        CheckStatus.Unknown => 3,
        _ => 4,
    };
}
