using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>A number of tickets. The tickets are the figure: no number can disagree with its facts.</summary>
public sealed record CountFigure(ImmutableArray<Guid> Facts)
{
    /// <summary>How many.</summary>
    public int Count => Facts.Length;
}

/// <summary>Tickets counted among others.</summary>
/// <param name="Counted">The facts behind the numerator.</param>
/// <param name="Among">The facts behind the denominator.</param>
public sealed record ShareFigure(ImmutableArray<Guid> Counted, ImmutableArray<Guid> Among)
{
    /// <summary>The share they make.</summary>
    public Share Share => new(Counted.Length, Among.Length);
}

/// <summary>A mean or median duration.</summary>
/// <param name="Value"><c>null</c> when no fact gives one.</param>
public sealed record DurationFigure(Duration? Value, ImmutableArray<Guid> Facts)
{
    /// <summary>How many facts it rests on.</summary>
    public int Count => Facts.Length;
}

/// <summary>How one clock was kept over a month.</summary>
/// <param name="Kept">Ended in time ÷ ended, among clocks with a target whose ticket was taken before service came back.</param>
/// <param name="Unattended">The same among those whose service came back before anybody took the ticket.</param>
/// <param name="OpenLate">Not ended at the cut, and late.</param>
/// <param name="Lifted">Breaches told in the month of clocks that are not late, a later priority having lifted them.</param>
/// <param name="Median">Of the service time counted by the clocks ended after somebody took the ticket, best effort included.</param>
public sealed record ClockFigures(ShareFigure Kept, ShareFigure Unattended, CountFigure OpenLate, CountFigure Lifted, DurationFigure Median);

/// <summary>The commitments of one priority, or of all.</summary>
/// <param name="Tickets">Registered or restored in the month.</param>
public sealed record CommitmentFigures(CountFigure Tickets, ClockFigures Response, ClockFigures Restoration);

/// <summary>Tickets not solved at the cut.</summary>
/// <param name="MedianAge">Since the registration, in plain time.</param>
/// <param name="Old">Over 30 days.</param>
public sealed record BacklogFigures(DurationFigure MedianAge, CountFigure Old);

/// <summary>How often an item broke down.</summary>
/// <param name="Failures">Stretches of downtime that began in the month; overlapping incidents make one.</param>
/// <param name="Downtime">Plain time of the month, up to the cut, in which an incident was not restored.</param>
/// <param name="MeanTimeBetween">MTBF = (time of the month up to the cut − downtime) ÷ failures; <c>null</c> without a failure.</param>
/// <param name="Facts">The incidents.</param>
public sealed record ReliabilityFigure(Guid Item, int Failures, Duration Downtime, Duration? MeanTimeBetween, ImmutableArray<Guid> Facts);

/// <summary>How available what one check watches was.</summary>
/// <param name="Measured">Over the month up to the cut, in the service hours of the contract.</param>
/// <param name="Facts">The changes of state it was measured from.</param>
public sealed record AvailabilityFigure(Guid Item, Guid Check, string Name, Availability Measured, ImmutableArray<StateFact> Facts);
