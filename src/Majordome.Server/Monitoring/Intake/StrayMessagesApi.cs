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

/// <summary>The API of what was put aside.</summary>
internal static class StrayMessagesApi
{
    /// <summary><c>GET /api/v1/stray-messages</c>: what was put aside, oldest first.</summary>
    public static async Task<IResult> ListAsync(AppDb db, string? kind, Guid? after, int? limit, CancellationToken cancellationToken)
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
