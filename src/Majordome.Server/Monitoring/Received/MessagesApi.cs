using Majordome.Protocols.Syslog;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Web;
using NodaTime;

namespace Majordome.Server.Monitoring.Received;

/// <summary>A received message, as the API tells it.</summary>
public sealed record MessageAnswer(
    Guid Id, Guid ClientId, Guid SourceId, Guid? AssetId, string Kind, Instant ReceivedAt, Instant? ToldAt, SyslogSeverity Severity, string? Facility, string? Application,
    string? Host, string From, string Text);

/// <summary>The API of received messages.</summary>
public static class MessagesApi
{
    /// <summary>Maps it.</summary>
    public static void MapMessagesApi(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ApiDocument.Root + "/messages", ListAsync).Requires(Permission.ReadDesk).WithTags("intake");

    // Newest first; «severity» is 0 to 7 and takes what is worse with it.
    private static async Task<IResult> ListAsync(
        ReceivedList list, Guid? clientId, Guid? sourceId, Guid? assetId, int? severity, string? text, DateTimeOffset? since, DateTimeOffset? until, Guid? after, int? limit,
        CancellationToken cancellationToken)
    {
        var most = Api.Limit(limit);
        var filter = new ReceivedFilter(
            clientId, sourceId, assetId, severity, text, since is { } from ? Instant.FromDateTimeOffset(from) : null, until is { } to ? Instant.FromDateTimeOffset(to) : null);
        var rows = await list.ReadAsync(filter, after, null, most + 1, cancellationToken);
        return TypedResults.Ok(Api.Page(rows, most, row => row.Message.Id.ToString(), row => Answer(row.Message)));
    }

    private static MessageAnswer Answer(ReceivedMessage m) => new(
        m.Id, m.ClientId, m.SourceId, m.AssetId, m.Kind, m.ReceivedAt, m.ToldAt, (SyslogSeverity)m.Severity, m.Facility, m.Application, m.Host, m.From, m.Text);
}
