using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.ServiceDesk.Public;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>A result, placed and dated in the server's time.</summary>
public sealed record PlacedResult(CheckResult Machine, ProbeResult Run);

/// <summary>
/// Moves a check: results in order, then silence, then what is owed to people. What it finds (changes, tellings, standing) and what the desk
/// does with it stand in the transaction of the running command.
/// </summary>
public sealed class StandingKeeper(AppDb db, MuteReader muteReader, IIncidentDesk desk, EventLog log)
{
    /// <summary>
    /// To whom the ledger owes: the desk. It is told of every problem, whoever the contract names; whom the desk's incident then pages,
    /// and that they hear of the end, is kept by notifications.
    /// </summary>
    private static readonly string[] Recipients = ["desk"];

    private static readonly Duration WaitForProbe = Duration.FromSeconds(10);

    /// <summary>The longest first line kept, in characters.</summary>
    public const int LongestText = 1000;

    private const int LongestLongText = 16_000;

    /// <summary>Moves a check by the results that came (none: only time passed).</summary>
    /// <param name="check">The check.</param>
    /// <param name="standing">Where it stands; changed.</param>
    /// <param name="results">What came, in order.</param>
    /// <param name="probeHeardAt">When its probe was last heard; <c>null</c>: never, or it has none.</param>
    /// <param name="now">The instant of the step.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task MoveAsync(
        Check check, CheckStanding standing, IEnumerable<PlacedResult> results, Instant? probeHeardAt, Instant now, CancellationToken cancellationToken)
    {
        var (state, policy) = (standing.ReadState(), check.ReadPolicy());
        foreach (var result in results)
        {
            var applied = CheckMachine.Apply(state, policy, result.Machine);
            state = applied.State;
            if (applied.Reception is Reception.Applied)
            {
                Show(standing, result);
            }

            Write(check, standing, applied.Transitions, now);
        }

        var silence = CheckMachine.Silence(state, policy, now);
        Write(check, standing, silence.Transitions, now);
        await SettleAsync(check, standing, silence.State, policy, probeHeardAt, now, cancellationToken);
    }

    /// <summary>The check is no longer run (removed, or switched off): what people think of is closed, and nothing is known from now on.</summary>
    public async Task WithdrawAsync(Check check, CheckStanding standing, Instant now, CancellationToken cancellationToken)
    {
        var (state, settlement) = (standing.ReadState(), standing.ReadLedger().Withdraw());
        await TellAsync(check, standing, settlement.Decision, now, cancellationToken);
        var unknown = CheckState.New(now) with { Problems = state.Problems };
        if (state.Confirmed != CheckStatus.NoData || state.Problem is not null)
        {
            var effect = state.Problem is null ? ProblemEffect.None : ProblemEffect.Recovered;
            Write(check, standing, [new(TransitionKind.State, state.Confirmed, CheckStatus.NoData, now, now, effect, state.Problem?.Number, CheckStatus.Ok, IsLate: false)], now);
        }

        standing.Keep(unknown, settlement.Ledger);
        standing.LookAt = null;
    }

    /// <summary>The check is run again: silence is counted from now on.</summary>
    public static void Resume(Check check, CheckStanding standing, Instant now)
    {
        var state = CheckState.New(now) with { Problems = standing.ReadState().Problems };
        standing.Keep(state, standing.ReadLedger());
        standing.LookAt = JustAfter(CheckMachine.SilentFrom(state, check.ReadPolicy()));
    }

    private async Task SettleAsync(
        Check check, CheckStanding standing, CheckState state, CheckPolicy policy, Instant? probeHeardAt, Instant now, CancellationToken cancellationToken)
    {
        var treatment = check.ReadTreatment();

        // While the probe itself has not been heard since, its silence is told, once for all its checks, and not that of each check.
        var awaitsProbe = state.Problem is { Severity: CheckStatus.NoData } && treatment.NoData.IsTold && check.ProbeId is not null
            && !(probeHeardAt > CheckMachine.SilentFrom(state, policy));
        if (awaitsProbe)
        {
            treatment = treatment with { NoData = treatment.NoData with { IsTold = false } };
        }

        var mutes = await muteReader.OfAsync(check, now, cancellationToken);
        var settlement = standing.ReadLedger().Settle(state, treatment, mutes, Recipients, now);
        await TellAsync(check, standing, settlement.Decision, now, cancellationToken);
        standing.Keep(state, settlement.Ledger);
        standing.LookAt = NextLook(state, policy, settlement.Decision, awaitsProbe ? now + WaitForProbe : null);
    }

    private async Task TellAsync(Check check, CheckStanding standing, TellDecision decision, Instant now, CancellationToken cancellationToken)
    {
        switch (decision)
        {
            case TellDecision.Tell tell:
                await TellAsync(check, standing, tell, now, cancellationToken);
                break;
            case TellDecision.Close close:
                var text = standing.LastText ?? "";
                if (close.RecoveredAt is { } recovered)
                {
                    await desk.ProblemClosedAsync(
                        new(check.ClientId, check.AssetId, check.Id, close.Obligation.Number, recovered, await SummaryAsync(check, text, cancellationToken)), cancellationToken);
                }
                else
                {
                    await desk.ProblemWithdrawnAsync(new(check.AssetId, check.Id, close.Obligation.Number, now, check.Name), cancellationToken);
                }

                Write(check, close.Key, close.Obligation, CheckStatus.Ok, close.RecoveredAt, now, null, text);
                log.Record(check.ClientId, close.RecoveredAt is null ? "withdraw-problem" : "close-problem", "check", check.Id,
                    new { problem = close.Obligation.Number, close.RecoveredAt });
                break;
        }
    }

    private async Task TellAsync(Check check, CheckStanding standing, TellDecision.Tell tell, Instant now, CancellationToken cancellationToken)
    {
        var (owed, text) = (tell.Obligation, standing.LastText ?? "");
        var treatment = check.ReadTreatment()[owed.Severity];
        var opened = await desk.ProblemToldAsync(
            new(check.ClientId, check.AssetId, check.Id, owed.Number, owed.Severity, treatment.Urgency, owed.Since, now, await SummaryAsync(check, text, cancellationToken), treatment.OpensIncident),
            cancellationToken);
        Write(check, tell.Key, owed, owed.Severity, owed.Since, now, opened, text);
        log.Record(check.ClientId, tell.IsWorse ? "tell-worse-problem" : "tell-problem", "check", check.Id,
            new { problem = owed.Number, owed.Severity, owed.Since, ticket = opened });
    }

    private void Write(Check check, string key, Obligation owed, CheckStatus severity, Instant? since, Instant now, Guid? ticket, string text) =>
        db.Add(new Telling
        {
            ClientId = check.ClientId,
            CheckId = check.Id,
            Key = key,
            Number = owed.Number,
            Problem = owed.Problem,
            Severity = severity,
            Since = since,
            At = now,
            TicketId = ticket,
            Text = text,
        });

    private void Write(Check check, CheckStanding standing, ImmutableArray<Transition> transitions, Instant now)
    {
        foreach (var change in transitions)
        {
            db.Add(new StateChange
            {
                ClientId = check.ClientId,
                CheckId = check.Id,
                Number = ++standing.Changes,
                Kind = change.Kind,
                From = change.From,
                To = change.To,
                Since = change.Since,
                DetectedAt = change.DetectedAt,
                RecordedAt = now,
                Effect = change.Effect,
                Problem = change.Problem,
                Severity = change.Severity,
                IsLate = change.IsLate,
                Definition = check.Definition,
                Text = standing.LastText,
            });
            log.Record(check.ClientId, Json.Kebab($"{(change.Kind is TransitionKind.State ? "ChangeState" : change.Kind.ToString())}"), "check", check.Id,
                new { change.From, change.To, change.Since, change.Effect, change.Problem, change.IsLate });
        }
    }

    private static void Show(CheckStanding standing, PlacedResult result)
    {
        var run = result.Run;
        standing.LastStatus = run.Status;
        standing.LastText = StoredText.Of(run.Text, LongestText, "…");
        standing.LastLongText = run.LongText.Length == 0 ? null : StoredText.Of(run.LongText, LongestLongText, "…");
        standing.LastMeasurements = run.Measurements.IsDefaultOrEmpty ? null : JsonSerializer.Serialize(run.Measurements, Json.Options);
        standing.LastPhases = run.Phases.IsDefaultOrEmpty ? null : JsonSerializer.Serialize(run.Phases, Json.Options);
        standing.LastStarted = result.Machine.Started;
        standing.LastTook = run.Took;
    }

    private static Instant? NextLook(CheckState state, CheckPolicy policy, TellDecision decision, Instant? awaitsProbe)
    {
        Instant? silence = state is { Unjudged: CheckStatus.NoData, Problem: not null } ? null : JustAfter(CheckMachine.SilentFrom(state, policy));
        Instant? quiet = (decision as TellDecision.Quiet)?.Until;
        Instant? stable = state.Flapping is { IsActive: true, At: { } at, Weight: var weight }
            ? JustAfter(at + (policy.Flapping.HalfLife * Math.Max(0, Math.Log2(weight / policy.Flapping.StopAt))))
            : null;
        return new[] { silence, quiet, stable, awaitsProbe }.Where(look => look is not null).Min();
    }

    // Silence and decay are judged strictly after their instant, and instants are stored in whole microseconds.
    private static Instant JustAfter(Instant instant) => instant + Duration.FromMilliseconds(1);

    // It becomes the subject of a ticket, which the client reads: in the client's language.
    private async Task<string> SummaryAsync(Check check, string text, CancellationToken cancellationToken)
    {
        if (text.Length == 0)
        {
            return check.Name;
        }

        var inFrench = await db.Set<Client>().Where(c => c.Id == check.ClientId).Select(c => c.Language).SingleOrDefaultAsync(cancellationToken) is not "en";
        return StoredText.Of($"{check.Name}{(inFrench ? "\u00A0" : "")}: {NativeWords.Tell(check.Type, text, inFrench)}", LongestText, "…");
    }
}
