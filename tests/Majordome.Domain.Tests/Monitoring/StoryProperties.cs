using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;
using NodaTime;
using Interval = NodaTime.Interval;

namespace Majordome.Domain.Tests.Monitoring;

/// <summary>What holds for any life of a check.</summary>
public sealed class StoryProperties
{
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(200);

    [Fact]
    public void Every_problem_told_is_closed_exactly_once_when_all_ends_well() => Holds(story =>
    {
        story.EndWell();
        var told = story.Log.Count(entry => entry.Decision is TellDecision.Tell { IsWorse: false });
        var closed = story.Log.Count(entry => entry.Decision is TellDecision.Close);
        return story.Ledger.Owed is null && told == closed && told == story.Ledger.Told;
    });

    [Fact]
    public void Words_come_in_the_order_told_worse_closed_and_each_key_once() => Holds(story =>
    {
        story.EndWell();
        long? open = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in story.Log)
        {
            var (isInOrder, next, key) = entry.Decision switch
            {
                TellDecision.Tell { IsWorse: false } tell => (open is null, tell.Obligation.Number, tell.Key),
                TellDecision.Tell tell => (open == tell.Obligation.Number, open, tell.Key),
                TellDecision.Close close => (open == close.Obligation.Number, null, close.Key),
                _ => (true, open, null),
            };
            if (!isInOrder || (key is not null && !keys.Add(key)))
            {
                return false;
            }

            open = next;
        }

        return true;
    });

    [Fact]
    public void A_closure_goes_to_everybody_who_was_told() => Holds(story =>
    {
        story.EndWell();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var decision in story.Log.Select(entry => entry.Decision))
        {
            if (decision is TellDecision.Tell tell)
            {
                told.UnionWith(tell.Obligation.Recipients);
            }
            else if (decision is TellDecision.Close close)
            {
                if (!told.IsSubsetOf(close.Obligation.Recipients))
                {
                    return false;
                }

                told.Clear();
            }
        }

        return true;
    });

    [Fact]
    public void People_know_how_bad_a_problem_is_that_is_borne_out_stable_and_not_muted() => Holds(story =>
        story.Log.All(entry => entry.IsMuted || entry.State is not { Problem: { } problem, IsCurrent: true, Flapping.IsActive: false } || entry.Known == problem.Severity));

    [Fact]
    public void Nothing_is_told_inside_a_mute() =>
        Holds(story => story.Log.All(entry => !entry.IsMuted || entry.Decision is TellDecision.Quiet));

    [Fact]
    public void Only_a_confirmed_ok_borne_out_in_time_closes() => Holds(story =>
        story.Log.All(entry => entry.Decision is not TellDecision.Close || entry.State is { Confirmed: CheckStatus.Ok, Problem: null, IsCurrent: true }));

    [Fact]
    public void A_late_result_never_tells() => Holds(story => !story.ALateResultTold);

    [Fact]
    public void A_life_of_late_results_tells_nobody() => Prop.ForAll<byte[]>(events =>
        new Story(events, onlyLate: true).Log.All(entry => entry.Decision is TellDecision.Quiet)).Check(Config);

    [Fact]
    public void A_problem_ends_only_by_a_confirmed_ok() => Holds(story =>
        story.History.All(change => change.Effect != ProblemEffect.Recovered || change.To == CheckStatus.Ok));

    [Fact]
    public void Problems_open_and_recover_in_turn() => Holds(story =>
    {
        var effects = story.History.Select(change => change.Effect).Where(effect => effect is ProblemEffect.Opened or ProblemEffect.Recovered).ToList();
        return effects.Index().All(pair => pair.Item == (pair.Index % 2 == 0 ? ProblemEffect.Opened : ProblemEffect.Recovered))
            && effects.Count(effect => effect == ProblemEffect.Opened) == story.State.Problems
            && (story.State.Problem is null) == (effects.Count % 2 == 0);
    });

    [Fact]
    public void A_critical_is_confirmed_only_by_its_own_count_of_criticals() => Prop.ForAll<byte[]>(codes =>
    {
        var check = new WatchedCheck();
        var criticals = 0;
        foreach (var status in codes.Select(code => (CheckStatus)(code % 3)))
        {
            var before = check.State.Judged;
            check.Gives(status);
            criticals = status == CheckStatus.Critical ? criticals + 1 : 0;
            if (before != CheckStatus.Critical && (check.State.Judged == CheckStatus.Critical) != (criticals >= 3))
            {
                return false;
            }
        }

        return true;
    }).Check(Config);

    [Fact]
    public void A_life_measured_adds_up_and_unknown_time_is_never_up() => Holds(story =>
    {
        var window = new Interval(WatchedCheck.Start, story.Now);
        var facts = story.History.Select(StateFact.Of).OfType<StateFact>();
        var measured = Availability.Of(window, facts, [], Availability.RoundTheClock, story.Now);
        return measured.Up + measured.Down + measured.Unknown + measured.Planned == measured.Service
            && measured.Service == window.Duration
            && measured.Up >= Duration.Zero && measured.Down >= Duration.Zero && measured.Unknown >= Duration.Zero;
    });

    [Fact]
    public void Replaying_every_result_twice_gives_the_same_state() => Prop.ForAll<byte[]>(codes =>
    {
        var (once, twice) = (new WatchedCheck(), CheckState.New(WatchedCheck.Start));
        foreach (var code in codes)
        {
            once.Gives((CheckStatus)(code % 5));
            twice = CheckMachine.Apply(twice, once.Policy, once.LastResult!).State;
            twice = CheckMachine.Apply(twice, once.Policy, once.LastResult!).State;
        }

        return twice == once.State;
    }).Check(Config);

    private static void Holds(Func<Story, bool> property) =>
        Prop.ForAll<byte[]>(events => property(new Story(events))).Check(Config);
}
