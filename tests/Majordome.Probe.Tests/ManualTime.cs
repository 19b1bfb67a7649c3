using NodaTime;

namespace Majordome.Probe.Tests;

/// <summary>Time that moves when the test says so, for timers and clock alike.</summary>
internal sealed class ManualTime : TimeProvider, IClock
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private long ticks = TimeSpan.FromDays(100).Ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Whether anything waits for time to pass.</summary>
    public bool HasTimer
    {
        get
        {
            lock (gate)
            {
                return timers.Count > 0;
            }
        }
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => Interlocked.Read(ref ticks);

    public override DateTimeOffset GetUtcNow() => GetCurrentInstant().ToDateTimeOffset();

    public Instant GetCurrentInstant() => Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves time, firing what falls due on the way, in order.</summary>
    public void Advance(TimeSpan by)
    {
        var until = GetTimestamp() + by.Ticks;
        while (MoveToNext(until) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves time likewise, and no further than what fired until <paramref name="settle"/> has ended: what it set going on other threads sees the time at which it fell due.</summary>
    public async Task AdvanceAsync(TimeSpan by, Func<Task> settle)
    {
        var until = GetTimestamp() + by.Ticks;
        while (MoveToNext(until) is { } timer)
        {
            timer.Fire();
            await settle();
        }
    }

    private ManualTimer? MoveToNext(long until)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.DueAt <= until).MinBy(timer => timer.DueAt);
            Interlocked.Exchange(ref ticks, next is null ? until : Math.Max(GetTimestamp(), next.DueAt));
            if (next is not null)
            {
                timers.Remove(next);
            }

            return next;
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        public long DueAt { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    DueAt = time.GetTimestamp() + dueTime.Ticks;
                    time.timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
