using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>What an open problem is known by: one item, one check. There is at most one open problem of a key.</summary>
public readonly record struct ProblemKey(Guid Item, Guid Check);

/// <summary>An incident that a new problem may belong to.</summary>
/// <param name="Id">The ticket.</param>
/// <param name="CauseItem">The item that causes it.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="RestoredAt">When service was restored; <c>null</c> while it is not.</param>
/// <param name="IsClosed">Whether it was closed for good by a person: it takes nothing more.</param>
/// <param name="HasCheck">Whether a problem of the same check belongs to it.</param>
public sealed record KnownIncident(Guid Id, Guid CauseItem, Instant OpenedAt, Instant? RestoredAt, bool IsClosed, bool HasCheck);

/// <summary>What to do with a newly confirmed problem.</summary>
public enum IncidentAct
{
    /// <summary>Open a ticket.</summary>
    Open,

    /// <summary>Add the problem to the open ticket of the same cause.</summary>
    Join,

    /// <summary>Go on with the ticket restored a short time ago.</summary>
    Reopen,
}

/// <summary>The act, and the ticket it touches (<c>null</c> for a new one).</summary>
public readonly record struct IncidentMatch(IncidentAct Act, Guid? Incident);

/// <summary>Finds the incident of a newly confirmed problem. An open incident is keyed by its cause item.</summary>
public static class IncidentMatcher
{
    /// <summary>
    /// How long after a restoration the same fault continues the same ticket: 30 minutes, a setting. No norm fixes it; it is the default GTI of P1
    /// and the half-life of flapping: within it, the people who know the fault are still there and the client sees one interruption.
    /// </summary>
    public static readonly Duration DefaultReopening = Duration.FromMinutes(30);

    /// <summary>
    /// Joins the open incident of the cause (the oldest, should there be several); else reopens the last one restored if the problem began and was
    /// found within <paramref name="reopening"/> of the restoration, that limit included; else opens one. What a check of the incident itself sees may
    /// be found later: it is the same fault, whereas another check's that began before a restoration says nothing of what was restored.
    /// </summary>
    /// <param name="causeItem">The item that causes the problem; the item of the check while nothing better is known.</param>
    /// <param name="since">Since when the problem is that bad (<see cref="Problem.AsBadSince"/>); it may lie before a restoration recorded by hand.</param>
    /// <param name="detectedAt">When it was found; not before <paramref name="since"/>.</param>
    /// <param name="incidents">The incidents known; those of other causes and the closed ones are passed over.</param>
    /// <param name="reopening">The time to reopen, at least zero.</param>
    public static IncidentMatch Match(Guid causeItem, Instant since, Instant detectedAt, IEnumerable<KnownIncident> incidents, Duration reopening)
    {
        var candidates = incidents.Where(incident => incident.CauseItem == causeItem && !incident.IsClosed).ToImmutableArray();
        if (candidates.Where(incident => incident.RestoredAt is null).MinBy(incident => incident.OpenedAt) is { } open)
        {
            return new IncidentMatch(IncidentAct.Join, open.Id);
        }

        var last = candidates.Where(incident => (incident.HasCheck ? since : detectedAt) - incident.RestoredAt <= reopening).MaxBy(incident => incident.RestoredAt);
        return last is null ? new IncidentMatch(IncidentAct.Open, null) : new IncidentMatch(IncidentAct.Reopen, last.Id);
    }
}
