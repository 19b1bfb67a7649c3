using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>
/// The state machine of a check: replays results in order and says what is confirmed since when. Pure; the same results give the same
/// state at the probe, at the server and after a restart.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Levels are counted apart (see <see cref="Confirmations"/>): two warnings then one critical do not make a confirmed critical.
/// With a count of 3 they confirm a warning, since the first of them; two more criticals then make the same problem critical, since the
/// first critical.</item>
/// <item>Unknown and no data are confirmed above the last judgement, never in its place: the problem below stays open. The first failing
/// result after them shows it again; only a confirmed OK ends a problem.</item>
/// <item>A confirmed change is dated from the start of the first result of its run; it is detected when the last one is received.</item>
/// <item>A result is late when it is older than <see cref="CheckPolicy.Freshness"/> on arrival, or started before the last change known in time.
/// It moves the state, so that history is whole, and marks its changes late; <see cref="CheckState.IsCurrent"/> then stays false until
/// a result in time bears the state out.</item>
/// <item>A clock of the server that was ahead and is set back holds nothing up: what it dated after the present counts as of the present.</item>
/// </list>
/// Apply what arrived together as a whole before asking for <see cref="Silence"/>.
/// </remarks>
public static class CheckMachine
{
    /// <summary>Applies a result.</summary>
    public static Step Apply(CheckState state, CheckPolicy policy, CheckResult result)
    {
        if (state.Position is { } last && result.Position <= last)
        {
            return new Step(state, [], result.Position == last ? Reception.Replayed : Reception.OutOfOrder);
        }

        state = NotAfter(state, result.Received);
        var started = StartOf(state, result);
        var heard = state with
        {
            Position = result.Position,
            Last = result.Status,
            LastStarted = started,
            Runs = state.Runs.After(result.Status, started),
        };
        var isLate = result.Received - result.Started > policy.Freshness || result.Started < state.LastChange;
        var finding = new Finding(result.Status, started, result.Received, isLate);
        var verdict = result.Status.IsJudgement() ? Judge(heard, policy.Confirmations, finding) : Doubt(heard, policy.Confirmations);
        return Conclude(state, heard, policy, finding, verdict);
    }

    /// <summary>
    /// Looks whether silence has become no data: nothing that started within <see cref="CheckPolicy.Freshness"/> before <paramref name="now"/>
    /// was heard. No data then holds since the first missing result was due. Also lets flapping decay.
    /// </summary>
    public static Step Silence(CheckState state, CheckPolicy policy, Instant now)
    {
        state = NotAfter(state, now);
        var finding = new Finding(CheckStatus.NoData, now, now, IsLate: false);
        if (now <= SilentFrom(state, policy))
        {
            return Settle(state, state, policy, finding, ImmutableArray.CreateBuilder<Transition>(1));
        }

        if (state is { Unjudged: CheckStatus.NoData, Problem: not null })
        {
            return Conclude(state, state, policy, finding, verdict: null);
        }

        var due = state.LastStarted is { } started ? started + NextRunIn(state, policy) : state.WatchedSince;
        var silent = state with { Last = null, Runs = default };
        return Conclude(state, silent, policy, finding, new Verdict(state.Judged, CheckStatus.NoData, due));
    }

    /// <summary>The instant after which silence is no data, if nothing comes.</summary>
    public static Instant SilentFrom(CheckState state, CheckPolicy policy) => (state.LastStarted ?? state.WatchedSince) + policy.Freshness;

    /// <summary>How long after a run the next one is wanted: the retry interval while a change awaits confirmation.</summary>
    public static Duration NextRunIn(CheckState state, CheckPolicy policy) =>
        state.AwaitsConfirmation ? policy.RetryInterval : policy.Interval;

    // Nothing is dated after the present but by a clock that was set back since. Which result came before such a change is not known any more.
    private static CheckState NotAfter(CheckState state, Instant now) => state with
    {
        LastStarted = state.LastStarted > now ? now : state.LastStarted,
        LastChange = state.LastChange > now ? null : state.LastChange,
        Flapping = state.Flapping.At > now ? state.Flapping with { At = now } : state.Flapping,
    };

    // No run starts after its result is received, nor before the run that precedes it: a clock set back at a probe rewrites no history.
    private static Instant StartOf(CheckState state, CheckResult result)
    {
        var started = Instant.Min(result.Started, result.Received);
        return state.LastStarted is { } last ? Instant.Max(last, started) : started;
    }

    /// <summary>What a judgement confirms, worst first; <c>null</c> when nothing yet.</summary>
    private static Verdict? Judge(CheckState state, Confirmations counts, Finding finding)
    {
        var (judged, runs) = (state.Judged, state.Runs);
        if (finding.Status == CheckStatus.Ok)
        {
            return runs.Ok.Count >= counts.Recovery ? new Verdict(CheckStatus.Ok, null, runs.Ok.First) : SeenAgain(state, finding);
        }

        if (finding.Status == CheckStatus.Critical && runs.Critical.Count >= counts.Critical)
        {
            return new Verdict(CheckStatus.Critical, null, runs.Critical.First);
        }

        if (judged != CheckStatus.Critical && runs.AtLeastWarning.Count >= counts.Warning)
        {
            return new Verdict(CheckStatus.Warning, null, runs.AtLeastWarning.First);
        }

        if (judged == CheckStatus.Critical && finding.Status == CheckStatus.Warning && runs.AtMostWarning.Count >= counts.Warning)
        {
            return new Verdict(CheckStatus.Warning, null, runs.AtMostWarning.First);
        }

        return SeenAgain(state, finding);
    }

