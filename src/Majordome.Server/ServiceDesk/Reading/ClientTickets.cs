using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.ServiceDesk.Reading;

/// <summary>The desk as a client's contact sees it. The one place where tickets are read for clients.</summary>
public sealed class ClientTickets(AppDb db, Commands commands) : IClientTickets
{
    // Internal notes are left out by the query itself: what is not read cannot be shown.
    private static readonly MessageKind[] Shared = [MessageKind.Reply, MessageKind.FromClient];

    private static readonly TicketEventKind[] Steps = [TicketEventKind.Taken, TicketEventKind.Restored, TicketEventKind.Reopened, TicketEventKind.Resolved];

    /// <inheritdoc/>
    public async Task<ImmutableArray<ClientTicket>> ListAsync(bool openOnly, int most, CancellationToken cancellationToken)
    {
        var tickets = Own();
        tickets = openOnly ? tickets.Where(t => t.ResolvedAt == null && t.ClosedAt == null) : tickets;
        var rows = await db.Rows(tickets.OrderByDescending(t => t.Number).Take(most)).ToListAsync(cancellationToken);
        var bySupervision = await Own().Where(t => t.Source == TicketSource.Monitoring && rows.Select(r => r.Id).Contains(t.Id)).Select(t => t.Id).ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(r => r.Number).Select(r => Shape(r, bySupervision.Contains(r.Id)))];
    }

    /// <inheritdoc/>
    public async Task<ClientTicketDetail?> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (await TicketDetail.FindAsync(db, name, cancellationToken) is not { } id || await db.Rows(Own().Where(t => t.Id == id)).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return null;
        }

        var first = await Own().Where(t => t.Id == id).Select(t => new { t.Description, t.Source }).SingleAsync(cancellationToken);
        var messages = await db.Set<Message>().AsNoTracking().Where(m => m.TicketId == id && Shared.Contains(m.Kind)).ToListAsync(cancellationToken);
        var steps = await db.Set<TicketEvent>().AsNoTracking().Where(e => e.TicketId == id && Steps.Contains(e.Kind))
            .Select(e => new { e.Kind, e.OccurredAt, e.AuthorId, e.Author }).ToListAsync(cancellationToken);
        var lines = messages.Select(m => new ClientLine(m.Kind is MessageKind.Reply ? ClientLineKind.FromDesk : ClientLineKind.FromClient, m.At, m.Author, m.Text))
            .Concat(steps.Select(e => new ClientLine(KindOf(e.Kind), e.OccurredAt, e.AuthorId is null ? null : e.Author, null)));
        return new(Shape(row, first.Source is TicketSource.Monitoring), first.Description, [.. lines.OrderBy(l => l.At)]);
    }

    /// <inheritdoc/>
    public Task<Result<Guid>> AskAsync(ClientRequest request, CancellationToken cancellationToken) =>
        commands.RunAsync(db.Caller, (AskForHelp ask) => ask.HandleAsync(new(request.Subject, request.Description, request.Nature, request.Urgency, request.AssetId), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Result<Guid>> AnswerAsync(Guid ticketId, string text, CancellationToken cancellationToken) =>
        commands.RunAsync(db.Caller, (AnswerTheDesk answer) => answer.HandleAsync(new(ticketId, text), cancellationToken), cancellationToken);

    private IQueryable<Ticket> Own() => db.Set<Ticket>().AsNoTracking();

    private static ClientTicket Shape(TicketRow row, bool bySupervision)
    {
        var (state, since) = (row.ClosedAt ?? row.ResolvedAt) is { } ended ? (ClientTicketState.Done, ended)
            : row.RestoredAt is { } restored ? (ClientTicketState.Restored, restored)
            : row.Clock is { PausedSince: { } paused, PauseReason: var reason } ? (reason is PauseReason.AgreedMaintenance ? ClientTicketState.Planned : ClientTicketState.WaitingForYou, paused)
            : row.TakenAt is { } taken ? (ClientTicketState.InProgress, taken)
            : (ClientTicketState.Received, row.RegisteredAt);
        return new(row.Id, row.Reference, row.Subject, row.Nature, state, row.RegisteredAt, bySupervision, row.AssetName, row.TakenAt is null ? null : row.AssigneeName, since);
    }

    private static ClientLineKind KindOf(TicketEventKind kind) => kind switch
    {
        TicketEventKind.Taken => ClientLineKind.Taken,
        TicketEventKind.Restored => ClientLineKind.Restored,
        TicketEventKind.Reopened => ClientLineKind.Reopened,
        TicketEventKind.Resolved => ClientLineKind.Done,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
