using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Received;

/// <summary>Forgets what was kept long enough: messages as their source says, what was put aside, receipts of webhooks. A few rows at a time.</summary>
public sealed class ForgetReceived(IServiceScopeFactory scopes, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<ForgetReceived> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    /// <summary>How long what was put aside is kept.</summary>
    public static readonly Duration StraysKept = Duration.FromDays(30);

    /// <summary>The most rows of what was put aside that are kept, the newest first.</summary>
    public const int MostStrays = 20_000;

    private const int AtOnce = 2_000;

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override TimeSpan Grace => TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override Duration Patience => Duration.FromHours(1);

    /// <summary>Forgets all that is due.</summary>
    /// <returns>How many messages, rows of what was put aside, and receipts.</returns>
    public async Task<(int Messages, int Strays, int Receipts)> ForgetAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("intake");
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = clock.GetCurrentInstant();
        var messages = 0;
        foreach (var source in await db.Set<Source>().AsNoTracking().OrderBy(s => s.Id).ToListAsync(cancellationToken))
        {
            messages += await ForgetAsync(db, source, now, cancellationToken);
        }

        var before = now - WebhookReceipt.Kept;
        var receipts = await db.Set<WebhookReceipt>().Where(r => r.TakenAt < before).ExecuteDeleteAsync(cancellationToken);
        return (messages, await ForgetStraysAsync(db, now, cancellationToken), receipts);
    }

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await ForgetAsync(stoppingToken);
        return false;
    }

    private static async Task<int> ForgetAsync(AppDb db, Source source, Instant now, CancellationToken cancellationToken)
    {
        var own = db.Set<ReceivedMessage>().Where(m => m.ClientId == source.ClientId && m.SourceId == source.Id);
        var old = Ids.FirstOf(now - Duration.FromDays(source.KeepDays));
        var deleted = await DeleteAsync(own.Where(m => m.Id.CompareTo(old) < 0), cancellationToken);
        var beyond = await own.OrderByDescending(m => m.Id).Skip(source.KeepMessages).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(cancellationToken);
        return beyond is { } newest ? deleted + await DeleteAsync(own.Where(m => m.Id.CompareTo(newest) <= 0), cancellationToken) : deleted;
    }

    // In small pieces: who writes waits for each of them.
    private static async Task<int> DeleteAsync(IQueryable<ReceivedMessage> messages, CancellationToken cancellationToken)
    {
        var deleted = 0;
        while (await messages.OrderBy(m => m.Id).Take(AtOnce).ExecuteDeleteAsync(cancellationToken) is > 0 and var some)
        {
            deleted += some;
        }

        return deleted;
    }

    private static async Task<int> ForgetStraysAsync(AppDb db, Instant now, CancellationToken cancellationToken)
    {
        var strays = db.Set<StrayMessage>();
        var old = Ids.FirstOf(now - StraysKept);
        var deleted = await strays.Where(m => m.Id.CompareTo(old) < 0).ExecuteDeleteAsync(cancellationToken);
        var beyond = await strays.OrderByDescending(m => m.Id).Skip(MostStrays).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(cancellationToken);
        return beyond is { } newest ? deleted + await strays.Where(m => m.Id.CompareTo(newest) <= 0).ExecuteDeleteAsync(cancellationToken) : deleted;
    }
}
