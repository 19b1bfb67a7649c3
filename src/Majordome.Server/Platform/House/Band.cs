using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>What happened to the clock during a stretch of time.</summary>
public enum BandStretchKind
{
    /// <summary>Service time that counted, up to the deadline.</summary>
    Counted,

    /// <summary>A pause within service hours.</summary>
    Paused,

    /// <summary>Outside service hours, whatever else (a pause that overlaps them is off-hours).</summary>
    OffHours,

    /// <summary>Service time still to come before the deadline.</summary>
    Remaining,

    /// <summary>Service time that counted after the deadline.</summary>
    Overrun,

    /// <summary>Service was back, before the ticket was reopened: nothing counts.</summary>
    Restored,
}

/// <summary>A stretch of the band, from <paramref name="Start"/> included to <paramref name="End"/> excluded.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its start.</param>
/// <param name="End">Its end, after the start.</param>
/// <param name="Service">Its service time; zero for off-hours and restored.</param>
/// <param name="Label">For off-hours, the reason when it is more than a night or a week-end: férié 11 nov.</param>
public sealed record BandStretch(BandStretchKind Kind, Instant Start, Instant End, Duration Service, string? Label = null);

/// <summary>One promise on the band: its segments in order, without gaps between them.</summary>
/// <param name="Kind">GTI (thin lane) or GTR (thick lane).</param>
/// <param name="Segments">The stretches, in order; none when the promise is best effort.</param>
/// <param name="Deadline">When the promise breaks or broke, if it does.</param>
public sealed record BandLane(ClockFaceKind Kind, IReadOnlyList<BandStretch> Segments, Instant? Deadline = null)
{
    /// <summary>Whether it was kept; <c>null</c> while it runs.</summary>
    public bool? Kept { get; init; }

    /// <summary>The sentence beside a lane that ended: prise en charge à 17:14, en 22 min sur 1 h.</summary>
    public string? Note { get; init; }
}

/// <summary>Something that happened, marked below the axis.</summary>
/// <param name="At">When.</param>
/// <param name="Label">A word or two.</param>
public sealed record BandEvent(Instant At, string Label);

/// <summary>The timeline band of a ticket.</summary>
/// <param name="Lanes">GTI first, then GTR.</param>
/// <param name="Now">The instant it is drawn at, or of the end of the ticket.</param>
/// <param name="Events">What happened, in order.</param>
public sealed record Band(IReadOnlyList<BandLane> Lanes, Instant Now, IReadOnlyList<BandEvent> Events)
{
    /// <summary>The lane with the totals: GTR, or the only one.</summary>
    public BandLane Main => Lanes.FirstOrDefault(lane => lane.Kind == ClockFaceKind.Restoration) ?? Lanes[0];

    /// <summary>Wall time of a kind in the main lane; what counted includes the overrun.</summary>
    public Duration Total(BandStretchKind kind) => Main.Segments
        .Where(segment => segment.Kind == kind || (kind == BandStretchKind.Counted && segment.Kind == BandStretchKind.Overrun))
        .Where(segment => kind == BandStretchKind.Remaining || segment.Start < Now)
        .Aggregate(Duration.Zero, (sum, segment) => sum + (Earlier(segment.End, kind == BandStretchKind.Remaining ? segment.End : Now) - segment.Start));

    private static Instant Earlier(Instant a, Instant b) => a < b ? a : b;
}
