using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Majordome.Server.ServiceDesk.Conversation;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using WebApi = Majordome.Server.Platform.Web.Api;

namespace Majordome.Server.ServiceDesk.Api;

/// <summary>What may be said with an assignment.</summary>
public sealed record AssignBody(Guid? Assignee);

/// <summary>What is said with an escalation; see <see cref="EscalateForm"/>.</summary>
public sealed record EscalateBody(string Note, SupportTier? To = null, Guid? Assignee = null);

/// <summary>What is said with a pause; see <see cref="PauseForm"/>.</summary>
public sealed record PauseBody(PauseReason Reason, string Proof, Instant RemindAt, string? Note = null);

/// <summary>A remark.</summary>
public sealed record NoteBody(string? Note = null);

/// <summary>What is said with a priority; see <see cref="PriorityForm"/>.</summary>
public sealed record PriorityBody(Impact Impact, Urgency Urgency, string Note);

/// <summary>What is said with another decision; see <see cref="CoverageForm"/>.</summary>
public sealed record CoverageBody(string Why, Nature? Nature = null, Guid? AssetId = null);

/// <summary>What is said with a restoration; see <see cref="RestoreForm"/>.</summary>
public sealed record RestoreBody(RestorationMeans Means, string Note, Instant? At = null);

/// <summary>What is said with a solution; see <see cref="ResolveForm"/>.</summary>
public sealed record ResolveBody(string Solution, string? Cause = null, SupportTier? Tier = null, bool FirstContact = false);

/// <summary>A message to write: an answer to the client, or an internal note.</summary>
public sealed record MessageBody(MessageKind Kind, string Text);

/// <summary>What may be corrected; see <see cref="EditForm"/>.</summary>
public sealed record EditBody(string Subject, string Description, Guid? ContactId = null);

/// <summary>
/// <c>/api/v1/tickets</c>, for the provider's people. A ticket is named by its key or its number. Every verb may carry
/// <c>If-Match</c>, and answers the ticket as it then is.
/// </summary>
public static class TicketsApi
{
    /// <summary>Maps it.</summary>
    public static void MapTicketsApi(this IEndpointRouteBuilder routes)
    {
        var tickets = routes.MapGroup($"{ApiDocument.Root}/tickets").WithTags("tickets");
        tickets.MapGet("", ListAsync).Requires(Permission.ReadDesk);
        tickets.MapPost("", OpenAsync).Requires(Permission.WorkTickets);
        tickets.MapGet("/{id}", GetAsync).Requires(Permission.ReadDesk);
        tickets.MapPut("/{id}", EditAsync).Requires(Permission.WorkTickets);
        tickets.MapGet("/{id}/events", EventsAsync).Requires(Permission.ReadDesk);
        tickets.MapGet("/{id}/coverage", CoverageAsync).Requires(Permission.ReadDesk);
        tickets.MapGet("/{id}/messages", MessagesAsync).Requires(Permission.ReadDesk);
        tickets.MapPost("/{id}/messages", WriteAsync).Requires(Permission.WorkTickets);
        MapVerbs(tickets);
    }

