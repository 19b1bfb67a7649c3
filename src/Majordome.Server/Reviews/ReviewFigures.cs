using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform;

namespace Majordome.Server.Reviews;

/// <summary>A figure of a review by its name in addresses, with the facts behind it.</summary>
/// <param name="Name">What is counted: <c>restoration</c>; the key of its title in the texts.</param>
/// <param name="Part">Of what: <c>p1</c> to <c>p4</c>, <c>all</c>, an item or a check; empty: of the whole review.</param>
/// <param name="Counted">Tickets that count in it.</param>
/// <param name="Among">Tickets it is counted among; the same where it is no share.</param>
/// <param name="Measured">Of an availability: what was measured.</param>
public sealed record ReviewFigure(string Name, string Part, ImmutableArray<Guid> Counted, ImmutableArray<Guid> Among, AvailabilityFigure? Measured = null)
{
    /// <summary>How addresses call it: <c>restoration.p1</c>.</summary>
    public string Key => Part.Length == 0 ? Name : $"{Name}.{Part}";
}

/// <summary>Names every figure of a review, so that each leads to its facts.</summary>
public static class ReviewFigures
{
    /// <summary>All priorities together.</summary>
    public const string All = "all";

    /// <summary>Incidents of an item that is not known.</summary>
    public const string UnknownItem = "unknown";

    /// <summary>The part of an address that names a priority: <c>p1</c>.</summary>
    public static string PartOf(Priority priority) => Json.Kebab(priority.ToString());

    /// <summary>The part that names an item or a check.</summary>
    public static string PartOf(Guid? id) => id?.ToString("N", CultureInfo.InvariantCulture) ?? UnknownItem;

    /// <summary>The figure of that name; <c>null</c>: the review has none.</summary>
    public static ReviewFigure? Find(ServiceReview review, string key) => Of(review).FirstOrDefault(f => f.Key == key);

    /// <summary>Every figure.</summary>
    public static IEnumerable<ReviewFigure> Of(ServiceReview review) =>
    [
        .. review.Commitments.Each().SelectMany(c => Commitments(PartOf(c.Key), c.Value)),
        .. Commitments(All, review.Overall),
        Count("incidents", "", review.Incidents),
        .. IncidentsByItem(review).Select(g => new ReviewFigure("incidents", PartOf(g.Item), g.Tickets, g.Tickets)),
        Share("seen-first", "", review.SeenFirst),
        Share("first-contact", "", review.FirstContact),
        Share("solved-by-n1", "", review.SolvedByN1),
        Share("reopened", "", review.Reopened),
        Share("recurrence", "", review.Recurrence),
        Duration("backlog", "", review.Backlog.MedianAge),
        Count("backlog-old", "", review.Backlog.Old),
        Duration("time-to-detect", "", review.TimeToDetect),
        Duration("time-to-acknowledge", "", review.TimeToAcknowledge),
        Duration("time-to-restore", "", review.TimeToRestore),
        Duration("time-to-restore-unattended", "", review.TimeToRestoreUnattended),
        .. review.Reliability.Select(r => new ReviewFigure("reliability", PartOf(r.Item), r.Facts, r.Facts)),
        .. review.Availability.Select(a => new ReviewFigure("availability", PartOf(a.Check), [], [], a)),
    ];

    /// <summary>Incidents of the month by item, the most touched first; those of no known item last.</summary>
    public static ImmutableArray<(Guid? Item, ImmutableArray<Guid> Tickets)> IncidentsByItem(ServiceReview review)
    {
        var items = review.Facts.ToDictionary(f => f.Id, f => f.Item);
        return
        [
            .. review.Incidents.Facts.GroupBy(id => items[id])
                .OrderBy(g => g.Key is null).ThenByDescending(g => g.Count()).ThenBy(g => g.Key)
                .Select(g => (g.Key, g.ToImmutableArray())),
        ];
    }

    /// <summary>Tickets of which a promise was broken: ended late in the month or late at its end, by registration.</summary>
    public static ImmutableArray<TicketFact> Late(ServiceReview review)
    {
        var late = new HashSet<Guid>();
        foreach (var clock in new[] { review.Overall.Response, review.Overall.Restoration })
        {
            late.UnionWith(clock.Kept.Among.Except(clock.Kept.Counted));
            late.UnionWith(clock.Unattended.Among.Except(clock.Unattended.Counted));
            late.UnionWith(clock.OpenLate.Facts);
        }

        return [.. review.Facts.Where(f => late.Contains(f.Id))];
    }

    private static IEnumerable<ReviewFigure> Commitments(string part, CommitmentFigures figures) =>
    [
        Count("tickets", part, figures.Tickets),
        .. Clock("response", part, figures.Response),
        .. Clock("restoration", part, figures.Restoration),
    ];

    private static IEnumerable<ReviewFigure> Clock(string name, string part, ClockFigures clock) =>
    [
        Share(name, part, clock.Kept),
        Share($"{name}-unattended", part, clock.Unattended),
        Count($"{name}-open-late", part, clock.OpenLate),
        Count($"{name}-lifted", part, clock.Lifted),
        Duration($"{name}-median", part, clock.Median),
    ];

    private static ReviewFigure Count(string name, string part, CountFigure figure) => new(name, part, figure.Facts, figure.Facts);

    private static ReviewFigure Share(string name, string part, ShareFigure figure) => new(name, part, figure.Counted, figure.Among);

    private static ReviewFigure Duration(string name, string part, DurationFigure figure) => new(name, part, figure.Facts, figure.Facts);
}
