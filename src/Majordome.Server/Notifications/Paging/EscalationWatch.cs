using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Paging;

/// <summary>Takes the next step of one call when it is due.</summary>
[Requires(Permission.WorkTickets)]
public sealed class EscalatePage(AppDb db, Pager pager, Platform.Trace.EventLog log, IClock clock)
{
    /// <summary>Takes it, unless another server did, somebody acknowledged or it is over.</summary>
    /// <returns>Whether it was taken.</returns>
    public async Task<Result<Done>> HandleAsync(Guid callId, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var due = db.Set<PageCall>().Where(c => c.Id == callId && c.NextStepAt != null && c.NextStepAt <= now && c.EndedAt == null && c.AcknowledgedAt == null);

        // The claim: whoever else claims, acknowledges or ends waits for this command, then finds the call no longer due.
        if (await due.ExecuteUpdateAsync(set => set.SetProperty(c => c.NextStepAt, (Instant?)null), cancellationToken) == 0)
        {
            return Done.Value;
        }

        var call = await db.Set<PageCall>().SingleAsync(c => c.Id == callId, cancellationToken);
        await pager.StepAsync(call, cancellationToken);
        log.Record(call.ClientId, "escalate-page", "ticket", call.TicketId, new { call.Id, call.Steps });
        return Done.Value;
    }
}

/// <summary>Pages the next one when nobody acknowledges in time.</summary>
public sealed class EscalationWatch(
    IServiceScopeFactory scopes, Commands commands, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<EscalationWatch> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    private const int Batch = 50;

    /// <summary>Takes one step of each call that is due. A call that waited long (the server was down) takes one step, not all it missed.</summary>
    /// <returns>How many were due.</returns>
    public async Task<int> EscalateDueAsync(CancellationToken cancellationToken)
    {
        var caller = Caller.Program("escalation");
        List<Guid> due;
        await using (var scope = scopes.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = caller;
            var now = clock.GetCurrentInstant();
            due = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<PageCall>()
                .Where(c => c.NextStepAt != null && c.NextStepAt <= now && c.EndedAt == null && c.AcknowledgedAt == null)
                .OrderBy(c => c.NextStepAt).Take(Batch).Select(c => c.Id).ToListAsync(cancellationToken);
        }

        foreach (var callId in due)
        {
            await commands.RunAsync(caller, (EscalatePage c) => c.HandleAsync(callId, cancellationToken), cancellationToken);
        }

        return due.Count;
    }

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await EscalateDueAsync(stoppingToken);
        return false;
    }
}
