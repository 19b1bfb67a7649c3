using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Domain.Tests.Monitoring;

/// <summary>
/// A random life of a check, one byte per event: results in time and late, replays, silences, windows, people called later. The ledger is asked
/// after each event, and what it decides is kept with the circumstances.
/// </summary>
internal sealed class Story
{
    private static readonly IncidentPolicy TellsAll = new(Treated, Treated, Treated, Treated);
    private static readonly string[] People = ["anna", "boris", "chloé"];
    private readonly List<Mute> mutes = [];
    private readonly bool onlyLate;
    private long sequence;
    private CheckResult? last;

    public Story(byte[] events, bool onlyLate = false)
    {
        this.onlyLate = onlyLate;
        foreach (var code in events)
        {
            Live(code);
        }
    }

    public sealed record Entry(TellDecision Decision, CheckState State, CheckStatus? Known, CheckResult? Result, bool IsMuted);

    public CheckPolicy Policy { get; } = CheckPolicy.Create(confirmations: Confirmations.Create(2, 2, 2, 2).Value).Value;

    public CheckState State { get; private set; } = CheckState.New(WatchedCheck.Start);

    public TellLedger Ledger { get; private set; } = TellLedger.Empty;

    public Instant Now { get; private set; } = WatchedCheck.Start;

    public List<Entry> Log { get; } = [];

    public List<Transition> History { get; } = [];

    /// <summary>Whether some late result was followed by a word that was not due before it.</summary>
    public bool ALateResultTold { get; private set; }

    private static SeverityTreatment Treated => new(OpensIncident: true, IsTold: true, Urgency.High);

    /// <summary>Lets everything end well: the windows pass, the item answers until it is stable.</summary>
    public Story EndWell()
    {
        Now += Duration.FromHours(12);
        do
        {
            Result(CheckStatus.Ok, Duration.Zero);
            Settle(last);
        }
        while (State.Flapping.IsActive);

        return this;
    }

    private void Live(byte code)
    {
        var (kind, amount) = (code % 16, code / 16);
        if (onlyLate)
        {
            Late(kind);
            return;
        }

        switch (kind)
        {
            case <= 10:
                Result(Status(kind), Duration.FromMilliseconds(300));
                Settle(last);
                break;
            case 11:
                Now += Policy.Freshness + Duration.FromSeconds(amount);
                Take(CheckMachine.Silence(State, Policy, Now));
                Settle(null);
                break;
            case 12:
                Late(amount);
                break;
            case 13:
                mutes.Add(Mute.Create(MuteKind.Maintenance, Now, Now + Duration.FromMinutes(1 + amount), "essai").Value);
                break;
            case 14 when last is not null:
                Take(CheckMachine.Apply(State, Policy, last));
                Settle(null);
                break;
            default:
                Ledger = Ledger.AlsoTold(People[amount % People.Length]);
                break;
        }
    }

    private void Late(int kind)
    {
        Settle(null);
        Result(Status(kind), Policy.Freshness + Duration.FromSeconds(1));
        var before = Log.Count;
        Settle(last);
        ALateResultTold |= Log.Skip(before).Any(entry => entry.Decision is not TellDecision.Quiet);
    }

    private static CheckStatus Status(int kind) => kind switch
    {
        <= 3 => CheckStatus.Ok,
        4 or 5 => CheckStatus.Warning,
        <= 8 => CheckStatus.Critical,
        9 => CheckStatus.Unknown,
        _ => CheckStatus.NoData,
    };

    private void Result(CheckStatus status, Duration delay)
    {
        if (delay < Policy.Freshness)
        {
            Now += CheckMachine.NextRunIn(State, Policy);
        }

        last = new CheckResult(new ResultPosition(1, ++sequence), Now - delay, Now, status);
        Take(CheckMachine.Apply(State, Policy, last));
    }

    private void Take(Step step)
    {
        State = step.State;
        History.AddRange(step.Transitions);
    }

    private void Settle(CheckResult? result)
    {
        var settlement = Ledger.Settle(State, TellsAll, mutes, [People[(int)(sequence % People.Length)]], Now);
        Ledger = settlement.Ledger;
        Log.Add(new Entry(settlement.Decision, State, Ledger.Owed?.Severity, result, mutes.Any(mute => mute.Covers(Now))));
    }
}
