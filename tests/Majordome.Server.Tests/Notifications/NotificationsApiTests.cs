using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Server.Notifications.Paging;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Notifications;

/// <summary>The room's API: who may, what comes out, and that secrets never do.</summary>
public sealed class NotificationsApiTests
{
    private static readonly object Mail = new { host = "127.0.0.1", port = 25, security = "none", userName = "majordome", password = "s3cret-é", fromAddress = "desk@msp.example" };

    [Theory]
    [InlineData("/api/v1/notifications")]
    [InlineData("/api/v1/webhooks")]
    [InlineData("/api/v1/settings/mail")]
    public async Task Channels_are_for_who_administers_all_clients(string path)
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.Server.AddUserAsync("half@msp.example", null, new Grant(Role.Administrator, ticket.ClientId));
        (await ticket.Server.Anonymous().GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await ticket.Server.ApiAsync("nadia@msp.example")).GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await ticket.Server.ApiAsync("half@msp.example")).GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Mail_settings_are_kept_and_the_password_never_comes_back()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        using var api = await ticket.Server.ApiAsync("chloe@msp.example");
        (await api.GetAsync("/api/v1/settings/mail")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.PutAsJsonAsync("/api/v1/settings/mail", Mail)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        (await PutAsync(api, "/api/v1/settings/mail", Mail, 0)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PutAsync(api, "/api/v1/settings/mail", Mail, 0)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var read = await api.GetAsync("/api/v1/settings/mail");
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var text = await read.Content.ReadAsStringAsync();
        text.ShouldContain("\"hasPassword\":true");
        text.ShouldNotContain("s3cret");
        var kept = await ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<Majordome.Server.Notifications.Mail.MailSettings>().SingleAsync());
        kept.ProtectedPassword!.ShouldNotContain("s3cret");
        (await ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<Majordome.Server.Platform.Trace.LoggedEvent>().Select(e => e.Data).ToListAsync()))
            .ShouldAllBe(data => !data.Contains("s3cret"));
    }

    [Fact]
    public async Task A_webhook_is_made_changed_and_removed_and_its_key_is_told_once()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        using var api = await ticket.Server.ApiAsync("chloe@msp.example");
        var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "Astreinte", url = "http://127.0.0.1:9/", events = new[] { "page.sent" } });
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var answer = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement;
        answer.GetProperty("key").GetString()!.ShouldStartWith("whsec_");
        var path = $"/api/v1/webhooks/{answer.GetProperty("id").GetString()}";

        (await api.GetStringAsync(path)).ShouldNotContain("whsec_");
        (await api.GetStringAsync("/api/v1/webhooks")).ShouldNotContain("whsec_");
        var changed = new { name = "Astreinte", url = "http://127.0.0.1:9/", events = new[] { "page.sent", "page.ended" }, enabled = false };
        (await PutAsync(api, path, changed, 7)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PutAsync(api, path, changed, 1)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.GetStringAsync(path)).ShouldContain("\"enabled\":false");
        (await api.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Messages_are_listed_newest_first_page_by_page()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        await ticket.PassAsync(100);
        using var api = await ticket.Server.ApiAsync("chloe@msp.example");
        var seen = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = JsonDocument.Parse(await api.GetStringAsync($"/api/v1/notifications?state=pending&limit=3{after}")).RootElement;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString()!));
            after = page.TryGetProperty("next", out var next) && next.GetString() is { } key ? $"&after={key}" : null;
        }

        seen.Count.ShouldBe(8);
        seen.ShouldBe(seen.OrderDescending());
    }

    [Fact]
    public async Task A_person_acknowledges_and_another_clients_people_find_nothing()
    {
        await using var ticket = await PagedTicket.StartAsync(DatabaseKind.Sqlite);
        await ticket.PageAsync();
        await ticket.Server.AddUserAsync("stranger@msp.example", null);
        var path = $"/api/v1/tickets/{ticket.TicketId}/acknowledge";
        (await (await ticket.Server.ApiAsync("stranger@msp.example")).PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        (await (await ticket.Server.ApiAsync("hugo@msp.example")).PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await ticket.Server.ApiAsync("nadia@msp.example")).PostAsync(path, null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var call = await ticket.Server.ReadAsync(Caller.Program("test"), db => db.Set<PageCall>().SingleAsync());
        call.AcknowledgedBy.ShouldBe(ticket.People["hugo"].UserId);
        (await ticket.PassAsync(60)).ShouldBe(["0 nadia Appel"]);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient api, string path, object body, int version)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        return api.SendAsync(request);
    }
}
