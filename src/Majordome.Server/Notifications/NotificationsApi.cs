using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Protocols.Smtp;
using Majordome.Server.Notifications.Hooks;
using Majordome.Server.Notifications.Mail;
using Majordome.Server.Notifications.Messages;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Notifications.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Outbox;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications;

/// <summary>How mail leaves, as the API tells it: never the password.</summary>
public sealed record MailView(
    string Host, int Port, SmtpSecurity Security, string? UserName, bool HasPassword, string FromAddress, string? FromName, string? Thumbprints, bool FromOptions);

/// <summary>An endpoint, as the API tells it: never its key.</summary>
public sealed record WebhookView(Guid Id, string Name, string Url, IReadOnlyList<string> Events, bool Enabled, string? DisabledReason, Instant CreatedAt, int Version);

/// <summary>An endpoint just made, or whose key was just replaced: the key is told this once.</summary>
public sealed record WebhookKeyView(Guid Id, string Key);

/// <summary>To whom a test goes.</summary>
public sealed record TestMail(string? To);

/// <summary>The room's part of the API.</summary>
public static class NotificationsApi
{
    /// <summary>Maps it.</summary>
    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(ApiDocument.Root).WithTags("Notifications");
        api.MapGet("/notifications", ListAsync).Requires(Permission.ManageChannels, everywhere: true);
        api.MapPost("/notifications/{id:guid}/retry", (HttpContext http, Guid id, CallerContext context, Commands commands, CancellationToken stop) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (RetryMessage c) => c.HandleAsync(id, stop), stop))).Requires(Permission.ManageChannels, everywhere: true);
        api.MapPost("/tickets/{id:guid}/acknowledge", (HttpContext http, Guid id, CallerContext context, Commands commands, CancellationToken stop) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (AcknowledgePage c) => c.HandleAsync(id, stop), stop))).Requires(Permission.WorkTickets);
        api.MapGet("/watch", (ISelfWatch watch, CancellationToken stop) => watch.CurrentAsync(stop)).Requires(Permission.ManageChannels, everywhere: true);
        MapMail(api);
        MapWebhooks(api);
    }

    private static void MapMail(RouteGroupBuilder api)
    {
        api.MapGet("/settings/mail", GetMailAsync).Requires(Permission.ManageChannels, everywhere: true);
        api.MapPut("/settings/mail", PutMailAsync).Requires(Permission.ManageChannels, everywhere: true);
        api.MapPost("/settings/mail/test", (HttpContext http, TestMail form, CallerContext context, Commands commands, CancellationToken stop) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (SendTestMail c) => c.HandleAsync(form.To, context.Viewer.Language, stop), stop)))
            .Requires(Permission.ManageChannels, everywhere: true);
    }

    private static void MapWebhooks(RouteGroupBuilder api)
    {
        var hooks = api.MapGroup("/webhooks").Requires(Permission.ManageChannels, everywhere: true);
        hooks.MapGet("/", async (AppDb db, CancellationToken stop) =>
            new ApiPage<WebhookView>([.. (await db.Set<WebhookEndpoint>().AsNoTracking().OrderBy(e => e.Id).ToListAsync(stop)).Select(View)], null));
        hooks.MapGet("/{id:guid}", async (HttpContext http, Guid id, AppDb db, CancellationToken stop) =>
            Api.Found(http, await db.Set<WebhookEndpoint>().AsNoTracking().SingleOrDefaultAsync(e => e.Id == id, stop), id, View));
        hooks.MapPost("/", async (HttpContext http, WebhookForm form, CallerContext context, Commands commands, CancellationToken stop) =>
            Key(http, await commands.RunAsync(context.Caller, (AddWebhook c) => c.HandleAsync(form), stop), isNew: true));
        hooks.MapPut("/{id:guid}", PutWebhookAsync);
        hooks.MapDelete("/{id:guid}", (HttpContext http, Guid id, CallerContext context, Commands commands, CancellationToken stop) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (RemoveWebhook c) => c.HandleAsync(id, stop), stop)));
        hooks.MapPost("/{id:guid}/test", (HttpContext http, Guid id, CallerContext context, Commands commands, CancellationToken stop) =>
            DoneAsync(http, commands.RunAsync(context.Caller, (SendTestWebhook c) => c.HandleAsync(id, stop), stop)));
        hooks.MapPost("/{id:guid}/rotate-key", async (HttpContext http, Guid id, CallerContext context, Commands commands, CancellationToken stop) =>
            Key(http, await commands.RunAsync(context.Caller, (RotateWebhookKey c) => c.HandleAsync(id, stop), stop), isNew: false));
    }

    private static async Task<Results<Ok<ApiPage<MessageRow>>, ProblemHttpResult>> ListAsync(
        HttpContext http, MessageList messages, string? state, string? channel, Guid? after, int? limit, CancellationToken stop)
    {
        OutboxState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<OutboxState>(state, ignoreCase: true, out var parsed) || Json.Kebab(parsed.ToString()) != state)
            {
                return Problems.Of(http, [Refusal.Of("state", "state-unknown", state)]);
            }

            wanted = parsed;
        }

        var most = Api.Limit(limit);
        var rows = await messages.ReadAsync(wanted, channel, after, null, most + 1, stop);
        return TypedResults.Ok(Api.Page(rows, most, r => r.Id.ToString(), r => r));
    }

    private static async Task<IResult> GetMailAsync(HttpContext http, MailRelayFinder finder, CancellationToken stop)
    {
        if (await finder.SettingsAsync(stop) is not { } settings)
        {
            return Problems.Of(http, [Refusals.NotFound("id", "mail")]);
        }

        Api.Tag(http, settings);
        return TypedResults.Ok(View(settings));
    }

    private static async Task<IResult> PutMailAsync(HttpContext http, MailForm form, CallerContext context, Commands commands, CancellationToken stop)
    {
        if (Api.VersionFrom(http, out var answer) is not { } version)
        {
            return answer!;
        }

        var set = await commands.RunAsync(context.Caller, (SetMail c) => c.HandleAsync(form, version, stop), stop);
        if (!set.TryGet(out var settings, out var refusals))
        {
            return Api.Refused(http, refusals);
        }

        Api.Tag(http, settings);
        return TypedResults.Ok(View(settings));
    }

    private static async Task<IResult> PutWebhookAsync(HttpContext http, Guid id, WebhookForm form, CallerContext context, Commands commands, CancellationToken stop)
    {
        if (Api.VersionFrom(http, out var answer) is not { } version)
        {
            return answer!;
        }

        var edited = await commands.RunAsync(context.Caller, (EditWebhook c) => c.HandleAsync(id, form, version, stop), stop);
        return edited.TryGet(out var endpoint, out var refusals) ? Api.Found(http, endpoint, id, View) : Api.Refused(http, refusals);
    }

    private static async Task<IResult> DoneAsync(HttpContext http, Task<Result<Done>> act) =>
        (await act).TryGet(out _, out var refusals) ? TypedResults.NoContent() : Problems.Of(http, refusals);

    private static IResult Key(HttpContext http, Result<WebhookWithKey> made, bool isNew)
    {
        if (!made.TryGet(out var with, out var refusals))
        {
            return Problems.Of(http, refusals);
        }

        http.Response.Headers.CacheControl = "no-store";
        var view = new WebhookKeyView(with.Endpoint.Id, with.Key);
        return isNew ? TypedResults.Created($"{ApiDocument.Root}/webhooks/{view.Id}", view) : TypedResults.Ok(view);
    }

    private static MailView View(MailSettings s) =>
        new(s.Host, s.Port, s.Security, s.UserName, s.ProtectedPassword is not null, s.FromAddress, s.FromName, s.Thumbprints, FromOptions: s.Version == 0);

    private static WebhookView View(WebhookEndpoint e) => new(e.Id, e.Name, e.Url, e.Events.Split(','), e.DisabledAt is null, e.DisabledReason, e.CreatedAt, e.Version);
}
