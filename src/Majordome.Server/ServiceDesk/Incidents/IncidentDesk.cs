using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using Majordome.Server.Assets;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Incidents;

/// <summary>Makes tickets of problems, within the command that found them.</summary>
public sealed class IncidentDesk(AppDb db, Database database, TicketFiles files, TicketRegister register, IContractTerms terms, INotify notify) : IIncidentDesk
{
    /// <inheritdoc/>
    public async Task<Guid?> ProblemToldAsync(ToldProblem problem, CancellationToken cancellationToken)
    {
        var asset = await HoldAsync(problem.AssetId, cancellationToken);
        var known = await db.Set<TicketProblem>().SingleOrDefaultAsync(p => p.CheckId == problem.CheckId && p.Problem == problem.Problem, cancellationToken);
        var match = await MatchAsync(problem, known, cancellationToken);
        if (match.Act is not IncidentAct.Join && !problem.OpensIncident)
        {
            return known?.TicketId;
        }

        var file = match.Act is IncidentAct.Open
            ? await OpenAsync(problem, asset, cancellationToken)
            : (await files.OpenAsync(match.Incident!.Value, null, cancellationToken)).Value;
        if (match.Act is IncidentAct.Reopen)
        {
            file.Add(TicketEventKind.Reopened, new() { Check = problem.CheckId, Problem = problem.Problem, Summary = problem.Summary });
        }

        var goesOn = match.Act is IncidentAct.Join && known?.TicketId == file.Ticket.Id;
        var isNews = known?.TicketId != file.Ticket.Id || problem.Severity.IsWorseThan(known.Severity);
        Join(file, problem, known, goesOn);
        if (isNews && problem.OpensIncident)
        {
            await WeighAsync(file, problem, asset.Weight, cancellationToken);
        }

        files.Record(file, goesOn ? "problem-told-again" : match.Act switch { IncidentAct.Open => "open-incident", IncidentAct.Join => "join-incident", _ => "reopen-incident" },
            new { file.Ticket.Reference, problem.CheckId, problem.Problem });
        if (problem.OpensIncident)
        {
            await notify.PageAsync(file.Notice(), cancellationToken);
        }

        return file.Ticket.Id;
    }

