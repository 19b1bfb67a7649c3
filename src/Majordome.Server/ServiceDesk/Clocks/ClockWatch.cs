using Majordome.Domain;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Clocks;

/// <summary>
/// Tells what the clocks of one ticket say, once for each clock, target and level, and reminds of a pause when the date asked for
/// has come. What was told is written with the telling, in one transaction: a crash repeats neither and loses neither.
/// </summary>
[Requires(Permission.WorkTickets)]
public sealed class TellOfClocks(TicketFiles files, INotify notify)
{
    /// <summary>Tells what is due.</summary>
    /// <param name="ticketId">Of which ticket.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many things were told.</returns>
    public async Task<Result<int>> HandleAsync(Guid ticketId, CancellationToken cancellationToken)
    {
        if (!(await files.OpenAsync(ticketId, null, cancellationToken)).TryGet(out var file, out var refused))
        {
            return refused;
        }

        var told = 0;
        while (file.Ticket.IsActive && file.Clock.NextTelling(file.Now) is { } due && due.At <= file.Now)
        {
            file.Add(due.IsBreach ? TicketEventKind.BreachTold : TicketEventKind.AttentionTold, new() { Clock = due.Clock, Epoch = due.Epoch, Deadline = due.Deadline });
            await notify.WarnOfClockAsync(file.Notice(), new(due.Clock, due.IsBreach, due.Deadline, due.Epoch), cancellationToken);
            told++;
        }

        if (file.Ticket.IsActive && file.Reminder is { } remind && remind <= file.Now)
        {
            var reminded = file.Add(TicketEventKind.ReminderTold, new() { RemindAt = remind });
            await notify.TellDeskAsync(file.Notice(), new(DeskNoticeKind.Reminder, Verb.KeyOf(reminded), remind), cancellationToken);
            told++;
        }

        files.Record(file, "tell-of-clocks", new { file.Ticket.Reference, told });
        return told;
    }
}

/// <summary>
/// Watches the clocks of all open tickets: at the contract's threshold and at the breach, people are told. Finds what is due by
/// one indexed column, so that ten thousand tickets cost as little as ten.
/// </summary>
public sealed class ClockWatch(IServiceScopeFactory scopes, Commands commands, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<ClockWatch> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    private const int Batch = 100;
    private static readonly Caller Itself = Caller.Program("clocks");

    /// <summary>Tells what is due now.</summary>
    /// <returns>How many things were told.</returns>
    public async Task<int> WatchDueAsync(CancellationToken cancellationToken)
    {
        var due = await DueAsync(clock.GetCurrentInstant(), cancellationToken);
        var told = 0;
        foreach (var ticket in due)
        {
            var result = await commands.RunAsync(Itself, (TellOfClocks tell) => tell.HandleAsync(ticket, cancellationToken), cancellationToken);
            told += result.IsAccepted ? result.Value : 0;
        }

        return told;
    }

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await WatchDueAsync(stoppingToken);
        return false;
    }

    private async Task<List<Guid>> DueAsync(Instant now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Itself;
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Set<Ticket>()
            .Where(t => t.TellAt <= now).OrderBy(t => t.TellAt).Take(Batch).Select(t => t.Id).ToListAsync(cancellationToken);
    }
}
