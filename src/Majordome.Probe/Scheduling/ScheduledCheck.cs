using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Contract;
using NodaTime;

namespace Majordome.Probe.Scheduling;

/// <summary>A check on the scheduler: what runs, when next, and how far its confirmation is. Touched under the scheduler's lock only.</summary>
internal sealed class ScheduledCheck
{
    private readonly CheckCatalogue catalogue;
    private CheckState state;
    private long runs;

    public ScheduledCheck(CheckAssignment assignment, CheckCatalogue catalogue, Instant now)
    {
        this.catalogue = catalogue;
        state = CheckState.New(now);
        (Assignment, Policy, Prepared) = (assignment, PolicyOf(assignment), Prepare(assignment));
    }

    public CheckAssignment Assignment { get; private set; }

    public CheckPolicy Policy { get; private set; }

    public PreparedCheck Prepared { get; private set; }

    /// <summary>When it is due next, in the scheduler's ticks; what the queue says otherwise is out of date.</summary>
    public long DueAt { get; set; }

    /// <summary>Whether it is at work, or due and held up by a limit.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether a run out of turn was asked for since the last one began.</summary>
    public bool IsAsked { get; set; }

    /// <summary>When the last run began, in the scheduler's ticks; <c>null</c>: there was none.</summary>
    public long? BegunAt { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>What is at work now, if anything: the definition may change meanwhile.</summary>
    public PreparedCheck? AtWork { get; set; }

    public long Interval => Policy.Interval.BclCompatibleTicks;

    /// <summary>
    /// Takes a new definition over, keeping the schedule and the confirmation. Gives what has to be disposed of, unless it is at work:
    /// then the end of the run does it.
    /// </summary>
    public PreparedCheck? Change(CheckAssignment assignment)
    {
        var last = Prepared;
        (Assignment, Policy, Prepared) = (assignment, PolicyOf(assignment), Prepare(assignment));
        return last == AtWork ? null : last;
    }

    /// <summary>Whether the retry interval holds after a run that ended so.</summary>
    public bool AwaitsConfirmationAfter(CheckStatus status, Instant started, Instant ended)
    {
        state = CheckMachine.Apply(state, Policy, new CheckResult(new ResultPosition(0, ++runs), started, ended, status)).State;
        return state.AwaitsConfirmation;
    }

    private static CheckPolicy PolicyOf(CheckAssignment assignment) =>
        Policies(assignment).TryGet(out var policy, out _) ? policy : CheckPolicy.Default;

    private static Result<CheckPolicy> Policies(CheckAssignment assignment)
    {
        var counts = assignment.Confirmations;
        var confirmations = Confirmations.Create(counts.Warning, counts.Critical, counts.Unknown, recovery: counts.Recovery);
        return confirmations.TryGet(out var confirmed, out var refusals)
            ? CheckPolicy.Create(assignment.Interval, assignment.Timeout, assignment.RetryInterval, confirmed)
            : refusals;
    }

    /// <summary>A definition that cannot be run says so at every run: it is never silent. Neither is a defect in the reading of one, which is told as one in a run.</summary>
    private PreparedCheck Prepare(CheckAssignment assignment)
    {
        try
        {
            return Read(assignment);
        }
#pragma warning disable CA1031 // a defect in one type must not keep the others from being run
        catch (Exception defect)
#pragma warning restore CA1031
        {
            return new DefectiveCheck(defect);
        }
    }

    private PreparedCheck Read(CheckAssignment assignment)
    {
        var policies = Policies(assignment);
        var prepared = catalogue.Prepare(assignment.Type, assignment.Target, assignment.Parameters);
        var refusals = policies.Refusals.AddRange(prepared.Refusals);
        return refusals.IsEmpty ? prepared.Value : new RefusedCheck(string.Join("; ", refusals));
    }

    private sealed class RefusedCheck(string reasons) : PreparedCheck
    {
        private readonly CheckOutcome outcome = CheckOutcome.Unknown($"cannot be run: {reasons}");

        public override Task<CheckOutcome> RunAsync(CancellationToken deadline) => Task.FromResult(outcome);
    }

    private sealed class DefectiveCheck(Exception defect) : PreparedCheck
    {
        public override Task<CheckOutcome> RunAsync(CancellationToken deadline) => Task.FromException<CheckOutcome>(defect);
    }
}
