namespace Majordome.Domain.Monitoring;

/// <summary>
/// What a check says of its item. The first three judge the item; the last two say that nothing can be judged,
/// so they never resolve a problem.
/// </summary>
/// <remarks>
/// Numbers 0 to 3 are the exit codes of the Monitoring Plugins Development Guidelines (section "Plugin Return Codes").
/// </remarks>
public enum CheckStatus
{
    /// <summary>The item works as it should.</summary>
    Ok = 0,

    /// <summary>It works, and something needs attention before it fails.</summary>
    Warning = 1,

    /// <summary>It does not work.</summary>
    Critical = 2,

    /// <summary>The check ran and could not judge.</summary>
    Unknown = 3,

    /// <summary>Nothing came: the check did not run, its result did not arrive, or the source has no value.</summary>
    NoData = 4,
}

/// <summary>Questions asked of a status.</summary>
public static class CheckStatusExtensions
{
    /// <summary>Whether the status judges the item: OK, warning or critical.</summary>
    public static bool IsJudgement(this CheckStatus status) => status <= CheckStatus.Critical;

    /// <summary>
    /// Whether this status is worse to have than another, in the order OK, warning, unknown, no data, critical.
    /// Not knowing stands above a warning (the item may be down) and below a fault that was seen. Product rule.
    /// </summary>
    public static bool IsWorseThan(this CheckStatus status, CheckStatus other) => Rank(status) > Rank(other);

    /// <summary>The worse of two statuses.</summary>
    public static CheckStatus Worst(CheckStatus one, CheckStatus other) => other.IsWorseThan(one) ? other : one;

    private static int Rank(CheckStatus status) => status switch
    {
        CheckStatus.Ok => 0,
        CheckStatus.Warning => 1,
        CheckStatus.Unknown => 2,
        CheckStatus.NoData => 3,
        CheckStatus.Critical => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status that does not exist."),
    };
}