    private static void MapVerbs(RouteGroupBuilder tickets)
    {
        Verb(tickets, "take", (TicketVerb v) => v.RunAsync((TakeTicket h, Guid id, int? version) => h.HandleAsync(new(id, version), v.Cancelled)));
        Verb(tickets, "close", (TicketVerb v) => v.RunAsync((CloseTicket h, Guid id, int? version) => h.HandleAsync(new(id, version), v.Cancelled)));
        Verb(tickets, "assign", (TicketVerb v, AssignBody b) => v.RunAsync((AssignTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.Assignee, version), v.Cancelled)));
        Verb(tickets, "escalate", (TicketVerb v, EscalateBody b) =>
            v.RunAsync((EscalateTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.To, b.Assignee, b.Note, version), v.Cancelled)));
        Verb(tickets, "pause", (TicketVerb v, PauseBody b) =>
            v.RunAsync((PauseTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.Reason, b.Proof, b.RemindAt, b.Note, version), v.Cancelled)));
        Verb(tickets, "resume", (TicketVerb v, NoteBody b) => v.RunAsync((ResumeTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.Note, version), v.Cancelled)));
        Verb(tickets, "priority", (TicketVerb v, PriorityBody b) =>
            v.RunAsync((ChangePriority h, Guid id, int? version) => h.HandleAsync(new(id, b.Impact, b.Urgency, b.Note, version), v.Cancelled)));
        Verb(tickets, "coverage", (TicketVerb v, CoverageBody b) =>
            v.RunAsync((DecideCoverageAgain h, Guid id, int? version) => h.HandleAsync(new(id, b.Why, b.Nature, b.AssetId, version), v.Cancelled)));
        Verb(tickets, "restore", (TicketVerb v, RestoreBody b) =>
            v.RunAsync((RestoreTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.Means, b.Note, b.At, version), v.Cancelled)));
        Verb(tickets, "reopen", (TicketVerb v, NoteBody b) => v.RunAsync((ReopenTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.Note ?? "", version), v.Cancelled)));
        Verb(tickets, "resolve", (TicketVerb v, ResolveBody b) =>
            v.RunAsync((ResolveTicket h, Guid id, int? version) => h.HandleAsync(new(id, b.Solution, b.Cause, b.Tier, b.FirstContact, version), v.Cancelled)));
    }

    private static void Verb(RouteGroupBuilder tickets, string name, Func<TicketVerb, Task<IResult>> act) =>
        tickets.MapPost($"/{{id}}/{name}", (string id, HttpContext http, [FromServices] TicketVerb verb) => act(verb.For(id, http))).Requires(Permission.WorkTickets);

    private static void Verb<TBody>(RouteGroupBuilder tickets, string name, Func<TicketVerb, TBody, Task<IResult>> act) =>
        tickets.MapPost($"/{{id}}/{name}", (string id, TBody body, HttpContext http, [FromServices] TicketVerb verb) => act(verb.For(id, http), body)).Requires(Permission.WorkTickets);

    private static async Task<IResult> ListAsync(
        AppDb db, CallerContext context, IClock clock, string? state, Guid? client, Guid? asset, string? assignee, Priority? priority, Nature? nature, string? q, string? sort,
        string? after, int? limit, CancellationToken cancellationToken)
    {
        var filter = TicketAddress.Filter(name => name switch
        {
            "state" => state,
            "client" => client?.ToString(),
            "asset" => asset?.ToString(),
            "assignee" => assignee,
            "priority" => priority?.ToString(),
            "nature" => nature?.ToString(),
            _ => q,
        }, context.Caller.UserId);
        var (rows, more) = await TicketRows.AfterAsync(db, filter, TicketSort.Read(sort), TicketPlace.Read(after), WebApi.Limit(limit), cancellationToken);
        var now = clock.GetCurrentInstant();
        return TypedResults.Ok(new ApiPage<TicketSummary>([.. rows.Select(r => TicketSummary.Of(r, now))], more ? TicketPlace.Of(rows[^1]).ToString() : null));
    }

    private static async Task<IResult> OpenAsync(HttpContext http, NewTicket form, Commands commands, CallerContext context) =>
        WebApi.Created(http, await commands.RunAsync(context.Caller, (OpenTicket h) => h.HandleAsync(form with { Source = form.Source is TicketSource.Staff ? TicketSource.Api : form.Source }, http.RequestAborted), http.RequestAborted), "tickets");

    private static Task<IResult> GetAsync(string id, HttpContext http, [FromServices] TicketVerb verb) => verb.For(id, http).AnswerAsync();

    private static async Task<IResult> EditAsync(string id, EditBody body, HttpContext http, [FromServices] TicketVerb verb) =>
        WebApi.VersionFrom(http, out var answer) is null
            ? answer!
            : await verb.For(id, http).RunAsync((EditTicket h, Guid key, int? version) => h.HandleAsync(new(key, body.Subject, body.Description, body.ContactId, version), http.RequestAborted));

    private static Task<IResult> EventsAsync(string id, HttpContext http, [FromServices] TicketVerb verb) =>
        verb.For(id, http).AnswerAsync(d => d.Events.Select(EventView.Of).ToList());

    private static Task<IResult> CoverageAsync(string id, HttpContext http, [FromServices] TicketVerb verb) =>
        verb.For(id, http).AnswerAsync(d => d.Decisions.Select(CoverageView.Of).ToList());

    private static Task<IResult> MessagesAsync(string id, HttpContext http, [FromServices] TicketVerb verb) =>
        verb.For(id, http).AnswerAsync(d => d.Messages.Select(MessageView.Of).ToList());

    private static async Task<IResult> WriteAsync(string id, MessageBody body, HttpContext http, AppDb db, Commands commands, CallerContext context)
    {
        if (await TicketDetail.FindAsync(db, id, http.RequestAborted) is not { } key)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        var form = new WriteForm(key, body.Text);
        var written = body.Kind switch
        {
            MessageKind.Reply => await commands.RunAsync(context.Caller, (Reply h) => h.HandleAsync(form, http.RequestAborted), http.RequestAborted),
            MessageKind.Note => await commands.RunAsync(context.Caller, (AddNote h) => h.HandleAsync(form, http.RequestAborted), http.RequestAborted),
            _ => Refusal.Of("kind", "message-kind-not-yours", body.Kind),
        };
        return written.TryGet(out var message, out var refused)
            ? TypedResults.Created($"{ApiDocument.Root}/tickets/{key}/messages", new { id = message })
            : Problems.Of(http, refused);
    }
}

