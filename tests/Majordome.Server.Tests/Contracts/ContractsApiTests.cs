using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

public sealed class ContractsApiTests(ContractsApiTests.RefusingServer refusing) : IClassFixture<ContractsApiTests.RefusingServer>
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_contract_is_signed_read_and_amended_by_program(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        var made = await PostAsync(api, "contracts", Body(world));
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var url = made.Headers.Location!.ToString();

        var listed = (await api.GetFromJsonAsync<JsonNode>($"/api/v1/contracts?client={world.Dairy}"))!["items"]!.AsArray().ShouldHaveSingleItem()!;
        (listed["state"]!.GetValue<string>(), listed["level"]!["level"]!.GetValue<string>()).ShouldBe(("in-force", "partial-infrastructure"));

        // What is read can be written back as it came: here with one target changed.
        var full = await api.GetAsync(url);
        full.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var terms = (await full.Content.ReadFromJsonAsync<JsonNode>())!["terms"]!;
        terms["promises"]!["p2"]!["targets"]!["restoration"] = "PT6H";
        var amended = await PostAsync(api, url + "/amend", new JsonObject { ["basedOn"] = 0, ["effectiveFrom"] = "2026-12-01", ["terms"] = terms.DeepClone() });
        (amended.StatusCode, (await JsonAsync(amended))["number"]!.GetValue<int>()).ShouldBe((HttpStatusCode.OK, 1));

        (await NumberAtAsync(api, url, "2026-11-30T12:00:00Z")).ShouldBe(0);
        (await NumberAtAsync(api, url, "2026-12-01T12:00:00Z")).ShouldBe(1);
        (await api.GetFromJsonAsync<JsonArray>(url + "/versions"))!.Count.ShouldBe(2);
        var stale = await PostAsync(api, url + "/amend", new JsonObject { ["basedOn"] = 0, ["effectiveFrom"] = "2026-12-01", ["terms"] = terms.DeepClone() });
        stale.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_contract_sent_in_chunks_that_do_not_say_their_length_is_signed()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        var body = JsonContent.Create(Body(world));
        body.Headers.ContentLength.ShouldBeNull();
        (await api.PostAsync("/api/v1/contracts", body)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("terms.calendars.bureau.week.monday[1]", "span-overlaps", "/terms/calendars/bureau/week/monday", """["08:00-12:00", "11:00-18:00"]""")]
    [InlineData("terms.days.last", "ends-before-start", "/terms/days", """{ "first": "2026-11-17", "last": "2026-11-16" }""")]
    [InlineData("terms.zone", "zone-unknown", "/terms/zone", "\"Europe/Valence\"")]
    [InlineData("terms.scope[0].target.id", "item-not-of-client", "/terms/scope/0/target/id", "\"other\"")]
    [InlineData("terms.scope", "scope-empty", "/terms/scope", "[]")]
    [InlineData("terms.natures.change", "required", "/terms/natures/change", "null")]
    [InlineData("terms.scope[1]", "json-unreadable", "/terms/scope/1", "null")]
    [InlineData("terms.calendars.bureau", "json-unreadable", "/terms/calendars/bureau", "null")]
    [InlineData("terms.scope[0].target", "json-unreadable", "/terms/scope/0/target", """{ "kind": "planet" }""")]
    [InlineData("terms.prepaidHours", "json-unreadable", "/terms/prepaidHours", "\"ten hours\"")]
    [InlineData("terms.scope[0].days", "json-unreadable", "/terms/scope/0/days", "null")]
    [InlineData("terms.recipients", "json-unreadable", "/terms/recipients", "null")]
    public async Task A_contract_that_makes_no_sense_is_refused_at_the_path_of_its_fault(string path, string rule, string at, string value)
    {
        var world = refusing.World;
        var body = Body(world);
        Set(body, at, JsonNode.Parse(value.Replace("\"other\"", $"\"{world.BakeryServer}\"", StringComparison.Ordinal)));
        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        var answer = await PostAsync(api, "contracts", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await JsonAsync(answer))["errors"]!.AsArray().Select(e => (e!["path"]!.GetValue<string>(), e["rule"]!.GetValue<string>()));
        errors.ShouldContain((path, rule));
    }

    [Fact]
    public async Task A_question_of_coverage_is_answered_with_its_reasons_and_its_promise()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        using var api = await world.Server.ApiAsync("technician@provider.example");
        var answer = await JsonAsync(await PostAsync(api, "coverage", Question(world.Dairy, world.Erp)));
        answer["verdict"]!.GetValue<string>().ShouldBe("included");
        answer["decision"]!["item"]!["line"]!["key"]!.GetValue<string>().ShouldBe("L1");
        answer["promise"]!["targets"]!["restoration"]!.GetValue<string>().ShouldBe("PT8H");

        var foreign = await PostAsync(api, "coverage", Question(world.Dairy, world.BakeryServer));
        (foreign.StatusCode, (await JsonAsync(foreign))["errors"]![0]!["path"]!.GetValue<string>()).ShouldBe((HttpStatusCode.UnprocessableEntity, "assetId"));
    }

    [Fact]
    public async Task A_contract_is_suspended_and_resumed_by_program()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        (await PostAsync(api, $"contracts/{id}/suspend", new JsonObject { ["from"] = "2026-11-17" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.GetFromJsonAsync<JsonNode>($"/api/v1/contracts/{id}"))!["contract"]!["state"]!.GetValue<string>().ShouldBe("suspended");
        (await PostAsync(api, $"contracts/{id}/resume", new JsonObject { ["from"] = "2026-11-17" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.GetFromJsonAsync<JsonNode>($"/api/v1/contracts/{id}"))!["contract"]!["state"]!.GetValue<string>().ShouldBe("in-force");
    }

    [Fact]
    public async Task Another_clients_contract_is_not_there()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        await world.Server.AddUserAsync("other@provider.example", null, new Grant(Role.DeliveryManager, world.Bakery));
        using var api = await world.Server.ApiAsync("other@provider.example");
        foreach (var url in new[] { $"/api/v1/contracts/{id}", $"/api/v1/contracts/{id}/versions", $"/api/v1/contracts/{id}/in-force" })
        {
            (await api.GetAsync(url)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        (await PostAsync(api, $"contracts/{id}/suspend", new JsonObject { ["from"] = "2026-11-17" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetFromJsonAsync<JsonNode>("/api/v1/contracts"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_model_is_offered_to_start_from()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        var model = (await api.GetFromJsonAsync<JsonNode>($"/api/v1/contracts/model?client={world.Dairy}"))!;
        model["terms"]!["scope"] = Body(world)["terms"]!["scope"]!.DeepClone();
        model["terms"]!["recipients"] = Body(world)["terms"]!["recipients"]!.DeepClone();
        (await PostAsync(api, "contracts", model)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static JsonNode Body(ContractWorld world) => JsonSerializer.SerializeToNode(new NewContract(world.Dairy, world.Terms), Json.Options)!;

    private static JsonObject Question(Guid client, Guid asset) =>
        new() { ["clientId"] = client, ["assetId"] = asset, ["nature"] = "incident", ["priority"] = "p2" };

    private static void Set(JsonNode body, string at, JsonNode? value)
    {
        var steps = at.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var parent = steps[..^1].Aggregate(body, (node, step) => (node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)] : node[step])!);
        if (parent is JsonArray items)
        {
            items[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[steps[^1]] = value;
        }
    }

    private static async Task<int> NumberAtAsync(HttpClient api, string url, string at) =>
        (await api.GetFromJsonAsync<JsonNode>($"{url}/in-force?at={at}"))!["number"]!.GetValue<int>();

    private static Task<HttpResponseMessage> PostAsync(HttpClient api, string path, JsonNode body) =>
        api.PostAsync(path.StartsWith('/') ? path : $"/api/v1/{path}", new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonNode>())!;

    /// <summary>Requests that are refused leave nothing, so that they may share a server.</summary>
    public sealed class RefusingServer : IAsyncLifetime
    {
        internal ContractWorld World { get; private set; } = null!;

        public async ValueTask InitializeAsync() => World = await ContractWorld.StartAsync(DatabaseKind.Sqlite);

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
