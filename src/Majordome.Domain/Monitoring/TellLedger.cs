using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>
/// What is owed to people about one check: every problem told gets exactly one closure, told to the same people.
/// </summary>
/// <remarks>
/// <para>The ledger does not follow events; it compares what people were told with what is, and settles the difference. So a
/// window, a silence, flapping, late results or a restart cannot lose or double anything: ask again at any time and the answer follows
/// from the facts. Ask after every step of the machine, at the end of a mute, and after a start; store the ledger and what is sent in one transaction.</para>
/// <list type="bullet">
/// <item>During a mute nothing is told, neither a problem nor its end. At its end: a problem still there and not told yet is told; one
/// that came and went is never told; the closure of one told before is told then, unless a problem is there again, in which case it goes on.</item>
/// <item>While the check flaps, an open problem is told at most once, and its closure waits until the check is stable: no message per flip, and
/// nobody is told "over" in between.</item>
/// <item>A problem told that becomes worse than people know is told again as the same problem. Becoming less bad is not told, but counts as known
/// once it is borne out and the check is stable: what gets as bad again is told again, for whoever took care of it may hold it to be over.</item>
/// <item>Not knowing never closes: only a confirmed OK, borne out by a result in time, does, or the withdrawal of the check.</item>
/// <item>A change of policy or of recipients changes what is told next, never what is owed.</item>
/// </list>
/// </remarks>
public sealed record TellLedger
{
    /// <summary>The ledger of a check of which nobody was ever told.</summary>
    public static readonly TellLedger Empty = new();

    /// <summary>How many problems were told.</summary>
    public long Told { get; init; }

    /// <summary>The closure owed, if any; at most one per check, as there is at most one open problem.</summary>
    public Obligation? Owed { get; init; }

    /// <summary>Decides what to tell now.</summary>
    /// <param name="state">The check, with all that was received applied.</param>
    /// <param name="policy">Which severities are told.</param>
    /// <param name="mutes">The windows and silences of the item and of the check; those of another time do no harm.</param>
    /// <param name="recipients">Whom to tell first, or more; opaque keys, compared as they are.</param>
    /// <param name="now">The instant of the decision.</param>
    public Settlement Settle(
        CheckState state, IncidentPolicy policy, IReadOnlyCollection<Mute> mutes, IReadOnlyCollection<string> recipients, Instant now)
    {
        if (Mute.QuietUntil(mutes, now) is { } until)
        {
            return Quiet(QuietReason.Muted, until);
        }

        return state.Problem is { } problem
            ? SettleOpen(state, problem, policy, recipients, now)
            : SettleOver(state);
    }

    /// <summary>
    /// Adds people who were told later of the problem that is owed (the next in the list, when nobody acknowledged): the closure is theirs too.
    /// Nothing changes when nothing is owed.
    /// </summary>
    public TellLedger AlsoTold(params IEnumerable<string> recipients) =>
        Owed is null ? this : this with { Owed = Owed with { Recipients = [.. Owed.Recipients.Union(recipients, StringComparer.Ordinal)] } };

    /// <summary>Settles what is owed when the check is withdrawn (removed or switched off) while people think of a problem: they are told at once.</summary>
    public Settlement Withdraw() => Owed is null
        ? Quiet(QuietReason.NothingNew)
        : new Settlement(this with { Owed = null }, new TellDecision.Close(Owed, RecoveredAt: null));

    private Settlement SettleOver(CheckState state) => Owed switch
    {
        null => Quiet(QuietReason.NothingNew),
        _ when !state.IsCurrent => Quiet(QuietReason.Late),
        _ when state.Flapping.IsActive => Quiet(QuietReason.Flapping),
        _ => new Settlement(this with { Owed = null }, new TellDecision.Close(Owed, state.ConfirmedSince)),
    };

    private Settlement SettleOpen(
        CheckState state, Problem problem, IncidentPolicy policy, IReadOnlyCollection<string> recipients, Instant now)
    {
        if (Owed is not null && !problem.Severity.IsWorseThan(Owed.Severity))
        {
            return Known(Owed, state, problem).Quiet(QuietReason.NothingNew);
        }

        if (!state.IsCurrent)
        {
            return Quiet(QuietReason.Late);
        }

        if (!policy[problem.Severity].IsTold)
        {
            return Quiet(QuietReason.NotTold);
        }

        var everybody = (Owed?.Recipients ?? []).Union(recipients, StringComparer.Ordinal).ToImmutableArray();
        if (everybody.IsEmpty)
        {
            return Quiet(QuietReason.NoRecipient);
        }

        var obligation = Owed is null
            ? new Obligation(Told + 1, problem.Severity, problem.Number, problem.AsBadSince, now, everybody)
            : Owed with { Severity = problem.Severity, Since = problem.AsBadSince, Recipients = everybody };
        return new Settlement(
            new TellLedger { Told = obligation.Number, Owed = obligation },
            new TellDecision.Tell(obligation, IsWorse: Owed is not null));
    }

    private TellLedger Known(Obligation owed, CheckState state, Problem problem) =>
        owed.Severity.IsWorseThan(problem.Severity) && state is { IsCurrent: true, Flapping.IsActive: false }
            ? this with { Owed = owed with { Severity = problem.Severity, Easings = owed.Easings + 1 } }
            : this;

    private Settlement Quiet(QuietReason reason, Instant? until = null) => new(this, new TellDecision.Quiet(reason, until));
}
