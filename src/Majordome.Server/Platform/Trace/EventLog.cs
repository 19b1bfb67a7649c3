using System.Data.Common;
using System.Text.Json;
using Majordome.Domain.Evidence;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Platform.Trace;

/// <summary>A link of the event log as it is stored. One chain per client and one for the provider.</summary>
public sealed class LoggedEvent : IClientOwned, IFact
{
    /// <summary>The client whose chain it is, or <see cref="HashChain.ProviderChain"/>.</summary>
    public required Guid ClientId { get; init; }

    /// <summary>Position in the chain, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it was written.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Who acted.</summary>
    public required string Actor { get; init; }

    /// <summary>What was done.</summary>
    public required string Action { get; init; }

    /// <summary>To what.</summary>
    public required string Subject { get; init; }

    /// <summary>The particulars, as JSON text.</summary>
    public required string Data { get; init; }

    /// <summary>Hash of the link before.</summary>
    public required string PreviousHash { get; init; }

    /// <summary>Hash of this link.</summary>
    public required string Hash { get; init; }

    /// <summary>As the domain sees it.</summary>
    public ChainedEvent ToChained() => new(new EventRecord(ClientId, Sequence, RecordedAt, Actor, Action, Subject, Data), PreviousHash, Hash);
}

/// <summary>Maps the event log.</summary>
public sealed class TraceTables : IMapTables
{
    /// <inheritdoc/>
    public void Map(ModelBuilder model) => model.Entity<LoggedEvent>(e =>
    {
        e.ToTable("EventLog");
        e.HasKey(x => new { x.ClientId, x.Sequence });
        e.HasIndex(x => x.RecordedAt);
        e.HasIndex(x => new { x.ClientId, x.Subject });
    });
}

/// <summary>
/// The one door to the event log. A handler says what it did; the command's commit appends it to the chains in the same
/// transaction, so that what was done and its trace stand or fall together.
/// </summary>
public sealed class EventLog(CallerContext callerContext, Database database, IClock clock, ChainAnchors anchors)
{
    private readonly List<(Guid Chain, string Action, string Subject, string Data)> pending = [];
    private readonly List<Change> touched = [];
    private readonly List<ChainHead> heads = [];

    /// <summary>What the command's events were about, for the live feed.</summary>
    public IReadOnlyList<Change> Touched => touched;

    /// <summary>Whether the command said anything.</summary>
    public bool HasRecords => pending.Count > 0;

    /// <summary>Says what was done.</summary>
    /// <param name="clientId">Whose chain; <c>null</c>: the provider's.</param>
    /// <param name="action">What, in kebab case: <c>take-ticket</c>.</param>
    /// <param name="topic">The kind of thing it was done to: <c>ticket</c>.</param>
    /// <param name="subject">Which one.</param>
    /// <param name="data">The particulars; serialised as JSON. Never a secret, and nothing of another client.</param>
    public void Record(Guid? clientId, string action, string topic, object subject, object? data = null)
    {
        pending.Add((clientId ?? HashChain.ProviderChain, action, $"{topic}/{subject}", data is null ? "{}" : JsonSerializer.Serialize(data, Json.Options)));
        touched.Add(new Change(topic, clientId, subject.ToString()!));
    }

    /// <summary>Appends what was said. Called by <see cref="Commands"/> just before the commit, so that a chain's lock is held shortly.</summary>
    public async Task AppendAsync(AppDb db, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var now = Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);
        foreach (var chain in pending.GroupBy(p => p.Chain).OrderBy(g => g.Key))
        {
            var (sequence, hash) = await HeadAsync(db, transaction, chain.Key, cancellationToken);
            foreach (var (_, action, subject, data) in chain)
            {
                var link = HashChain.Link(hash, new EventRecord(chain.Key, ++sequence, now, callerContext.Caller.Name, action, subject, data));
                await InsertAsync(db, link, cancellationToken);
                hash = link.Hash;
            }

            heads.Add(new ChainHead(chain.Key, sequence, hash));
        }
    }

    /// <summary>Hands the new heads to the anchors. After the commit: an anchor of what was then undone would read as a chain that was rewritten.</summary>
    public void Anchor() => heads.ForEach(anchors.Note);

    private async Task<(long Sequence, string Hash)> HeadAsync(AppDb db, DbTransaction transaction, Guid chain, CancellationToken cancellationToken)
    {
        if (database.Kind is DatabaseKind.Postgres)
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({chain.ToString()}, 0))", cancellationToken);
        }

        var head = await db.Set<LoggedEvent>().IgnoreQueryFilters().AsNoTracking()
            .Where(e => e.ClientId == chain).OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Sequence, e.Hash }).FirstOrDefaultAsync(cancellationToken);
        return head is null ? (0, HashChain.Genesis) : (head.Sequence, head.Hash);
    }

    // Raw, because the write check of AppDb asks for a permission on the client, and a trace is written whoever acts.
    private static Task InsertAsync(AppDb db, ChainedEvent link, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO event_log (client_id, sequence, recorded_at, actor, action, subject, data, previous_hash, hash)
            VALUES ({link.Event.Chain}, {link.Event.Sequence}, {link.Event.RecordedAt.ToDateTimeUtc()}, {link.Event.Actor},
                    {link.Event.Action}, {link.Event.Subject}, {link.Event.Data}, {link.PreviousHash}, {link.Hash})
            """,
            cancellationToken);
}
