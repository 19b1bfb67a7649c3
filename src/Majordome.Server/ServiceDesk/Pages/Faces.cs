using Majordome.Domain.Contracts;
using Majordome.Server.Platform.House;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Reading;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>Which clock a ticket shows: the GTI until it is taken, then the GTR.</summary>
public static class Faces
{
    /// <summary>The clock that counts now; <c>null</c>: nothing is promised.</summary>
    public static ClockFace? Of(TicketRow row, Instant now) => Of(row.Clock, row.TakenAt is null && row.RestoredAt is null, row.Verdict is CoverageVerdict.Undecided, now);

    /// <summary>One clock of a ticket; <c>null</c>: nothing is promised.</summary>
    public static ClockFace? Of(TicketClock clock, bool response, bool undecided, Instant now)
    {
        var at = Instant.Max(now, clock.Facts.Registered);
        var clocks = clock.At(at);
        return (response ? ClockFaces.Of(ClockFaceKind.Response, clocks.Response, clock.Calendar, at, null, undecided, clock.Facts.AttentionPercent) : null)
            ?? ClockFaces.Of(ClockFaceKind.Restoration, clocks.Restoration, clock.Calendar, at, clock.PausedSince, undecided, clock.Facts.AttentionPercent);
    }
}
