using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Public;

/// <summary>What monitoring asks of the desk. Both run within the caller's command and its transaction.</summary>
public interface IIncidentDesk
{
    /// <summary>
    /// A problem is told, or told again because it is worse: opens an incident, joins the open one of the same item, or reopens one restored a
    /// short while ago. One that opens incidents raises the priority of a ticket that weighs less, and pages unless the ticket's call lasts.
    /// </summary>
    /// <returns>The ticket; <c>null</c>: the problem opens none and there was none to join.</returns>
    Task<Guid?> ProblemToldAsync(ToldProblem problem, CancellationToken cancellationToken);

    /// <summary>
    /// A problem that was told is over. When it was the last one of its incident, the restoration of service is recorded; in a
    /// ticket that a person opened, which may be about more than the check sees, only the end of the problem is.
    /// </summary>
    Task ProblemClosedAsync(ClosedProblem problem, CancellationToken cancellationToken);

    /// <summary>
    /// A problem that was told is watched no more: its check was removed or switched off. Nobody knows whether service is back, so the
    /// ticket stays open and its clocks run; its alert ends, who has the ticket in hand is told, and the restoration is theirs to record.
    /// </summary>
    Task ProblemWithdrawnAsync(WithdrawnProblem problem, CancellationToken cancellationToken);
}

/// <summary>A problem as the desk hears of it.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="AssetId">The item that causes it.</param>
/// <param name="CheckId">The check that saw it.</param>
/// <param name="Problem">Its number within the check.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Urgency">What the severity means for the priority.</param>
/// <param name="Since">Since when it is that bad: the first result of the run that confirmed it.</param>
/// <param name="DetectedAt">When it was confirmed.</param>
/// <param name="Summary">What was seen, in one line: « HTTP: 502 Bad Gateway ».</param>
/// <param name="OpensIncident">Whether an incident is opened for it (a warning only joins an open one).</param>
public sealed record ToldProblem(
    Guid ClientId, Guid AssetId, Guid CheckId, long Problem, CheckStatus Severity, Urgency Urgency, Instant Since, Instant DetectedAt, string Summary, bool OpensIncident);

/// <summary>A problem that is watched no more.</summary>
/// <param name="AssetId">The item.</param>
/// <param name="CheckId">The check.</param>
/// <param name="Problem">Its number within the check.</param>
/// <param name="At">Since when.</param>
/// <param name="CheckName">The check, as people call it.</param>
public sealed record WithdrawnProblem(Guid AssetId, Guid CheckId, long Problem, Instant At, string CheckName);

/// <summary>A problem that is over.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="AssetId">The item.</param>
/// <param name="CheckId">The check.</param>
/// <param name="Problem">Its number within the check.</param>
/// <param name="RecoveredAt">When service was back: the first good result.</param>
/// <param name="Summary">What is seen now.</param>
public sealed record ClosedProblem(Guid ClientId, Guid AssetId, Guid CheckId, long Problem, Instant RecoveredAt, string Summary);
