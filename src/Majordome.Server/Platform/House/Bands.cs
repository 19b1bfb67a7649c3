using Majordome.Domain.ServiceDesk;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;
using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>How the explanation of a ticket's clocks is drawn.</summary>
public static class Bands
{
    /// <summary>The band of a ticket; a ticket whose service is back is drawn up to that instant.</summary>
    /// <param name="explained">Every stretch of both clocks.</param>
    /// <param name="clocks">What both clocks read, of the same arguments.</param>
    /// <param name="now">The instant of both.</param>
    /// <param name="events">What happened, to be marked below the axis.</param>
    /// <param name="words">The reader's.</param>
    /// <param name="texts">The reader's.</param>
    public static Band Of(
        ClockBand explained, TicketClocks clocks, Instant now, IReadOnlyList<BandEvent> events, Words words, IStringLocalizer<HouseTexts> texts)
    {
        ArgumentNullException.ThrowIfNull(explained);
        var lanes = new List<BandLane>();
        if (clocks.Response.Target is not null)
        {
            var drawn = explained.Response.Select(segment => BeforeDeadline(segment, clocks.Response.Deadline)).OfType<BandSegment>();
            lanes.Add(new BandLane(ClockFaceKind.Response, Stretches(drawn, words, texts), clocks.Response.Deadline)
            {
                Kept = Kept(clocks.Response),
                Note = ResponseNote(clocks, words, texts),
            });
        }

        // What follows the restoration is not drawn; what lies between an earlier one and a reopening is.
        var end = clocks.Restoration.EndedAt ?? Instant.MaxValue;
        lanes.Add(new BandLane(ClockFaceKind.Restoration, Stretches(explained.Restoration.Where(segment => segment.Start < end), words, texts), clocks.Restoration.Deadline)
        {
            Kept = Kept(clocks.Restoration),
        });
        return new Band(lanes, clocks.Restoration.EndedAt ?? now, events);
    }

    private static bool? Kept(in ClockReading reading) =>
        reading.EndedAt is null || reading.Target is null ? null : reading.State == ClockState.Met;

    // After the ticket was taken, what was left of the GTI stays drawn, pale, up to its deadline.
    private static BandSegment? BeforeDeadline(BandSegment segment, Instant? deadline) =>
        segment.Kind is not (BandKind.Taken or BandKind.Resolved) ? segment
        : segment.Start < deadline ? segment with { End = Instant.Min(segment.End, deadline.Value), Kind = BandKind.Remaining }
        : null;

    private static string? ResponseNote(in TicketClocks clocks, Words words, IStringLocalizer<HouseTexts> texts)
    {
        if (clocks.Response is not { EndedAt: { } ended, Target: { } target })
        {
            return null;
        }

        var key = clocks.ResponseEnd == ResponseEnd.Taken ? "Band.Taken" : "Band.RestoredBeforeTaken";
        return texts[key, words.Recent(ended), words.Duration(clocks.Response.Elapsed), words.Duration(target)];
    }

    /// <summary>Closed hours that follow each other become one stretch, named after the holiday or closure in it.</summary>
    private static List<BandStretch> Stretches(IEnumerable<BandSegment> segments, Words words, IStringLocalizer<HouseTexts> texts)
    {
        var stretches = new List<BandStretch>();
        foreach (var segment in segments)
        {
            var kind = KindOf(segment.Kind);
            var label = segment.Kind switch
            {
                BandKind.Holiday => texts["Band.Holiday", words.DayAndMonth(segment.Start.InZone(words.Zone).Date)].Value,
                BandKind.Closure => texts["Band.Closure"].Value,
                _ => null,
            };
            if (kind == BandStretchKind.OffHours && stretches.Count > 0 && stretches[^1] is { Kind: BandStretchKind.OffHours } before)
            {
                stretches[^1] = before with { End = segment.End, Label = before.Label ?? label };
                continue;
            }

            var service = kind is BandStretchKind.OffHours or BandStretchKind.Restored ? Duration.Zero : segment.Length;
            stretches.Add(new BandStretch(kind, segment.Start, segment.End, service, label));
        }

        return stretches;
    }

    private static BandStretchKind KindOf(BandKind kind) => kind switch
    {
        BandKind.Counted => BandStretchKind.Counted,
        BandKind.Overrun => BandStretchKind.Overrun,
        BandKind.Remaining => BandStretchKind.Remaining,
        BandKind.Paused => BandStretchKind.Paused,
        BandKind.Taken or BandKind.Resolved => BandStretchKind.Restored,
        _ => BandStretchKind.OffHours,
    };
}
