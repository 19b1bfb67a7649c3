using Majordome.Server.Platform.House;
using NodaTime;
using static Majordome.Server.Platform.House.BandStretchKind;

namespace Majordome.Server.Tests.House.Samples;

/// <summary>The sample day of the interface guide: Tuesday 17 November 2026, 10:42. Invented clients and people.</summary>
internal static class SampleData
{
    public static Instant At(int day, int hour, int minute) =>
        new LocalDateTime(2026, 11, day, hour, minute).InZoneLeniently(HouseRenderer.Paris).ToInstant();

    public static ClockFace Clock(ClockFaceKind kind, ClockFaceState state, int minutes, double ratio, Instant? at, double promised = 8) =>
        new(kind, state, Duration.FromMinutes(minutes), Duration.FromHours(promised), ratio, at)
        {
            CountsUntil = state is ClockFaceState.Running or ClockFaceState.Attention or ClockFaceState.Late ? At(17, 19, 0) : null,
            AttentionAt = Duration.FromHours(promised / 4),
        };

    private static IReadOnlyList<NavigationGroup> All { get; } =
    [
        new(null, [Link("Ma journée", "sun", 9, "j"), Link("Tickets", "inbox", 31, "t"), Link("Supervision", "activity", null, "s"), Link("Clients", "building", null, "c"), Link("Équipements", "server-2", null, "e")]),
        new("Exploitation", [Link("Opérations", "calendar-event"), Link("Sauvegardes", "database-export"), Link("Mises à jour", "refresh"), Link("Capacité", "chart-line"), Link("Astreintes", "phone-calling")]),
        new("Engagements", [Link("Contrats", "file-text"), Link("Revues de service", "clipboard-text"), Link("Problèmes", "repeat"), Link("Clés", "key"), Link("Consignes", "notebook")]),
    ];

    public static IReadOnlyList<NavigationGroup> Navigation(string active) =>
        [.. All.Select(group => group with { Items = [.. group.Items.Select(item => item with { Active = item.Label == active })] })];

    /// <summary>The band of the sample ticket: 3 h 40 counted, 1 h 10 paused, 13 h off hours, 4 h 20 left.</summary>
    public static Band TicketBand { get; } = new(
        [
            new(ClockFaceKind.Response, [Segment(Counted, At(16, 16, 52), At(16, 17, 14)), Segment(Remaining, At(16, 17, 14), At(16, 17, 52))], At(16, 17, 52)) { Kept = true, Note = "prise en charge à 17:14, en 22 min sur 1 h" },
            new(ClockFaceKind.Restoration,
                [
                    Segment(Counted, At(16, 16, 52), At(16, 18, 30)), Segment(Paused, At(16, 18, 30), At(16, 19, 0)), Segment(OffHours, At(16, 19, 0), At(17, 8, 0)),
                    Segment(Paused, At(17, 8, 0), At(17, 8, 40)), Segment(Counted, At(17, 8, 40), At(17, 10, 42)), Segment(Remaining, At(17, 10, 42), At(17, 15, 2)),
                ],
                At(17, 15, 2)),
        ],
        At(17, 10, 42),
        [new(At(16, 16, 52), "Alerte"), new(At(16, 17, 40), "N2"), new(At(17, 9, 10), "Bascule")]);

    /// <summary>A band that went over its deadline, with a week-end in it.</summary>
    public static Band LateBand { get; } = new(
        [
            new(ClockFaceKind.Restoration,
                [
                    Segment(Counted, At(13, 15, 0), At(13, 18, 0)), Segment(OffHours, At(13, 18, 0), At(16, 8, 0)), Segment(Counted, At(16, 8, 0), At(16, 9, 0)),
                    Segment(Overrun, At(16, 9, 0), At(16, 18, 0)), Segment(OffHours, At(16, 18, 0), At(17, 8, 0)), Segment(Overrun, At(17, 8, 0), At(17, 10, 42)),
                ],
                At(16, 9, 0)),
        ],
        At(17, 10, 42),
        [new(At(13, 15, 0), "Alerte"), new(At(13, 15, 6), "Prise en charge"), new(At(16, 9, 0), "Dépassé")]);

    public static IReadOnlyList<ChartPoint> Latency { get; } =
        [.. Enumerable.Range(0, 145).Select(n => new ChartPoint(At(16, 10, 42) + Duration.FromMinutes(10 * n), n is > 88 and < 100 ? null : 7 + 2 * Math.Sin(n * 1.7) + 1.3 * Math.Sin(n * 0.61) + (n is > 66 and < 78 ? 4 : 0) + (n > 134 && n < 138 ? 9 : 0)))];

    public static IReadOnlyList<StripDay> Days(params (int Back, StripState State)[] events) =>
        [.. Enumerable.Range(0, 30).Select(n => new LocalDate(2026, 11, 17).PlusDays(n - 29)).Select(date => new StripDay(date, events.FirstOrDefault(e => new LocalDate(2026, 11, 17).PlusDays(-e.Back) == date).State, $"/days/{date:uuuu-MM-dd}"))];

    private static BandStretch Segment(BandStretchKind kind, Instant start, Instant end) => new(kind, start, end, kind == OffHours ? Duration.Zero : end - start);

    private static LinkItem Link(string label, string icon, int? count = null, string? go = null) => new(label, "#", icon, count) { GoKey = go };
}
