using System.Collections.Concurrent;
using System.Threading.Channels;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Outbox;

/// <summary>How a try of delivery ended.</summary>
/// <param name="Outcome">Which way.</param>
/// <param name="Answer">What the receiver answered, or why it failed; shown to people, never a secret.</param>
public readonly record struct Delivery(DeliveryOutcome Outcome, string Answer);

/// <summary>The ways a try can end.</summary>
public enum DeliveryOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>Not now; tried again later.</summary>
    Later,

    /// <summary>Never: the receiver refuses it for good.</summary>
    Refused,
}

/// <summary>Delivers the messages of one channel.</summary>
public interface IDeliver
{
    /// <summary>Which channel.</summary>
    string Channel { get; }

    /// <summary>Tries once. Ends within a minute; throws only when the program stops.</summary>
    Task<Delivery> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken);
}

/// <summary>Wakes the dispatcher of this process after a commit.</summary>
public sealed class OutboxSignal
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Something may have been written.</summary>
    public void Wake() => channel.Writer.TryWrite(true);

    /// <summary>Waits for the next wake, or for the poll interval.</summary>
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var delay = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, delay.Token);
        try
        {
            await channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The poll interval is over.
        }
    }
}

/// <summary>
/// Delivers the outbox: claims due messages under a lease, tries each through its channel, and writes down how it ended. Channels do not wait
/// for each other: a mail server that hangs holds up no webhook. A crash between a delivery and its being written down repeats the delivery after the
/// lease (at least once, same identifier).
/// </summary>
public sealed class OutboxDispatcher(
    IServiceScopeFactory scopes, IEnumerable<IDeliver> channels, OutboxSignal signal, IClock clock, Heartbeats heartbeats, TimeProvider time, ILogger<OutboxDispatcher> logger)
    : BackgroundLoop(heartbeats, time, logger)
{
    // Short, since a page that was on its way when the program died waits for it; renewed at each turn while its delivery lasts.
    private static readonly Duration Lease = Duration.FromSeconds(20);
    private const int MostUnderWayOfAChannel = 16;

    /// <summary>Given up after three days of tries: long enough for a mail server that is down over a weekend.</summary>
    internal static readonly Duration GiveUpAfter = Duration.FromDays(3);

    // The channel of each message whose delivery is not over, by message.
    private readonly ConcurrentDictionary<Guid, string> underWay = new();

    /// <summary>Wait before try n + 1: 5 s × 2ⁿ⁻¹, at most 15 min, so that an outage of an hour is over within 15 min of its end.</summary>
    internal static Duration Backoff(int attempts) =>
        Duration.Min(Duration.FromSeconds(5) * Math.Pow(2, Math.Min(attempts - 1, 20)), Duration.FromMinutes(15));

    /// <summary>Delivers what is due now, and waits until that is over.</summary>
    /// <returns>How many messages were tried.</returns>
    public async Task<int> DeliverDueAsync(CancellationToken cancellationToken)
    {
        var begun = await BeginDueAsync(cancellationToken);
        await Task.WhenAll(begun);
        return begun.Count;
    }

    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await RenewAsync(stoppingToken);
        var begun = await BeginDueAsync(stoppingToken);
        begun.ForEach(delivery => _ = TellFailureAsync(delivery, stoppingToken));
        return begun.Count > 0;
    }

    /// <inheritdoc/>
    protected override Task WaitAsync(CancellationToken stoppingToken) => signal.WaitAsync(Pace, Time, stoppingToken);

    private async Task<List<Task>> BeginDueAsync(CancellationToken cancellationToken)
    {
        var begun = new List<Task>();
        foreach (var channel in channels)
        {
            var free = MostUnderWayOfAChannel - underWay.Values.Count(name => name == channel.Channel);
            var claimed = free > 0 ? await ClaimAsync(channel.Channel, free, cancellationToken) : [];
            begun.AddRange(claimed.Select(message => DeliverAsync(channel, message, cancellationToken)));
        }

        return begun;
    }

    // The claim is one conditional update per row, so that of several servers exactly one gets it, on either database.
    private async Task<List<OutboxMessage>> ClaimAsync(string channel, int atMost, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        await using var scope = Scope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var due = await db.Set<OutboxMessage>().AsNoTracking()
            .Where(m => m.State == OutboxState.Pending && m.DueAt <= now && m.Channel == channel)
            .OrderBy(m => m.DueAt).Take(atMost).ToListAsync(cancellationToken);
        var claimed = new List<OutboxMessage>(due.Count);
        foreach (var message in due)
        {
            var until = now + Lease;
            var mine = await db.Set<OutboxMessage>()
                .Where(m => m.Id == message.Id && m.State == OutboxState.Pending && m.DueAt == message.DueAt)
                .ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, until).SetProperty(m => m.Attempts, m => m.Attempts + 1), cancellationToken);
            if (mine == 1)
            {
                message.Attempts++;
                claimed.Add(message);
            }
        }

        return claimed;
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (underWay.Keys.ToList() is not { Count: > 0 } ids)
        {
            return;
        }

        var until = clock.GetCurrentInstant() + Lease;
        await using var scope = Scope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Set<OutboxMessage>()
            .Where(m => ids.Contains(m.Id) && m.State == OutboxState.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.DueAt, until), cancellationToken);
    }

    private async Task DeliverAsync(IDeliver channel, OutboxMessage message, CancellationToken cancellationToken)
    {
        underWay[message.Id] = message.Channel;
        try
        {
            await WriteDownAsync(message, await channel.DeliverAsync(message, cancellationToken));
        }
        finally
        {
            underWay.TryRemove(message.Id, out _);
            signal.Wake(); // a place is free
        }
    }

    private async Task WriteDownAsync(OutboxMessage message, Delivery delivery)
    {
        var now = clock.GetCurrentInstant();
        var (state, dueAt) = delivery.Outcome switch
        {
            DeliveryOutcome.Delivered => (OutboxState.Delivered, now),
            DeliveryOutcome.Refused => (OutboxState.Dead, now),
            _ when now - message.CreatedAt > GiveUpAfter => (OutboxState.Dead, now),
            _ => (OutboxState.Pending, now + Backoff(message.Attempts)),
        };
        if (state is not OutboxState.Delivered)
        {
            Logger.LogWarning("Message {Id} on {Channel}, try {Attempts}: {Answer}", message.Id, message.Channel, message.Attempts, delivery.Answer);
        }

        Instant? endedAt = state is OutboxState.Pending ? null : now;
        await using var scope = Scope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Set<OutboxMessage>().Where(m => m.Id == message.Id).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.State, state).SetProperty(m => m.DueAt, dueAt)
                .SetProperty(m => m.LastAnswer, delivery.Answer).SetProperty(m => m.EndedAt, endedAt),
            CancellationToken.None);
    }

    // What could not be written down is tried again when its lease ends.
    private async Task TellFailureAsync(Task delivery, CancellationToken stoppingToken)
    {
        try
        {
            await delivery;
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Logger.LogError(exception, "A delivery was not written down; it is tried again in {Lease}", Lease);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The program stops: the next start tries again.
        }
    }

    private AsyncServiceScope Scope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("outbox");
        return scope;
    }
}