/// <summary>One request on one ticket: finds it, runs a verb, answers the ticket as it then is.</summary>
public sealed class TicketVerb(AppDb db, Commands commands, CallerContext context, IClock clock)
{
    private string name = "";
    private HttpContext http = null!;

    /// <summary>Until the request ends.</summary>
    public CancellationToken Cancelled => http.RequestAborted;

    /// <summary>For a request.</summary>
    public TicketVerb For(string id, HttpContext request)
    {
        (name, http) = (id, request);
        return this;
    }

    /// <summary>Runs a verb under the version of <c>If-Match</c>, when it is given.</summary>
    public async Task<IResult> RunAsync<THandler>(Func<THandler, Guid, int?, Task<Result<Done>>> act)
        where THandler : class
    {
        int? version = null;
        if (http.Request.Headers.IfMatch.Count > 0 && (version = WebApi.VersionFrom(http, out var answer)) is null)
        {
            return answer!;
        }

        if (await TicketDetail.FindAsync(db, name, Cancelled) is not { } id)
        {
            return Problems.Of(http, [Refusals.NotFound("id", name)]);
        }

        var done = await commands.RunAsync(context.Caller, (THandler h) => act(h, id, version), Cancelled);
        return done.IsAccepted ? await AnswerAsync() : WebApi.Refused(http, done.Refusals);
    }

    /// <summary>The ticket, with its version.</summary>
    public Task<IResult> AnswerAsync() => AnswerAsync(detail => TicketView.Of(detail, clock.GetCurrentInstant()));

    /// <summary>Something of the ticket, with its version.</summary>
    public async Task<IResult> AnswerAsync<T>(Func<TicketDetail, T> view)
    {
        if (await TicketDetail.FindAsync(db, name, Cancelled) is not { } id || await TicketDetail.ReadAsync(db, id, Cancelled) is not { } detail)
        {
            return Problems.Of(http, [Refusals.NotFound("id", name)]);
        }

        WebApi.Tag(http, detail.Ticket);
        return TypedResults.Ok(view(detail));
    }
}
