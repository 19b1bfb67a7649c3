using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Contract;
using Majordome.Probe.Network;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Probe.Scheduling;

/// <summary>
/// Runs checks when they are due: one timer and one queue ordered by time for all of them, no thread for any. Starts are spread
/// (<see cref="StartSpread"/>), limits hold (<see cref="SchedulerOptions"/>), a run ends at its time-out at the latest.
/// </summary>
public sealed partial class CheckScheduler : IAsyncDisposable
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly long LateFrom = TimeSpan.FromSeconds(1).Ticks;

    /// <summary>The timer fires on a grid: what falls due within a beat starts together, and wakes the threads once instead of each for itself.</summary>
    private static readonly long Beat = TimeSpan.FromMilliseconds(200).Ticks;

    private readonly CheckCatalogue catalogue;
    private readonly TimeProvider time;
    private readonly IClock clock;
    private readonly Action<ProbeResult> deliver;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, ScheduledCheck> checks = [];
    private readonly HashSet<CancellationTokenSource> deadlines = [];
    private readonly PriorityQueue<ScheduledCheck, long> due = new();
    private readonly Admission admission;
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer timer;
    private (long Started, long Late, long Worst, long Total) delays;
    private long? armedFor;
    private bool isStopping;

    /// <summary>Makes a scheduler that runs nothing yet.</summary>
    /// <param name="catalogue">What can be run; not disposed of here.</param>
    /// <param name="options">How much at once.</param>
    /// <param name="time">Measures and wakes.</param>
    /// <param name="clock">Dates the results.</param>
    /// <param name="deliver">Takes every result, from any thread; must not block.</param>
    /// <param name="log">Told of defects in checks.</param>
    public CheckScheduler(
        CheckCatalogue catalogue, SchedulerOptions options, TimeProvider time, IClock clock, Action<ProbeResult> deliver, ILogger<CheckScheduler> log)
    {
        (this.catalogue, this.time, this.clock, this.deliver, this.log) = (catalogue, time, clock, deliver, log);
        admission = new Admission(options);
        timer = time.CreateTimer(static self => ((CheckScheduler)self!).StartDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How it fares.</summary>
    public SchedulerFigures Figures
    {
        get
        {
            lock (gate)
            {
                return new SchedulerFigures(
                    checks.Count, admission.Running, admission.Waiting, delays.Started, delays.Late,
                    PhaseClock.Microseconds(new TimeSpan(delays.Worst)), PhaseClock.Microseconds(new TimeSpan(delays.Total)));
            }
        }
    }

    /// <summary>
    /// Runs these checks from now on, and no others. New ones start within seconds; changed ones keep their place in time and their
    /// confirmation; a run at work ends as it began, and that of a removed check is not delivered.
    /// </summary>
    public void Apply(ImmutableArray<CheckAssignment> assignments)
    {
        var disposable = new List<PreparedCheck>();
        lock (gate)
        {
            var wanted = assignments.ToDictionary(assignment => assignment.Check);
            foreach (var (id, check) in checks.Where(pair => !wanted.ContainsKey(pair.Key)).ToArray())
            {
                checks.Remove(id);
                check.IsRemoved = true;
                if (!check.IsBusy)
                {
                    disposable.Add(check.Prepared);
                }
            }

            var (now, instant) = (Now(), clock.GetCurrentInstant());
            foreach (var assignment in wanted.Values)
            {
                Apply(assignment, now, instant, disposable);
            }

            Arm();
        }

        disposable.ForEach(check => check.Dispose());
    }

    /// <summary>
    /// Runs a check out of turn, as soon as the limits allow and a retry interval has passed since its last run began: whoever asks time and again makes it no faster
    /// than that. What is at work may have looked too early: it is run again. False when it is not here.
    /// </summary>
    public bool RunSoon(Guid id)
    {
        lock (gate)
        {
            if (!checks.TryGetValue(id, out var check))
            {
                return false;
            }

            check.IsAsked = true;
            if (!check.IsBusy && Soonest(check, Now()) is var at && at < check.DueAt)
            {
                Schedule(check, at);
                Arm();
            }

            return true;
        }
    }

    /// <summary>Ends every run at work; their results are not delivered.</summary>
    public async ValueTask DisposeAsync()
    {
        ImmutableArray<CancellationTokenSource> running;
        lock (gate)
        {
            if (!isStopping)
            {
                isStopping = true;
                EndIfIdle();
            }

            running = [.. deadlines];
        }

        foreach (var deadline in running)
        {
            try
            {
                await deadline.CancelAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                // That run has just ended.
            }
        }

        await idle.Task.ConfigureAwait(false);
        await timer.DisposeAsync().ConfigureAwait(false);
        foreach (var check in checks.Values)
        {
            check.Prepared.Dispose();
        }
    }

    private void Apply(CheckAssignment assignment, long now, Instant instant, List<PreparedCheck> disposable)
    {
        if (!checks.TryGetValue(assignment.Check, out var check))
        {
            checks.Add(assignment.Check, check = new ScheduledCheck(assignment, catalogue, instant));
            Schedule(check, StartSpread.FirstStart(assignment.Check, check.Interval, now));
        }
        else if (check.Assignment != assignment)
        {
            var last = check.Interval;
            if (check.Change(assignment) is { } replaced)
            {
                disposable.Add(replaced);
            }

            if (check.Interval != last && !check.IsBusy)
            {
                Schedule(check, Math.Min(check.DueAt, StartSpread.NextSlot(assignment.Check, check.Interval, now)));
            }
        }
    }

    private long Now() => time.GetElapsedTime(0).Ticks;

    private void Schedule(ScheduledCheck check, long at)
    {
        check.DueAt = at;
        due.Enqueue(check, at);
    }

    /// <summary>Sets the timer to the first check that is due.</summary>
    private void Arm()
    {
        while (due.TryPeek(out var check, out var at))
        {
            if (check.IsRemoved || check.IsBusy || check.DueAt != at)
            {
                due.Dequeue(); // removed, rescheduled or started since
                continue;
            }

            ArmFor(at);
            return;
        }
    }

    private void ArmFor(long at)
    {
        var now = Now();
        var beat = at <= now ? now : (at + Beat - 1) / Beat * Beat;
        if (armedFor is { } armed && armed <= beat)
        {
            return; // it will fire in time, and look again
        }

        armedFor = beat;
        timer.Change(new TimeSpan(Math.Min(beat - now, LongestSleep.Ticks)), Timeout.InfiniteTimeSpan);
    }

    private void StartDue()
    {
        var starting = new List<Admission.Ticket>();
        lock (gate)
        {
            armedFor = null;
            var now = Now();
            while (!isStopping && due.TryPeek(out var check, out var at) && at <= now)
            {
                due.Dequeue();
                if (check.IsRemoved || check.IsBusy || check.DueAt != at)
                {
                    continue;
                }

                check.IsBusy = true;
                var ticket = new Admission.Ticket(check, check.Prepared.Peer, check.Prepared.StartsProcess, at);
                if (admission.Enter(ticket))
                {
                    starting.Add(ticket);
                }
            }

            if (!isStopping)
            {
                Arm();
            }
        }

        starting.ForEach(Start);
    }

    private void Start(Admission.Ticket ticket) => _ = RunAsync(ticket);

    private async Task RunAsync(Admission.Ticket ticket)
    {
        // Off the timer's thread, and off that of the run that made room for this one.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var check = ticket.Check;
        CheckAssignment assignment;
        PreparedCheck prepared;
        var deadline = new CancellationTokenSource(check.Policy.TimeOut.ToTimeSpan(), time);
        var (begun, started) = (Now(), clock.GetCurrentInstant());
        lock (gate)
        {
            (assignment, prepared) = (check.Assignment, check.Prepared);
            check.AtWork = prepared;
            (check.BegunAt, check.IsAsked) = (begun, false);
            deadlines.Add(deadline);
            Measure(begun - ticket.DueAt);
            if (isStopping || check.IsRemoved)
            {
                deadline.Cancel();
            }
        }

        var outcome = await RunAsync(prepared, assignment, deadline).ConfigureAwait(false);
        var took = PhaseClock.Microseconds(new TimeSpan(Math.Max(0, Now() - begun)));
        End(ticket, prepared, deadline, new ProbeResult
        {
            Check = assignment.Check,
            Definition = assignment.Definition,
            Started = Instant.FromUnixTimeTicks(started.ToUnixTimeTicks() / 10 * 10),
            Took = took,
            Status = outcome.Status,
            Text = Plain(outcome.Text),
            LongText = Plain(outcome.LongText),
            Measurements = outcome.Measurements,
            Phases = outcome.Phases,
        });
    }

    /// <summary>What a peer said, without the zero character: PostgreSQL, where the server may keep it, takes no text that holds one.</summary>
    private static string Plain(string said) => said.Replace('\0', '\uFFFD');

    private async Task<CheckOutcome> RunAsync(PreparedCheck prepared, CheckAssignment assignment, CancellationTokenSource deadline)
    {
        try
        {
            return await prepared.RunAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return prepared.TimedOut(assignment.Timeout.ToTimeSpan());
        }
#pragma warning disable CA1031 // a defect in one check must not stop the others; it is told in its result and in the log
        catch (Exception defect)
#pragma warning restore CA1031
        {
            LogDefect(defect, assignment.Type, assignment.Check);
            return CheckOutcome.Unknown($"the check itself failed: {defect.GetType().Name}");
        }
    }

    private void End(Admission.Ticket ticket, PreparedCheck prepared, CancellationTokenSource deadline, ProbeResult result)
    {
        var (check, admitted) = (ticket.Check, new List<Admission.Ticket>());
        bool isObsolete, isDelivered;
        lock (gate)
        {
            check.IsBusy = false;
            check.AtWork = null;
            deadlines.Remove(deadline);
            isObsolete = check.IsRemoved || check.Prepared != prepared;
            isDelivered = !isStopping && !check.IsRemoved;
            if (!check.IsRemoved)
            {
                ScheduleNext(check, result);
            }

            admission.Leave(ticket, admitted);
            if (isStopping)
            {
                EndIfIdle();
            }
            else
            {
                Arm();
            }
        }

        deadline.Dispose();
        if (isObsolete)
        {
            prepared.Dispose();
        }

        if (isDelivered)
        {
            deliver(result);
        }

        admitted.ForEach(Start);
    }

    private void ScheduleNext(ScheduledCheck check, ProbeResult result)
    {
        var now = Now();
        var isRetried = check.AwaitsConfirmationAfter(result.Status, result.Started, result.Started + result.Took);
        var retryAt = now - result.Took.BclCompatibleTicks + check.Policy.RetryInterval.BclCompatibleTicks;
        var next = isRetried ? Math.Max(now, retryAt) : StartSpread.NextSlot(check.Assignment.Check, check.Interval, now);
        Schedule(check, check.IsAsked ? Math.Min(next, Soonest(check, now)) : next);
    }

    private static long Soonest(ScheduledCheck check, long now) =>
        check.BegunAt is { } begun ? Math.Max(now, begun + check.Policy.RetryInterval.BclCompatibleTicks) : now;

    private void EndIfIdle()
    {
        if (admission.Running == 0 && admission.Waiting == 0)
        {
            idle.TrySetResult();
        }
    }

    private void Measure(long delay)
    {
        var isLate = delay > LateFrom;
        delays = (delays.Started + 1, delays.Late + (isLate ? 1 : 0), Math.Max(delays.Worst, delay), delays.Total + Math.Max(0, delay));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A check of type {Type} ({Check}) failed by a defect of its own")]
    private partial void LogDefect(Exception defect, string type, Guid check);
}
