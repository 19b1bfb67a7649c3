using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>Something put aside, as the API tells it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Kind">In which form.</param>
/// <param name="From">The id of the source, or the address.</param>
/// <param name="FromName">The name of the source, or the address.</param>
/// <param name="Reason">The rule.</param>
/// <param name="Payload">What it says.</param>
/// <param name="NotKept">How many came after it that were not kept.</param>
public sealed record StrayMessageAnswer(
    Guid Id, Instant ReceivedAt, string Kind, string From, string FromName, string Reason, string Payload, long NotKept);

/// <summary>A sender that is to become a client's source.</summary>
/// <param name="From">Its address, or the fingerprint of its certificate, as it was put aside.</param>
/// <param name="ClientId">Whose it is.</param>
/// <param name="Name">How people call it.</param>
public sealed record Adoption(string? From, Guid ClientId, string? Name);

/// <summary>The API of what was put aside.</summary>
internal static class StrayMessagesApi
{
    /// <summary>Maps it.</summary>
    public static void MapStrayMessagesApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root + "/stray-messages").WithTags("intake");
        api.MapGet("", ListAsync).Requires(Permission.ReadDesk, everywhere: true);
        api.MapDelete("", DeleteAsync).Requires(Permission.ManageEstate, everywhere: true);
        api.MapPost("/adopt", AdoptAsync).Requires(Permission.ManageEstate, everywhere: true);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext http, Commands commands, CallerContext context, string kind, string from, string? reason, CancellationToken cancellationToken)
    {
        var pile = new StrayPile(kind, from, reason);
        var done = await commands.RunAsync(context.Caller, (DeleteStrays c) => c.HandleAsync(pile, cancellationToken), cancellationToken);
        return done.TryGet(out var deleted, out var refusals) ? TypedResults.Ok(new { deleted }) : Problems.Of(http, refusals);
    }

    private static async Task<IResult> AdoptAsync(HttpContext http, Commands commands, CallerContext context, Adoption form, CancellationToken cancellationToken)
    {
        var added = await commands.RunAsync(
            context.Caller, (AdoptSender c) => c.HandleAsync(form.From ?? "", form.ClientId, form.Name, cancellationToken), cancellationToken);
        return added.TryGet(out var made, out var refusals) ? TypedResults.Created($"{ApiDocument.Root}/sources/{made.Id}", made) : Problems.Of(http, refusals);
    }

    // Oldest first.
    private static async Task<IResult> ListAsync(AppDb db, string? kind, Guid? after, int? limit, CancellationToken cancellationToken)
    {
        var most = Api.Limit(limit);
        var messages = db.Set<StrayMessage>().AsNoTracking();
        messages = kind is null ? messages : messages.Where(m => m.Kind == kind);
        messages = after is { } last ? messages.Where(m => m.Id > last) : messages;
        var rows = await messages.OrderBy(m => m.Id).Take(most + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(Api.Page(
            rows, most, m => m.Id.ToString(), m => new StrayMessageAnswer(m.Id, m.ReceivedAt, m.Kind, m.From, m.FromName, m.Reason, m.Payload, m.NotKept)));
    }
}
