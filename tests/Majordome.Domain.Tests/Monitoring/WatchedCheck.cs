using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Domain.Tests.Monitoring;

/// <summary>A check under test: results come when they are wanted, the transitions are kept.</summary>
internal sealed class WatchedCheck
{
    public static readonly Instant Start = Instant.FromUtc(2026, 3, 2, 8, 0);
    private static readonly Duration RunTime = Duration.FromMilliseconds(200);
    private long sequence;

    public WatchedCheck(CheckPolicy? policy = null)
    {
        Policy = policy ?? CheckPolicy.Default;
        State = CheckState.New(Start);
        Now = Start;
    }

    public CheckPolicy Policy { get; }

    public CheckState State { get; private set; }

    /// <summary>When the next run starts.</summary>
    public Instant Now { get; set; }

    public List<Transition> History { get; } = [];

    public CheckResult? LastResult { get; private set; }

    public IEnumerable<StateFact> Facts => History.Select(StateFact.Of).OfType<StateFact>();

    public WatchedCheck Gives(params CheckStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            Apply(status, RunTime);
            Now += CheckMachine.NextRunIn(State, Policy);
        }

        return this;
    }

    /// <summary>Results that waited at the probe: each arrives <paramref name="delay"/> after its start.</summary>
    public WatchedCheck GivesLate(Duration delay, params CheckStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            Apply(status, delay);
            Now += CheckMachine.NextRunIn(State, Policy);
        }

        return this;
    }

    public ImmutableArray<Transition> Apply(CheckStatus status, Duration delay)
    {
        LastResult = new CheckResult(new ResultPosition(1, ++sequence), Now, Now + delay, status);
        return Take(CheckMachine.Apply(State, Policy, LastResult)).Transitions;
    }

    public ImmutableArray<Transition> IsSilentFor(Duration time)
    {
        Now += time;
        return Take(CheckMachine.Silence(State, Policy, Now)).Transitions;
    }

    private Step Take(Step step)
    {
        State = step.State;
        History.AddRange(step.Transitions);
        return step;
    }
}
