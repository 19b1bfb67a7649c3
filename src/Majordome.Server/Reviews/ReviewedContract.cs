using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>A contract in a month that has begun.</summary>
/// <param name="Version">The version in force at the cut, or that stood there.</param>
/// <param name="Period">The month in its zone.</param>
/// <param name="Cut">What happened from this instant on is not in the review.</param>
public sealed record ReviewedContract(ContractVersion Version, ReviewPeriod Period, Instant Cut)
{
    /// <summary>The contract.</summary>
    public Guid Id => Version.Contract;

    /// <summary>How the review cites it.</summary>
    public ContractCitation Citation => new(Version.Contract, Version.Terms.Reference, Version.Number);

    /// <summary>The last instant of the month, up to the cut, that belongs to the contract: at which its scope is asked.</summary>
    public Instant LastInstant
    {
        get
        {
            var days = Version.Terms.Days.ToInterval(Version.Zone);
            return (days.HasEnd ? Instant.Min(days.End, Cut) : Cut) - Duration.Epsilon;
        }
    }

    /// <summary>Whether the month is still going on.</summary>
    public bool IsRunning => Cut < Period.End;

    /// <summary>The contract in a month; <c>null</c>: the month has not begun, or none of it is the contract's.</summary>
    public static ReviewedContract? Of(ContractHistory history, YearMonth month, Instant now)
    {
        var roughly = new ReviewPeriod(month, history.Versions[^1].Zone);
        if (now <= roughly.Start)
        {
            return null;
        }

        var version = history.At(roughly.CutAt(now) - Duration.Epsilon).Version;
        var period = new ReviewPeriod(month, version.Zone);
        var days = version.Terms.Days.ToInterval(version.Zone);
        return now > period.Start && days.Start < period.CutAt(now) && (!days.HasEnd || days.End > period.Start)
            ? new(version, period, period.CutAt(now))
            : null;
    }
}
