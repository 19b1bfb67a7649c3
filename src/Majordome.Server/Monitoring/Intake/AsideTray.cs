using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Where listeners lay what they put aside, a datagram at a time: it is written a few times a minute, so that a flood of strangers costs the database
/// no more than <see cref="MostAMinute"/>. Of each sender, form and reason the first are kept, the rest is counted.
/// </summary>
public sealed class AsideTray(Commands commands, IClock clock)
{
    /// <summary>The most messages of a sender, form and reason that are kept at a time.</summary>
    public const int MostOfOne = 20;

    /// <summary>The most senders at a time; those beyond are counted under one name.</summary>
    public const int MostSenders = 500;

    /// <summary>
    /// The most messages of strangers that are kept in a minute, whoever they are: between two trims (<see cref="Received.ForgetReceived"/>, ten minutes) as many
    /// as may stay. Addresses of datagrams can be anything. Those beyond are counted under one name.
    /// </summary>
    public const int MostAMinute = Received.ForgetReceived.MostStrays / 10;

    /// <summary>The name of those beyond.</summary>
    public const string Others = "*";

    /// <summary>How long refusals of one kind are gathered to one line.</summary>
    public static readonly Duration Minute = Duration.FromMinutes(1);

    private const int MostHeld = 8 * 1024 * 1024; // characters

    private static readonly Caller Caller = Caller.Program("intake");

    private readonly Lock gate = new();
    private readonly Dictionary<Key, Pile> piles = [];
    private int held;
    private (long Minute, int Count) laid;

    /// <summary>Lays down a message of a sender that is not known, or one that cannot be read.</summary>
    /// <param name="kind">In which form it came.</param>
    /// <param name="from">The id of a source, or an address.</param>
    /// <param name="fromName">How people call that.</param>
    /// <param name="reason">Why.</param>
    /// <param name="payload">As it came.</param>
    public void Lay(string kind, string from, string fromName, string reason, string payload)
    {
        var key = new Key(kind, from, fromName, reason);
        lock (gate)
        {
            var minute = clock.GetCurrentInstant().ToUnixTimeSeconds() / 60;
            laid = laid.Minute == minute ? laid : (minute, 0);
            if (laid.Count < MostAMinute)
            {
                laid.Count += Lay(key, payload, MostOfOne, Instant.MinValue) ? 1 : 0;
            }
            else
            {
                PileOf(piles.ContainsKey(key) ? key : OfOthers(key), Instant.MinValue).Add(1);
            }
        }
    }

    /// <summary>Counts a message of a source that is above its allowance: the first is kept, and one line a minute tells how many there were.</summary>
    public void Count(string kind, Sender sender, string reason, string payload)
    {
        lock (gate)
        {
            Lay(new Key(kind, sender.SourceId.ToString(), sender.Name, reason), payload, 1, clock.GetCurrentInstant() + Minute);
        }
    }

    /// <summary>Tells in one line that so many were dropped before anybody could read them.</summary>
    public void CountDropped(string kind, string at, long count)
    {
        lock (gate)
        {
            PileOf(new Key(kind, at, at, "datagrams-dropped"), clock.GetCurrentInstant() + Minute).Add(count);
        }
    }

    /// <summary>Writes what is due; everything when asked for, at the end.</summary>
    public async Task EmptyAsync(bool everything, CancellationToken cancellationToken)
    {
        var senders = new Queue<IGrouping<(string Kind, string From, string FromName), KeyValuePair<Key, Pile>>>(
            Take(everything).GroupBy(pile => (pile.Key.Kind, pile.Key.From, pile.Key.FromName)));
        try
        {
            for (; senders.TryPeek(out var sender); senders.Dequeue())
            {
                var strays = sender.SelectMany(pile => pile.Value.Strays(pile.Key.Reason)).ToList();
                await commands.RunAsync(Caller, (PutAside c) => c.HandleAsync(sender.Key.Kind, sender.Key.From, sender.Key.FromName, strays, cancellationToken), cancellationToken);
            }
        }
        finally
        {
            // What a database that is away did not take waits for the next time.
            PutBack(senders.SelectMany(sender => sender));
        }
    }

    // Within the gate. Whether it is kept.
    private bool Lay(Key key, string payload, int most, Instant due)
    {
        var isKept = PileOf(key, due).Lay(payload, most, MostHeld - held);
        held += isKept ? payload.Length : 0;
        return isKept;
    }

    private void PutBack(IEnumerable<KeyValuePair<Key, Pile>> taken)
    {
        lock (gate)
        {
            foreach (var (key, pile) in taken)
            {
                held += PileOf(key, pile.Due).Add(pile, MostOfOne, MostHeld - held);
            }
        }
    }

    private Pile PileOf(Key key, Instant due)
    {
        key = piles.ContainsKey(key) || piles.Count < MostSenders ? key : OfOthers(key);
        return piles.TryGetValue(key, out var pile) ? pile : piles[key] = new Pile(due);
    }

    private static Key OfOthers(Key key) => key with { From = Others, FromName = Others };

    private List<KeyValuePair<Key, Pile>> Take(bool everything)
    {
        var now = clock.GetCurrentInstant();
        lock (gate)
        {
            var due = piles.Where(pile => everything || pile.Value.Due <= now).ToList();
            due.ForEach(pile => piles.Remove(pile.Key));
            held = piles.Values.Sum(pile => pile.Held);
            return due;
        }
    }

    private readonly record struct Key(string Kind, string From, string FromName, string Reason);

    private sealed class Pile(Instant due)
    {
        private readonly List<string> payloads = [];
        private long more;

        public Instant Due => due;

        public int Held => payloads.Sum(payload => payload.Length);

        /// <summary>Keeps a message, or counts it when there is no room; whether it is kept.</summary>
        public bool Lay(string payload, int most, int room)
        {
            if (payloads.Count >= most || payload.Length > room)
            {
                more++;
                return false;
            }

            payloads.Add(payload);
            return true;
        }

        public void Add(long count) => more += count;

        /// <summary>Adds another pile; how much room that took.</summary>
        public int Add(Pile other, int most, int room)
        {
            var before = room;
            other.payloads.ForEach(payload => room -= Lay(payload, most, room) ? payload.Length : 0);
            more += other.more;
            return before - room;
        }

        public IEnumerable<Stray> Strays(string reason) => payloads.Count == 0
            ? [new Stray(reason, "", more - 1)]
            : payloads.Select((payload, i) => new Stray(reason, payload, i == payloads.Count - 1 ? more : 0));
    }
}

/// <summary>Writes what lies in the tray.</summary>
public sealed class EmptyTray(AsideTray tray, Heartbeats heartbeats, TimeProvider time, ILogger<EmptyTray> logger) : BackgroundLoop(heartbeats, time, logger)
{
    /// <inheritdoc/>
    protected override TimeSpan Pace => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await tray.EmptyAsync(everything: true, cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task<bool> TurnAsync(CancellationToken stoppingToken)
    {
        await tray.EmptyAsync(everything: false, stoppingToken);
        return false;
    }
}