    /// <inheritdoc/>
    public async Task ProblemClosedAsync(ClosedProblem problem, CancellationToken cancellationToken)
    {
        await HoldAsync(problem.AssetId, cancellationToken);
        var known = await db.Set<TicketProblem>().SingleOrDefaultAsync(p => p.CheckId == problem.CheckId && p.Problem == problem.Problem, cancellationToken);
        if (known is null or { EndedAt: not null })
        {
            return;
        }

        known.EndedAt = problem.RecoveredAt;
        var file = (await files.OpenAsync(known.TicketId, null, cancellationToken)).Value;
        var isLast = !await db.Set<TicketProblem>().AnyAsync(p => p.TicketId == known.TicketId && p.EndedAt == null && p.Id != known.Id, cancellationToken);
        file.Add(TicketEventKind.ProblemEnded, new() { Check = problem.CheckId, Problem = problem.Problem, Summary = problem.Summary });
        if (!isLast || file.Ticket is not { RestoredAt: null, IsActive: true, Source: TicketSource.Monitoring })
        {
            files.Record(file, "problem-ended", new { problem.CheckId, problem.Problem });
            return;
        }

        var at = WhenRestored(file, problem.RecoveredAt);
        file.Add(TicketEventKind.Restored, new() { Means = file.Ticket.TakenAt is null ? RestorationMeans.ByItself : RestorationMeans.Repair, Summary = problem.Summary }, at);
        files.Record(file, "service-came-back", new { problem.CheckId, problem.Problem, At = at });
        await notify.PageEndedAsync(file.Notice(), cancellationToken);
        await notify.TellClientAsync(file.Notice(), new(ClientNoticeKind.Restored, file.Events.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), at, null, null), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task ProblemWithdrawnAsync(WithdrawnProblem problem, CancellationToken cancellationToken)
    {
        await HoldAsync(problem.AssetId, cancellationToken);
        var known = await db.Set<TicketProblem>().SingleOrDefaultAsync(p => p.CheckId == problem.CheckId && p.Problem == problem.Problem && p.EndedAt == null, cancellationToken);
        if (known is null)
        {
            return;
        }

        known.EndedAt = problem.At;
        var file = (await files.OpenAsync(known.TicketId, null, cancellationToken)).Value;
        var withdrawn = file.Add(TicketEventKind.ProblemWithdrawn, new() { Check = problem.CheckId, Problem = problem.Problem, Summary = problem.CheckName });
        files.Record(file, "problem-withdrawn", new { problem.CheckId, problem.Problem });
        if (file.Ticket is { RestoredAt: null, IsActive: true })
        {
            await notify.TellDeskAsync(file.Notice(), new(DeskNoticeKind.CheckWithdrawn, Verb.KeyOf(withdrawn), problem.At, problem.CheckName), cancellationToken);
        }
    }

    // What monitoring saw first may lie before a step that a person recorded meanwhile: then the restoration follows that step.
    private static Instant WhenRestored(TicketFile file, Instant recovered)
    {
        var at = Instant.Max(recovered, file.Ticket.RegisteredAt);
        var steps = file.Clock.Facts.Steps;
        var latest = steps.IsEmpty ? at : Instant.Max(at, steps[^1].At);
        return file.Clock.Check(new(ClockStepKind.Restored, at), file.Now).IsEmpty ? at : latest;
    }

    // Two problems of one item that are told at the same time must not open two tickets.
    private async Task<Asset> HoldAsync(Guid assetId, CancellationToken cancellationToken)
    {
        var rows = database.Kind is DatabaseKind.Postgres
            ? db.Set<Asset>().FromSql($"SELECT * FROM assets WHERE id = {assetId} FOR UPDATE")
            : db.Set<Asset>().Where(a => a.Id == assetId);
        return await rows.AsNoTracking().SingleAsync(cancellationToken);
    }

    // What is told again goes on with its ticket while that lasts; when it is over, it is one more problem of the item.
    private async Task<IncidentMatch> MatchAsync(ToldProblem problem, TicketProblem? known, CancellationToken cancellationToken) =>
        known is not null && await db.Set<Ticket>().AnyAsync(t => t.Id == known.TicketId && t.RestoredAt == null, cancellationToken)
            ? new IncidentMatch(IncidentAct.Join, known.TicketId)
            : IncidentMatcher.Match(problem.AssetId, problem.Since, problem.DetectedAt, await IncidentsOfAsync(problem, cancellationToken), IncidentMatcher.DefaultReopening);

    private async Task<List<KnownIncident>> IncidentsOfAsync(ToldProblem problem, CancellationToken cancellationToken)
    {
        var found = await db.Set<Ticket>().AsNoTracking()
            .Where(t => t.AssetId == problem.AssetId && t.Nature == Nature.Incident && t.ClosedAt == null)
            .OrderByDescending(t => t.Number).Take(100)
            .Select(t => new { t.Id, t.RegisteredAt, t.RestoredAt, HasCheck = db.Set<TicketProblem>().Any(p => p.TicketId == t.Id && p.CheckId == problem.CheckId) })
            .ToListAsync(cancellationToken);
        return [.. found.Select(t => new KnownIncident(t.Id, problem.AssetId, t.RegisteredAt, t.RestoredAt, IsClosed: false, t.HasCheck))];
    }

    private async Task<TicketFile> OpenAsync(ToldProblem problem, Asset asset, CancellationToken cancellationToken)
    {
        var subject = $"{asset.Name}{Separator}{problem.Summary}";
        var registered = await register.RegisterAsync(
            new NewTicket
            {
                ClientId = problem.ClientId,
                Subject = subject.Length <= NewTicket.LongestSubject ? subject : subject[..(NewTicket.LongestSubject - 1)] + "…",
                Description = problem.Summary,
                Source = TicketSource.Monitoring,
                Impact = asset.Weight,
                Urgency = problem.Urgency,
                AssetId = asset.Id,
                StartedAt = problem.Since,
                DetectedAt = problem.DetectedAt,
            },
            cancellationToken);
        return registered.Value;
    }

    private const string Separator = ", ";

    private void Join(TicketFile file, ToldProblem problem, TicketProblem? known, bool goesOn)
    {
        known ??= db.Add(new TicketProblem
        {
            Id = Ids.At(file.Now),
            ClientId = file.Ticket.ClientId,
            TicketId = file.Ticket.Id,
            CheckId = problem.CheckId,
            Problem = problem.Problem,
            Severity = problem.Severity,
            Since = problem.Since,
            Summary = problem.Summary,
            JoinedAt = file.Now,
        }).Entity;
        (known.Severity, known.Summary) = (problem.Severity, problem.Summary);
        if (!goesOn)
        {
            (known.TicketId, known.Since, known.JoinedAt) = (file.Ticket.Id, problem.Since, file.Now);
            file.Add(TicketEventKind.ProblemJoined, new() { Check = problem.CheckId, Problem = problem.Problem, Severity = problem.Severity, Summary = problem.Summary });
        }
    }

    // A ticket weighs as much as the gravest that became known of it; who then weighs it less has seen that.
    private async Task WeighAsync(TicketFile file, ToldProblem problem, Impact impact, CancellationToken cancellationToken)
    {
        var ticket = file.Ticket;
        var priority = PriorityMatrix.Default[impact, problem.Urgency];
        if (priority >= file.Coverage.Priority)
        {
            return;
        }

        (ticket.Impact, ticket.Urgency) = (impact, problem.Urgency);
        var raised = file.Add(TicketEventKind.PriorityChanged, new() { Impact = impact, Urgency = problem.Urgency, Priority = priority, Check = problem.CheckId, Problem = problem.Problem, Summary = problem.Summary });
        file.Cover(await terms.DecideAsync(ticket.ClientId, ticket.AssetId, ticket.Nature, priority, ticket.RegisteredAt, cancellationToken), priority, raised);
    }
}
