using System.Text.Json;
using Majordome.Domain;
using Majordome.Server.Assets;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.ServiceDesk.Clocks;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Tickets;

/// <summary>Who acts, as facts name them.</summary>
/// <param name="Id">The user; <c>null</c>: the program.</param>
/// <param name="Name">« Nadia Benali », <c>majordome:monitoring</c>.</param>
public sealed record Author(Guid? Id, string Name);

/// <summary>A ticket taken out of its drawer by a command: with all its facts, and held so that no other command writes in it meanwhile.</summary>
public sealed class TicketFile(AppDb db, Ticket ticket, List<TicketEvent> events, List<CoverageFact> coverage, Author author, Instant now, string? assetName)
{
    /// <summary>The ticket.</summary>
    public Ticket Ticket => ticket;

    /// <summary>Its events, in the order of writing.</summary>
    public IReadOnlyList<TicketEvent> Events => events;

    /// <summary>The decision in force on its coverage.</summary>
    public CoverageFact Coverage => coverage.MaxBy(c => c.EventSequence)!;

    /// <summary>Who acts.</summary>
    public Author Author => author;

    /// <summary>The command's instant, in whole microseconds.</summary>
    public Instant Now => now;

    /// <summary>Its clocks, with what was added so far.</summary>
    public TicketClock Clock => new(TicketCache.FactsOf(ticket.RegisteredAt, events, coverage));

    /// <summary>When to ask again, as the running pause says, until that was told; <c>null</c>: never.</summary>
    public Instant? Reminder => TicketCache.UntoldReminder(ticket, events);

    /// <summary>The last event of a kind.</summary>
    public TicketEvent? Last(TicketEventKind kind) => events.LastOrDefault(e => e.Kind == kind);

    /// <summary>Adds a fact.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="data">The particulars.</param>
    /// <param name="at">When; now by default.</param>
    public TicketEvent Add(TicketEventKind kind, TicketEventData? data = null, Instant? at = null)
    {
        var entry = new TicketEvent
        {
            Id = Ids.At(now),
            ClientId = ticket.ClientId,
            TicketId = ticket.Id,
            Sequence = events.Count + 1,
            Kind = kind,
            OccurredAt = at ?? now,
            RecordedAt = now,
            AuthorId = author.Id,
            Author = author.Name,
            Data = JsonSerializer.Serialize(data ?? new(), Json.Options),
        };
        events.Add(entry);
        db.Add(entry);
        return entry;
    }

    /// <summary>Adds a fact that moves the clocks, if it may come then.</summary>
    public Result<TicketEvent> Step(ClockStep step, TicketEventKind kind, TicketEventData? data = null)
    {
        var refusals = Clock.Check(step, now);
        return refusals.IsEmpty ? Add(kind, data, step.At) : Refusal.Of("", refusals[0].Rule, [.. refusals[0].Values]);
    }

    /// <summary>Adds a decision on coverage, which holds from an event on.</summary>
    public void Cover(CoverageAnswer answer, Domain.Contracts.Priority priority, TicketEvent from, string? why = null)
    {
        var fact = new CoverageFact
        {
            Id = Ids.At(now),
            ClientId = ticket.ClientId,
            TicketId = ticket.Id,
            EventSequence = from.Sequence,
            DecidedAt = from.OccurredAt,
            RecordedAt = now,
            DecidedBy = author.Id,
            Why = why,
            Verdict = answer.Decision.Verdict,
            ContractId = answer.Decision.Contract?.Contract,
            ContractVersion = answer.Decision.Contract?.Version,
            Priority = priority,
            Decision = CoverageFact.Write(answer.Decision),
            Promise = answer.Promise is { } promise ? CoverageFact.Write(promise) : null,
            AttentionPercent = answer.AttentionPercent,
            Pauses = CoverageFact.Write(answer.Pauses),
        };
        coverage.Add(fact);
        db.Add(fact);
    }

    /// <summary>Computes the cached members again.</summary>
    public void Refresh() => TicketCache.Refresh(ticket, events, coverage, now);

    /// <summary>As messages name it.</summary>
    public TicketNotice Notice() => new(
        ticket.ClientId, ticket.Id, ticket.Reference, ticket.Subject, ticket.Priority.ToString(), assetName, ticket.ContractId, ticket.RespondBy, ticket.RestoreBy, ticket.AssigneeId);
}

/// <summary>The drawer: gives ticket files to commands, and takes them back.</summary>
public sealed class TicketFiles(AppDb db, Database database, IClock clock, EventLog log)
{
    /// <summary>The command's instant, in whole microseconds, as it is stored.</summary>
    public Instant Now => Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);

    /// <summary>Takes a ticket out. On PostgreSQL its row is locked until the commit; SQLite has one writer at a time.</summary>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the person read, when they must not write over another's change.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The file, or <c>not-found</c>, or <c>stale</c>.</returns>
    public async Task<Result<TicketFile>> OpenAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        var rows = database.Kind is DatabaseKind.Postgres
            ? db.Set<Ticket>().FromSql($"SELECT * FROM tickets WHERE id = {id} FOR UPDATE")
            : db.Set<Ticket>().Where(t => t.Id == id);
        if (await rows.SingleOrDefaultAsync(cancellationToken) is not { } ticket)
        {
            return Refusals.NotFound("id", id);
        }

        if (version is { } read && read != ticket.Version)
        {
            return Refusals.Stale(ticket.Version);
        }

        var events = await db.Set<TicketEvent>().AsNoTracking().Where(e => e.TicketId == id).OrderBy(e => e.Sequence).ToListAsync(cancellationToken);
        var coverage = await db.Set<CoverageFact>().AsNoTracking().Where(c => c.TicketId == id).OrderBy(c => c.EventSequence).ToListAsync(cancellationToken);
        return new TicketFile(db, ticket, events, coverage, await AuthorAsync(cancellationToken), Now, await AssetNameAsync(ticket.AssetId, cancellationToken));
    }

    /// <summary>Begins a new file.</summary>
    public async Task<TicketFile> BeginAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        db.Add(ticket);
        return new TicketFile(db, ticket, [], [], await AuthorAsync(cancellationToken), ticket.RegisteredAt, await AssetNameAsync(ticket.AssetId, cancellationToken));
    }

    /// <summary>Takes a file back: what is cached is computed again, and the act is traced.</summary>
    public void Record(TicketFile file, string action, object? data = null)
    {
        file.Refresh();
        log.Record(file.Ticket.ClientId, action, "ticket", file.Ticket.Id, data);
    }

    /// <summary>The next number of the provider's one sequence. Whoever asks waits for the one before to commit, so that none is given twice or lost.</summary>
    public async Task<long> NextNumberAsync(CancellationToken cancellationToken) =>
        (await db.Database.SqlQuery<long>(
            $"INSERT INTO ticket_sequence (id, last_given) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET last_given = ticket_sequence.last_given + 1 RETURNING last_given AS \"Value\"")
            .ToListAsync(cancellationToken))[0];

    /// <summary>How a user is called; <c>null</c>: there is none.</summary>
    public async Task<string?> NameOfAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Users.Where(u => u.Id == userId).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken);

    private async Task<Author> AuthorAsync(CancellationToken cancellationToken) => db.Caller.UserId is { } id
        ? new(id, await NameOfAsync(id, cancellationToken) ?? db.Caller.Name)
        : new(null, db.Caller.Name);

    private async Task<string?> AssetNameAsync(Guid? assetId, CancellationToken cancellationToken) => assetId is { } id
        ? await db.Set<Asset>().Where(a => a.Id == id).Select(a => a.Name).SingleOrDefaultAsync(cancellationToken)
        : null;
}
