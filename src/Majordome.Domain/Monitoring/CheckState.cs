using System.Text.Json.Serialization;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>The open problem of a check. A check has at most one, whatever its severity becomes; only a confirmed OK ends it.</summary>
/// <param name="Number">1 for the first problem of the check, then 2…</param>
/// <param name="Since">When the first failing result of the run that confirmed it started.</param>
/// <param name="DetectedAt">When it was confirmed: the confirming result was received, or the silence found.</param>
/// <param name="Severity">How bad it is now; never OK. A fault seen before the data stopped still weighs.</param>
/// <param name="WorseSince">When the first result of the run that last made it worse started; <c>null</c>: it never became worse.</param>
public sealed record Problem(long Number, Instant Since, Instant DetectedAt, CheckStatus Severity, Instant? WorseSince = null)
{
    /// <summary>Since when it has been at least as bad as now: a warning of weeks that became critical today is a critical of today.</summary>
    [JsonIgnore]
    public Instant AsBadSince => WorseSince ?? Since;
}

/// <summary>
/// Everything the server keeps of a check between two results: plain values, stored as they are. Made by <see cref="New"/>,
/// moved by <see cref="CheckMachine"/> alone.
/// </summary>
public sealed record CheckState
{
    /// <summary>Since when the check is watched: silence is counted from here until the first result.</summary>
    public required Instant WatchedSince { get; init; }

    /// <summary>The last confirmed judgement: OK, warning or critical. OK before the first one.</summary>
    public CheckStatus Judged { get; init; } = CheckStatus.Ok;

    /// <summary>Unknown or no data when that is confirmed since the last judgement, else <c>null</c>. No data before the first result.</summary>
    public CheckStatus? Unjudged { get; init; } = CheckStatus.NoData;

    /// <summary>When the first result of the run that confirmed <see cref="Confirmed"/> started. Availability is measured from here.</summary>
    public required Instant ConfirmedSince { get; init; }

    /// <summary>When <see cref="Confirmed"/> was confirmed.</summary>
    public required Instant DetectedAt { get; init; }

    /// <summary>The open problem, if any.</summary>
    public Problem? Problem { get; init; }

    /// <summary>How many problems the check has had.</summary>
    public long Problems { get; init; }

    /// <summary>The place of the last result applied; <c>null</c> before the first.</summary>
    public ResultPosition? Position { get; init; }

    /// <summary>The status of the last result applied; <c>null</c> before the first and once silence was found.</summary>
    public CheckStatus? Last { get; init; }

    /// <summary>When the last result applied started.</summary>
    public Instant? LastStarted { get; init; }

    /// <summary>The runs that may confirm a change.</summary>
    public Runs Runs { get; init; }

    /// <summary>How unstable the check is.</summary>
    public Flapping Flapping { get; init; }

    /// <summary>The event instant of the last change that was not late: results that started before it are late.</summary>
    public Instant? LastChange { get; init; }

    /// <summary>
    /// Whether a result that was not late bears out what is confirmed. While it is false, what is known comes from the past alone, and nobody is told.
    /// </summary>
    public bool IsCurrent { get; init; } = true;

    /// <summary>The confirmed ("hard") state.</summary>
    [JsonIgnore]
    public CheckStatus Confirmed => Unjudged ?? Judged;

    /// <summary>Whether the last result differs from the confirmed state ("soft"): the retry interval applies.</summary>
    [JsonIgnore]
    public bool AwaitsConfirmation => Last is { } last && last != Confirmed;

    /// <summary>A check nobody has heard of yet: no data, without a problem until the silence has lasted.</summary>
    public static CheckState New(Instant watchedSince) =>
        new() { WatchedSince = watchedSince, ConfirmedSince = watchedSince, DetectedAt = watchedSince };

    /// <summary>The same state when another probe takes the check over: positions of one probe say nothing of another's.</summary>
    public CheckState HandedOver() => this with { Position = null };
}
