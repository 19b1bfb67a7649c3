using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Paging;

/// <summary>
/// Pages people within the running command. Each change of a call is one conditional update, so that a step of the escalation, an
/// acknowledgement and the end can come at the same instant from several servers: the database orders them, and what came too
/// late changes nothing.
/// </summary>
public sealed class Pager(
    AppDb db, IContractTerms contracts, People people, StaffLetters letters, Letterbox letterbox, WebhookPublisher webhooks, EventLog log, IClock clock)
{
    /// <summary>Begins to page for a ticket, unless its open call does already.</summary>
    public async Task BeginAsync(TicketNotice ticket, CancellationToken cancellationToken)
    {
        var call = await OpenCallAsync(ticket, cancellationToken);
        if (call.PagedAt is not null)
        {
            return;
        }

        var now = clock.GetCurrentInstant();
        var list = await contracts.RecipientsAsync(ticket.ClientId, ticket.ContractId, now, cancellationToken);
        call.Ticket = JsonSerializer.Serialize(ticket, Json.Options);
        call.List = JsonSerializer.Serialize(list.Select(r => new Listed(r.Person, r.AcknowledgeWithin)), Json.Options);
        call.PagedAt = now;
        await StepAsync(call, cancellationToken);
        log.Record(ticket.ClientId, "page", "ticket", ticket.TicketId, new { call.Id, recipients = list.Length });
    }

    /// <summary>Takes the next step of a call: pages the next of the list, or tells the administrators that there is none.</summary>
    /// <param name="call">Tracked or new; its fields are set, and saved by the command.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task StepAsync(PageCall call, CancellationToken cancellationToken)
    {
        var ticket = TicketOf(call);
        var now = clock.GetCurrentInstant();
        var list = JsonSerializer.Deserialize<ImmutableArray<Listed>>(call.List, Json.Options);
        var reachable = new List<(Listed Entry, Person Person)>();
        foreach (var entry in list)
        {
            if (await people.FindAsync(entry.UserId, call.ClientId, cancellationToken) is { } person)
            {
                reachable.Add((entry, person));
            }
        }

        var clientName = await ClientNameAsync(call.ClientId, cancellationToken);
        if (reachable.Count == 0)
        {
            call.NextStepAt = null;
            await TellAdministratorsAsync(call, ticket, clientName, ToldReason.ListEmpty, "ListEmpty", [], cancellationToken);
            return;
        }

        var (tellAdministrators, position) = Escalation.After(call.Steps, reachable.Count);
        if (tellAdministrators)
        {
            var kind = position is null ? "NobodyAtAll" : "NobodyAnswered";
            await TellAdministratorsAsync(call, ticket, clientName, ToldReason.NobodyAcknowledged, kind, [.. reachable.Select(r => r.Person.Name)], cancellationToken);
        }

        if (position is not { } next)
        {
            call.NextStepAt = null;
            return;
        }

        call.Steps++;
        call.NextStepAt = now + reachable[next].Entry.Within;
        await PageAsync(call, ticket, clientName, reachable[next].Person, call.NextStepAt.Value, cancellationToken);
    }

    /// <summary>Notes that somebody acknowledged: nobody further is paged.</summary>
    /// <returns>Whether there was an open call that nobody had acknowledged.</returns>
    public async Task<bool> AcknowledgeAsync(Guid clientId, Guid ticketId, Guid userId, Instant at, CancellationToken cancellationToken)
    {
        if (Unsaved(ticketId) is { } fresh)
        {
            fresh.AcknowledgedAt = at;
            fresh.AcknowledgedBy = userId;
            fresh.NextStepAt = null;
        }
        else
        {
            var acknowledged = await Open(clientId, ticketId).Where(c => c.PagedAt != null && c.AcknowledgedAt == null).ExecuteUpdateAsync(
                set => set.SetProperty(c => c.AcknowledgedAt, (Instant?)at).SetProperty(c => c.AcknowledgedBy, (Guid?)userId).SetProperty(c => c.NextStepAt, (Instant?)null),
                cancellationToken);
            if (acknowledged == 0)
            {
                return false;
            }
        }

        log.Record(clientId, "acknowledge-page", "ticket", ticketId, new { by = userId, at });
        if ((await Open(clientId, ticketId).AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? Unsaved(ticketId)) is { } call)
        {
            var ticket = TicketOf(call);
            await webhooks.PublishAsync(WebhookEvents.Acknowledged, clientId, call.Id.ToString(), ticket.Subject, new { ticket, by = userId, at }, cancellationToken);
        }

        return true;
    }

    /// <summary>Ends a ticket's call: whoever was told within it is told its end, once.</summary>
    public async Task EndAsync(TicketNotice ticket, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        var call = Unsaved(ticket.TicketId) ?? await Open(ticket.ClientId, ticket.TicketId).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (call is null)
        {
            return;
        }

        if (db.Entry(call).State is EntityState.Added)
        {
            call.EndedAt = now;
            call.NextStepAt = null;
        }
        else if (await Open(ticket.ClientId, ticket.TicketId).Where(c => c.Id == call.Id).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.EndedAt, (Instant?)now).SetProperty(c => c.NextStepAt, (Instant?)null), cancellationToken) == 0)
        {
            return;
        }

        var told = await db.Set<PageStep>().AsNoTracking().Where(s => s.CallId == call.Id).Select(s => s.UserId).ToListAsync(cancellationToken);
        told.AddRange(db.Set<PageStep>().Local.Where(s => s.CallId == call.Id).Select(s => s.UserId));
        var clientName = await ClientNameAsync(ticket.ClientId, cancellationToken);
        foreach (var userId in told.Distinct().Order())
        {
            if (await people.FindAsync(userId, ticket.ClientId, cancellationToken) is { } person)
            {
                await letterbox.PostAsync(letters.Ended(person, ticket, clientName), ticket.ClientId, $"page/{call.Id}/end/{userId}", cancellationToken);
            }
        }

        await webhooks.PublishAsync(WebhookEvents.Ended, ticket.ClientId, call.Id.ToString(), ticket.Subject, new { ticket, client = clientName, at = now }, cancellationToken);
        log.Record(ticket.ClientId, "end-page", "ticket", ticket.TicketId, new { call.Id });
    }

    /// <summary>Tells people of a clock: who has the ticket in hand and those of the open call, else the first of the contract's list, else the administrators; of a breach also who answers for the client's service.</summary>
    public async Task WarnAsync(TicketNotice ticket, ClockNotice notice, CancellationToken cancellationToken)
    {
        var call = await OpenCallAsync(ticket, cancellationToken);
        var clientName = await ClientNameAsync(ticket.ClientId, cancellationToken);
        var reason = notice.IsBreach ? ToldReason.ClockBreach : ToldReason.ClockAttention;
        var what = $"{notice.Clock}/{(notice.IsBreach ? "breach" : "attention")}/{notice.Epoch}";
        foreach (var person in await WhomToWarnAsync(call, ticket, notice.IsBreach, cancellationToken))
        {
            if (await letterbox.PostAsync(letters.Clock(person, ticket, clientName, notice), ticket.ClientId, $"clock/{ticket.TicketId}/{what}/{person.Id}", cancellationToken))
            {
                Note(call, person.Id, reason, null);
            }
        }

        var type = notice.IsBreach ? WebhookEvents.ClockBreached : WebhookEvents.ClockAttention;
        await webhooks.PublishAsync(type, ticket.ClientId, $"{ticket.TicketId}/{what}", ticket.Subject, new { ticket, client = clientName, clock = notice.Clock, deadline = notice.Deadline }, cancellationToken);
        log.Record(ticket.ClientId, "warn-of-clock", "ticket", ticket.TicketId, new { notice.Clock, notice.IsBreach, notice.Deadline });
    }

    /// <summary>The ticket of a call as messages name it.</summary>
    public static TicketNotice TicketOf(PageCall call) => JsonSerializer.Deserialize<TicketNotice>(call.Ticket, Json.Options)!;

    private async Task<IEnumerable<Person>> WhomToWarnAsync(PageCall call, TicketNotice ticket, bool isBreach, CancellationToken cancellationToken)
    {
        var userIds = await db.Set<PageStep>().AsNoTracking().Where(s => s.CallId == call.Id && s.Reason == ToldReason.OnList).Select(s => s.UserId).ToListAsync(cancellationToken);
        if (ticket.HolderId is { } holder)
        {
            userIds.Add(holder);
        }

        if (userIds.Count == 0)
        {
            var list = await contracts.RecipientsAsync(ticket.ClientId, ticket.ContractId, clock.GetCurrentInstant(), cancellationToken);
            userIds.AddRange(list.Take(1).Select(r => r.Person));
        }

        var told = new List<Person>();
        foreach (var userId in userIds.Distinct())
        {
            if (await people.FindAsync(userId, ticket.ClientId, cancellationToken) is { } person)
            {
                told.Add(person);
            }
        }

        if (told.Count == 0)
        {
            told.AddRange(await people.AdministratorsAsync(cancellationToken));
        }

        return (isBreach ? told.Concat(await people.DeliveryManagersAsync(ticket.ClientId, cancellationToken)) : told).DistinctBy(p => p.Id);
    }

    private async Task PageAsync(PageCall call, TicketNotice ticket, string clientName, Person person, Instant acknowledgeBy, CancellationToken cancellationToken)
    {
        var letter = letters.Page(person, ticket, clientName, call.Steps, acknowledgeBy);
        var key = string.Create(CultureInfo.InvariantCulture, $"{call.Id}/{call.Steps}");
        await letterbox.PostAsync(letter, call.ClientId, $"page/{key}", cancellationToken);
        await webhooks.PublishAsync(
            WebhookEvents.Paged, call.ClientId, key, letter.Subject,
            new { ticket, client = clientName, step = call.Steps, recipient = new { person.Id, person.Name }, acknowledgeBy }, cancellationToken);
        Note(call, person.Id, ToldReason.OnList, acknowledgeBy);
    }

    private async Task TellAdministratorsAsync(
        PageCall call, TicketNotice ticket, string clientName, ToldReason reason, string kind, IReadOnlyList<string> called, CancellationToken cancellationToken)
    {
        foreach (var administrator in await people.AdministratorsAsync(cancellationToken))
        {
            await letterbox.PostAsync(letters.Unanswered(administrator, ticket, clientName, kind, called), call.ClientId, $"page/{call.Id}/{kind}/{administrator.Id}", cancellationToken);
            Note(call, administrator.Id, reason, null);
        }

        await webhooks.PublishAsync(
            WebhookEvents.Paged, call.ClientId, $"{call.Id}/{kind}", ticket.Subject, new { ticket, client = clientName, problem = Json.Kebab(kind) }, cancellationToken);
    }

    private void Note(PageCall call, Guid userId, ToldReason reason, Instant? acknowledgeBy)
    {
        var now = clock.GetCurrentInstant();
        db.Add(new PageStep
        {
            Id = Ids.At(now), ClientId = call.ClientId, CallId = call.Id, Step = call.Steps, UserId = userId, Reason = reason, ToldAt = now, AcknowledgeBy = acknowledgeBy,
        });
    }

    private async Task<PageCall> OpenCallAsync(TicketNotice ticket, CancellationToken cancellationToken)
    {
        var call = Unsaved(ticket.TicketId) ?? await Open(ticket.ClientId, ticket.TicketId).SingleOrDefaultAsync(cancellationToken);
        if (call is null)
        {
            var now = clock.GetCurrentInstant();
            call = new PageCall { Id = Ids.At(now), ClientId = ticket.ClientId, TicketId = ticket.TicketId, Ticket = JsonSerializer.Serialize(ticket, Json.Options), StartedAt = now };
            db.Add(call);
        }

        return call;
    }

    // What this command added and has not saved is not in the database yet.
    private PageCall? Unsaved(Guid ticketId) =>
        db.Set<PageCall>().Local.SingleOrDefault(c => c.TicketId == ticketId && c.EndedAt is null && db.Entry(c).State is EntityState.Added);

    private IQueryable<PageCall> Open(Guid clientId, Guid ticketId) =>
        db.Set<PageCall>().Where(c => c.ClientId == clientId && c.TicketId == ticketId && c.EndedAt == null);

    private Task<string> ClientNameAsync(Guid clientId, CancellationToken cancellationToken) =>
        db.Set<Client>().Where(c => c.Id == clientId).Select(c => c.Name).SingleAsync(cancellationToken);
}
