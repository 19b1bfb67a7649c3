using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>A run of consecutive results that have something in common.</summary>
/// <param name="Count">How many; zero when the last one did not match.</param>
/// <param name="First">When the first of them started, never after a later one (a clock may be set back); without meaning when there is none.</param>
public readonly record struct Run(int Count, Instant First)
{
    internal Run Next(bool matches, Instant started) =>
        !matches ? default : Count == 0 ? new Run(1, started) : new Run(Count + 1, Instant.Min(First, started));
}

/// <summary>
/// The runs that may confirm a change, one per level. A result that cannot judge (unknown, no data) neither continues nor breaks the runs
/// of judgements: a time-out between two failures hides nothing. A judgement breaks the runs of not knowing.
/// </summary>
public readonly record struct Runs
{
    /// <summary>Warning or critical.</summary>
    public Run AtLeastWarning { get; init; }

    /// <summary>Critical.</summary>
    public Run Critical { get; init; }

    /// <summary>Warning or OK.</summary>
    public Run AtMostWarning { get; init; }

    /// <summary>OK.</summary>
    public Run Ok { get; init; }

    /// <summary>Unknown or no data.</summary>
    public Run Unjudged { get; init; }

    /// <summary>Unknown.</summary>
    public Run Unknown { get; init; }

    /// <summary>No data.</summary>
    public Run NoData { get; init; }

    internal Runs After(CheckStatus status, Instant started) => status.IsJudgement()
        ? new Runs
        {
            AtLeastWarning = AtLeastWarning.Next(status != CheckStatus.Ok, started),
            Critical = Critical.Next(status == CheckStatus.Critical, started),
            AtMostWarning = AtMostWarning.Next(status != CheckStatus.Critical, started),
            Ok = Ok.Next(status == CheckStatus.Ok, started),
        }
        : this with
        {
            Unjudged = Unjudged.Next(true, started),
            Unknown = Unknown.Next(status == CheckStatus.Unknown, started),
            NoData = NoData.Next(status == CheckStatus.NoData, started),
        };

    /// <summary>Once not knowing is confirmed, judgements from before it confirm nothing any more.</summary>
    internal Runs WithoutJudgements() => this with { AtLeastWarning = default, Critical = default, AtMostWarning = default, Ok = default };
}