    // The data is back, and the problem that was open before it stopped has not been seen to end.
    private static Verdict? SeenAgain(CheckState state, Finding finding) =>
        state.Unjudged is not null && state.Judged != CheckStatus.Ok ? new Verdict(state.Judged, null, finding.Occurred) : null;

    /// <summary>What results that cannot judge confirm; <c>null</c> when nothing yet.</summary>
    private static Verdict? Doubt(CheckState state, Confirmations counts)
    {
        var runs = state.Runs;
        if (runs.NoData.Count >= counts.NoData)
        {
            return new Verdict(state.Judged, CheckStatus.NoData, runs.NoData.First);
        }

        var run = state is { Unjudged: CheckStatus.NoData, Problem: not null } ? runs.Unknown : runs.Unjudged;
        return run.Count >= counts.Unknown ? new Verdict(state.Judged, CheckStatus.Unknown, run.First) : null;
    }

    private static Step Conclude(CheckState before, CheckState heard, CheckPolicy policy, Finding finding, Verdict? verdict)
    {
        var changes = ImmutableArray.CreateBuilder<Transition>(2);
        var next = verdict is null ? heard : Confirm(before, heard, finding, verdict.Value, changes);
        return Settle(before, next with { IsCurrent = IsCurrent(before, next, finding) }, policy, finding, changes);
    }

    private static Step Settle(
        CheckState before, CheckState next, CheckPolicy policy, Finding finding, ImmutableArray<Transition>.Builder changes)
    {
        // Going back and forth between late results and silence is the delivery's instability, not the item's.
        var counts = !finding.IsLate && before.IsCurrent
            && changes.Any(change => change.Effect is ProblemEffect.Opened or ProblemEffect.Recovered);
        var flapping = before.Flapping.After(finding.Occurred, counts, policy.Flapping);
        if (flapping.IsActive != before.Flapping.IsActive)
        {
            changes.Add(new Transition(
                flapping.IsActive ? TransitionKind.FlappingStarted : TransitionKind.FlappingStopped,
                next.Confirmed, next.Confirmed, finding.Occurred, finding.Detected, ProblemEffect.None, next.Problem?.Number, SeverityOf(next), finding.IsLate));
        }

        return new Step(next with { Flapping = flapping }, changes.DrainToImmutable(), Reception.Applied);
    }

    private static CheckState Confirm(
        CheckState before, CheckState heard, Finding finding, Verdict verdict, ImmutableArray<Transition>.Builder changes)
    {
        var confirmed = heard with
        {
            Judged = verdict.Judged,
            Unjudged = verdict.Unjudged,
            Runs = verdict.Unjudged is null ? heard.Runs : heard.Runs.WithoutJudgements(),
        };
        var severity = verdict.Unjudged is { } doubt ? CheckStatusExtensions.Worst(verdict.Judged, doubt) : verdict.Judged;
        var effect = EffectOf(before.Problem, severity);
        if (effect == ProblemEffect.None && confirmed.Confirmed == before.Confirmed)
        {
            return confirmed;
        }

        var number = effect == ProblemEffect.Opened ? before.Problems + 1 : before.Problem?.Number;
        changes.Add(new Transition(
            TransitionKind.State, before.Confirmed, confirmed.Confirmed, verdict.Since, finding.Detected, effect, number, severity, finding.IsLate));
        return confirmed with
        {
            ConfirmedSince = verdict.Since,
            DetectedAt = finding.Detected,
            LastChange = finding.IsLate ? before.LastChange : finding.Occurred,
            Problems = effect == ProblemEffect.Opened ? before.Problems + 1 : before.Problems,
            Problem = effect switch
            {
                ProblemEffect.Opened => new Problem(before.Problems + 1, verdict.Since, finding.Detected, severity),
                ProblemEffect.Recovered => null,
                ProblemEffect.Worsened => before.Problem! with { Severity = severity, WorseSince = verdict.Since },
                _ => before.Problem is { } problem ? problem with { Severity = severity } : null,
            },
        };
    }

    private static ProblemEffect EffectOf(Problem? problem, CheckStatus severity) => problem switch
    {
        null => severity == CheckStatus.Ok ? ProblemEffect.None : ProblemEffect.Opened,
        _ when severity == CheckStatus.Ok => ProblemEffect.Recovered,
        _ when severity.IsWorseThan(problem.Severity) => ProblemEffect.Worsened,
        _ when problem.Severity.IsWorseThan(severity) => ProblemEffect.Eased,
        _ => ProblemEffect.None,
    };

    // A result in time that says at least as much as the state bears it out; a late result that changes what people would be told takes that away.
    private static bool IsCurrent(CheckState before, CheckState next, Finding finding)
    {
        var severity = SeverityOf(next);
        var bearsOut = severity switch
        {
            CheckStatus.Ok => finding.Status == CheckStatus.Ok,
            CheckStatus.Warning or CheckStatus.Critical => finding.Status.IsJudgement() && finding.Status >= severity,
            _ => !finding.Status.IsJudgement(),
        };
        return (bearsOut && !finding.IsLate) || (before.IsCurrent && !(finding.IsLate && severity != SeverityOf(before)));
    }

    private static CheckStatus SeverityOf(CheckState state) => state.Problem?.Severity ?? CheckStatus.Ok;

    /// <summary>What was learned: a result, or silence.</summary>
    private readonly record struct Finding(CheckStatus Status, Instant Occurred, Instant Detected, bool IsLate);

    /// <summary>What is confirmed, since when.</summary>
    private readonly record struct Verdict(CheckStatus Judged, CheckStatus? Unjudged, Instant Since);
}
