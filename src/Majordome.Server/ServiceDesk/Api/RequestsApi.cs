using Majordome.Domain.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Web;
using Majordome.Server.ServiceDesk.Public;
using WebApi = Majordome.Server.Platform.Web.Api;

namespace Majordome.Server.ServiceDesk.Api;

/// <summary>What a client asks.</summary>
public sealed record RequestBody(string Subject, string? Description = null, Nature? Nature = null, Urgency? Urgency = null, Guid? AssetId = null);

/// <summary>What a client writes.</summary>
public sealed record AnswerBody(string Text);

/// <summary><c>/api/v1/requests</c>: the desk for a client's contact, as the portal shows it.</summary>
public static class RequestsApi
{
    private const int MostListed = 200;

    /// <summary>Maps it.</summary>
    public static void MapRequestsApi(this IEndpointRouteBuilder routes)
    {
        var requests = routes.MapGroup($"{ApiDocument.Root}/requests").WithTags("requests");
        requests.MapGet("", async (IClientTickets tickets, bool? open, CancellationToken ct) =>
            TypedResults.Ok(new ApiPage<ClientTicket>(await tickets.ListAsync(open ?? false, MostListed, ct), null))).Requires(Permission.ReadOwn);
        requests.MapPost("", AskAsync).Requires(Permission.Ask);
        requests.MapGet("/{id}", GetAsync).Requires(Permission.ReadOwn);
        requests.MapPost("/{id}/messages", AnswerAsync).Requires(Permission.Ask);
    }

    private static async Task<IResult> AskAsync(HttpContext http, RequestBody body, IClientTickets tickets)
    {
        var request = new ClientRequest(body.Subject, body.Description ?? "", body.Nature ?? Nature.Incident, body.Urgency ?? Urgency.Medium, body.AssetId);
        return WebApi.Created(http, await tickets.AskAsync(request, http.RequestAborted), "requests");
    }

    private static async Task<IResult> GetAsync(HttpContext http, string id, IClientTickets tickets) =>
        await tickets.FindAsync(id, http.RequestAborted) is { } found ? TypedResults.Ok(found) : Problems.Of(http, [Refusals.NotFound("id", id)]);

    private static async Task<IResult> AnswerAsync(HttpContext http, string id, AnswerBody body, IClientTickets tickets)
    {
        if (await tickets.FindAsync(id, http.RequestAborted) is not { } found)
        {
            return Problems.Of(http, [Refusals.NotFound("id", id)]);
        }

        var written = await tickets.AnswerAsync(found.Ticket.Id, body.Text, http.RequestAborted);
        return written.TryGet(out var message, out var refused)
            ? TypedResults.Created($"{ApiDocument.Root}/requests/{found.Ticket.Id}", new { id = message })
            : Problems.Of(http, refused);
    }
}
