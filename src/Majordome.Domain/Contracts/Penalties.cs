using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>What a broken promise costs the provider.</summary>
/// <param name="RatePercent">Of the monthly fee, for each step begun beyond the target; 0 to 100, 0 for no penalty.</param>
/// <param name="Step">A stretch of service time; at least a minute.</param>
/// <param name="CapPercent">Of the monthly fee, for all of a month together; 0 to 100.</param>
public sealed record PenaltyTerms(ByPriority<decimal> RatePercent, Duration Step, decimal CapPercent);

/// <summary>One promise that was not kept.</summary>
/// <param name="Late">Service time beyond the target; nothing is owed for zero or less.</param>
public sealed record Overrun(Guid Ticket, Priority Priority, Duration Late);

/// <summary>What one overrun adds.</summary>
/// <param name="Steps">Steps begun.</param>
/// <param name="Amount">Not rounded, in the statement's currency.</param>
public sealed record PenaltyLine(Guid Ticket, Priority Priority, Duration Late, long Steps, decimal Amount);

/// <summary>The penalties of a month, with what they are made of.</summary>
/// <param name="Sum">Of the lines, not rounded.</param>
/// <param name="Cap">Not rounded.</param>
/// <param name="Due">The lesser of both, rounded once.</param>
public sealed record PenaltyStatement(YearMonth Month, ImmutableArray<PenaltyLine> Lines, decimal Sum, decimal Cap, Money Due)
{
    /// <summary>Whether the cap spared the provider something.</summary>
    public bool IsCapped => Sum > Cap;
}

/// <summary>Counts penalties.</summary>
public static class Penalties
{
    /// <summary>
    /// The product's rule: <c>min(cap % × monthly fee, Σ rate(priority) × monthly fee × ceil(overrun / step))</c>.
    /// Amounts stay exact; the result alone is rounded, half up to the currency's smallest unit, so that many small
    /// overruns are not rounded many times.
    /// </summary>
    /// <param name="fee">The fee in force at the end of the month.</param>
    /// <param name="overruns">Those of the clocks that ended in the month, in the contract's zone.</param>
    public static PenaltyStatement Compute(PenaltyTerms terms, Money fee, YearMonth month, IEnumerable<Overrun> overruns)
    {
        ImmutableArray<PenaltyLine> lines = [.. overruns.Where(o => o.Late > Duration.Zero).Select(o => Line(terms, fee, o))];
        var sum = lines.Sum(l => l.Amount);
        var cap = terms.CapPercent / 100 * fee.Amount;
        return new(month, lines, sum, cap, (fee with { Amount = Math.Min(cap, sum) }).Rounded());
    }

    private static PenaltyLine Line(PenaltyTerms terms, Money fee, Overrun overrun)
    {
        var (whole, rest) = Math.DivRem(overrun.Late.ToInt64Nanoseconds(), terms.Step.ToInt64Nanoseconds());
        var steps = rest == 0 ? whole : whole + 1;
        return new(overrun.Ticket, overrun.Priority, overrun.Late, steps, terms.RatePercent[overrun.Priority] / 100 * fee.Amount * steps);
    }
}
