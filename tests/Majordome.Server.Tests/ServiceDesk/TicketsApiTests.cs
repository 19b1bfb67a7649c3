using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Domain.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.ServiceDesk.Api;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.ServiceDesk;

public sealed class TicketsApiTests
{
    private const string Root = "/api/v1/tickets";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_ticket_lives_its_whole_life_by_the_api(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        var opened = await api.PostAsJsonAsync(Root, new { clientId = desk.Client, subject = "ERP lent", assetId = desk.Asset, urgency = "high" }, Ct);
        opened.StatusCode.ShouldBe(HttpStatusCode.Created);
        var path = $"{Root}/T-1";
        desk.Server.Clock.Advance(Duration.FromMinutes(5));
        (await PostAsync(api, $"{path}/take", null)).GetProperty("state").GetString().ShouldBe("in-progress");
        (await PostAsync(api, $"{path}/pause", new { reason = "waiting-for-client", proof = "Courriel de 10:47", remindAt = "2026-11-17T12:00:00Z" })).GetProperty("state").GetString().ShouldBe("paused");
        (await PostAsync(api, $"{path}/resume", new { })).GetProperty("state").GetString().ShouldBe("in-progress");
        (await PostAsync(api, $"{path}/priority", new { impact = "medium", urgency = "medium", note = "Un détour existe" })).GetProperty("priority").GetString().ShouldBe("p3");
        (await PostAsync(api, $"{path}/escalate", new { note = "Base de données" })).GetProperty("tier").GetString().ShouldBe("n2");
        (await PostAsync(api, $"{path}/restore", new { means = "workaround", note = "Bascule" })).GetProperty("state").GetString().ShouldBe("restored");
        (await PostAsync(api, $"{path}/reopen", new { note = "Revient" })).GetProperty("state").GetString().ShouldBe("in-progress");
        (await PostAsync(api, $"{path}/resolve", new { solution = "Index reconstruit", firstContact = false })).GetProperty("state").GetString().ShouldBe("resolved");
        (await PostAsync(api, $"{path}/close", null)).GetProperty("state").GetString().ShouldBe("closed");
        var kinds = (await api.GetFromJsonAsync<JsonElement>($"{path}/events", Ct)).EnumerateArray().Select(e => e.GetProperty("kind").GetString());
        kinds.ShouldBe(["registered", "taken", "paused", "resumed", "priority-changed", "escalated", "restored", "reopened", "restored", "resolved", "closed"]);
    }

    [Fact]
    public async Task The_clocks_of_the_api_are_those_of_the_domain()
    {
        await using var desk = await Desk.StartAsync();
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        var ids = await desk.LiveAsync();
        desk.Server.Clock.Advance(Duration.FromMinutes(7));
        foreach (var id in ids)
        {
            var clock = TicketClock.Read((await desk.TicketAsync(id)).ClockFacts);
            var answer = await api.GetFromJsonAsync<JsonElement>($"{Root}/{id}", Ct);
            answer.GetProperty("clocks").GetRawText().ShouldBe(JsonSerializer.Serialize(ClocksView.Of(clock, desk.Now), Json.Options));
        }
    }

    [Fact]
    public async Task An_edit_needs_the_version_that_was_read()
    {
        await using var desk = await Desk.StartAsync();
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        var path = $"{Root}/{await desk.OpenAsync()}";
        var body = new { subject = "ERP arrêté", description = "Depuis 10 h" };
        (await api.PutAsJsonAsync(path, body, Ct)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        var tag = (await api.GetAsync(path, Ct)).Headers.ETag!;
        (await EditAsync(api, path, body, tag)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await EditAsync(api, path, body, tag)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Who_comes_second_gets_409_with_the_name_of_the_first()
    {
        await using var desk = await Desk.StartAsync();
        var id = await desk.OpenAsync();
        await desk.TakeAsync(id, desk.Hugo);
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        var answer = await api.PostAsync($"{Root}/{id}/take", null, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync(Ct)).ShouldContain("hugo a pris ce ticket");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Lists_are_read_page_by_page_without_loss_in_every_order(DatabaseKind kind)
    {
        await using var desk = await Desk.StartAsync(kind);
        await desk.LiveAsync();
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        foreach (var sort in new[] { "due", "-due", "number", "-number", "priority", "-priority" })
        {
            var whole = (await api.GetFromJsonAsync<JsonElement>($"{Root}?sort={sort}", Ct)).GetProperty("items").EnumerateArray().Select(Number).ToList();
            var pages = new List<string?>();
            string? after = "";
            while (after is not null)
            {
                var page = await api.GetFromJsonAsync<JsonElement>($"{Root}?sort={sort}&limit=2&after={after}", Ct);
                pages.AddRange(page.GetProperty("items").EnumerateArray().Select(Number));
                after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
            }

            pages.ShouldBe(whole, sort);
            pages.Count.ShouldBe(6);
        }
    }

    [Fact]
    public async Task Lists_are_filtered_by_what_the_address_says()
    {
        await using var desk = await Desk.StartAsync();
        await desk.LiveAsync();
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        (await NumbersAsync(api, "state=paused")).ShouldBe(["T-3"]);
        (await NumbersAsync(api, "state=ended")).ShouldBe(["T-5"]);
        (await NumbersAsync(api, "assignee=me&state=open&sort=number")).ShouldBe(["T-2", "T-4"]);
        (await NumbersAsync(api, "assignee=none&state=open&sort=number")).ShouldBe(["T-1", "T-3", "T-6"]);
        (await NumbersAsync(api, "q=t-4")).ShouldBe(["T-4"]);
        (await NumbersAsync(api, "q=SUJET 6")).ShouldBe(["T-6"]);
        (await NumbersAsync(api, $"client={desk.OtherClient}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Neither_unknown_tickets_nor_unknown_verbs_nor_bodies_of_another_shape_break_anything()
    {
        await using var desk = await Desk.StartAsync();
        using var api = await desk.Server.ApiAsync("nadia@cornaline.example");
        (await api.GetAsync($"{Root}/T-99", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.PostAsync($"{Root}/{Guid.CreateVersion7()}/take", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var path = $"{Root}/{await desk.OpenAsync()}";
        (await api.PostAsJsonAsync($"{path}/pause", new { reason = "supplier" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsJsonAsync($"{path}/messages", new { kind = "from-client", text = "x" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await api.GetAsync($"{Root}?after=zzz&sort=nothing&limit=-4", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static string? Number(JsonElement ticket) => ticket.GetProperty("number").GetString();

    private static async Task<List<string?>> NumbersAsync(HttpClient api, string query) =>
        [.. (await api.GetFromJsonAsync<JsonElement>($"{Root}?{query}", Ct)).GetProperty("items").EnumerateArray().Select(Number)];

    private static async Task<JsonElement> PostAsync(HttpClient api, string path, object? body)
    {
        var answer = body is null ? await api.PostAsync(path, null, Ct) : await api.PostAsJsonAsync(path, body, Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path + await answer.Content.ReadAsStringAsync(Ct));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
    }

    private static Task<HttpResponseMessage> EditAsync(HttpClient api, string path, object body, EntityTagHeaderValue tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent.Create(body) };
        request.Headers.IfMatch.Add(tag);
        return api.SendAsync(request, Ct);
    }
}
