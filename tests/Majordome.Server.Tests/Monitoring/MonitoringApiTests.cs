using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Identity;
using Microsoft.Net.Http.Headers;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

public sealed class MonitoringApiTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_is_added_changed_with_its_etag_and_removed()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);
        var added = await api.PostAsJsonAsync("/api/v1/checks", new { assetId = watched.AssetId, check = new { name = "SSH", type = "ssh", target = "127.0.0.1:22", interval = "PT30S" } }, Cancel);
        added.StatusCode.ShouldBe(HttpStatusCode.Created);
        var got = await api.GetAsync(added.Headers.Location, Cancel);
        (await got.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("check").GetProperty("interval").GetString().ShouldBe("PT30S");

        var form = new { name = "SSH", type = "ssh", target = "127.0.0.1:2222" };
        (await api.PutAsJsonAsync(added.Headers.Location, form, Cancel)).StatusCode.ShouldBe(HttpStatusCode.PreconditionRequired);
        api.DefaultRequestHeaders.TryAddWithoutValidation(HeaderNames.IfMatch, "\"7\"");
        (await api.PutAsJsonAsync(added.Headers.Location, form, Cancel)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        api.DefaultRequestHeaders.Remove(HeaderNames.IfMatch);
        api.DefaultRequestHeaders.TryAddWithoutValidation(HeaderNames.IfMatch, got.Headers.ETag!.Tag);
        var changed = await api.PutAsJsonAsync(added.Headers.Location, form, Cancel);
        changed.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        for (var again = 0; again < 2; again++)
        {
            api.DefaultRequestHeaders.Remove(HeaderNames.IfMatch);
            api.DefaultRequestHeaders.TryAddWithoutValidation(HeaderNames.IfMatch, changed.Headers.ETag!.Tag);
            changed = await api.PutAsJsonAsync(added.Headers.Location, form, Cancel);
            changed.StatusCode.ShouldBe(HttpStatusCode.NoContent, "what changes nothing leaves the version as it is, and says so");
        }

        api.DefaultRequestHeaders.Remove(HeaderNames.IfMatch);
        api.DefaultRequestHeaders.TryAddWithoutValidation(HeaderNames.IfMatch, changed.Headers.ETag!.Tag);
        (await api.DeleteAsync(added.Headers.Location, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.GetAsync(added.Headers.Location, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_holds_one_client_does_not_say_which_programs_run_on_the_server()
    {
        await using var watched = await Watched.StartAsync();
        await watched.Server.AddUserAsync("one@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        await watched.Server.AddUserAsync("all@example.org", null, new Grant(Role.Engineer, null));
        var form = new { assetId = watched.AssetId, check = new { name = "Essai", type = "plugin", target = "srv", parameters = new { command = "negate", arguments = "/bin/sh -c id" } } };
        using var one = await watched.Server.ApiAsync("one@example.org");
        using var all = await watched.Server.ApiAsync("all@example.org");

        var refused = await one.PostAsJsonAsync("/api/v1/checks", form, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync(Cancel)).ShouldContain("plugin-needs-all-clients");
        (await all.PostAsJsonAsync("/api/v1/checks", form, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_definition_that_cannot_be_run_is_refused_field_by_field()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);
        var form = new { name = "", type = "disk", target = "srv", parameters = new { colour = "red" }, interval = "PT10S", timeOut = "PT20S", confirmations = new { critical = 0 } };

        var refused = await api.PostAsJsonAsync("/api/v1/checks", new { assetId = watched.AssetId, check = form }, Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").EnumerateArray().ToList();
        errors.Select(e => (e.GetProperty("path").GetString(), e.GetProperty("rule").GetString())).ShouldBe(
        [
            ("name", "required"), ("parameters.colour", "parameter-unknown"), ("target", "target-not-a-path"),
            ("timeOut", "time-out-exceeds-interval"), ("confirmations.critical", "count-out-of-bounds"),
        ], ignoreOrder: true);
        errors.Single(e => e.GetProperty("rule").GetString() == "time-out-exceeds-interval").GetProperty("message").GetString()!.ShouldContain("20\u00A0s");
        errors.ShouldAllBe(e => !e.GetProperty("message").GetString()!.Contains(e.GetProperty("rule").GetString()!));
    }

    [Fact]
    public async Task What_is_missing_in_a_body_is_named()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);
        var passive = await watched.AddAsync(new CheckForm { Name = "Sauvegarde", Type = Check.Passive });

        await RefusedAsync("checks", new { assetId = watched.AssetId }, HttpStatusCode.UnprocessableEntity, "name");
        await RefusedAsync("sources", new { clientId = watched.ClientId }, HttpStatusCode.UnprocessableEntity, "name");
        await RefusedAsync("stray-messages/adopt", new { clientId = watched.ClientId }, HttpStatusCode.UnprocessableEntity, "from");
        await RefusedAsync($"checks/{passive}/results", new object?[] { null }, HttpStatusCode.UnprocessableEntity, "results[0]");
        var usual = new { assetId = watched.AssetId, check = new { name = "SSH", type = "ssh", target = "127.0.0.1:22", confirmations = (object?)null, flapping = (object?)null } };
        (await api.PostAsJsonAsync("/api/v1/checks", usual, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await api.GetAsync("/api/v1/messages?since=0001-01-01T00:00:00Z", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task RefusedAsync(string to, object body, HttpStatusCode status, string path)
        {
            var refused = await api.PostAsJsonAsync($"/api/v1/{to}", body, Cancel);
            refused.StatusCode.ShouldBe(status, to);
            (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors")[0].GetProperty("path").GetString().ShouldBe(path);
        }
    }

    [Fact]
    public async Task Results_of_a_passive_check_come_in_and_are_counted_once()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);
        var check = await watched.AddAsync(new CheckForm { Name = "Sauvegarde", Type = Check.Passive });
        object[] results = [1, 2, 3];
        results = [.. results.Select(n => new { status = "critical", text = "échec", sequence = n, performanceData = "size=3GB" })];

        (await api.PostAsJsonAsync($"/api/v1/checks/{check}/results", results, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.PostAsJsonAsync($"/api/v1/checks/{check}/results", results, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        watched.Told.Problems.ShouldHaveSingleItem().Summary.ShouldBe("Sauvegarde : échec");
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(3);
        var state = await api.GetFromJsonAsync<JsonElement>($"/api/v1/checks/{check}/state", Cancel);
        state.GetProperty("state").GetString().ShouldBe("critical");
        state.GetProperty("last").GetProperty("measurements")[0].GetProperty("unit").GetString().ShouldBe("GB");
        (await api.PostAsJsonAsync($"/api/v1/checks/{watched.CheckId}/results", results, Cancel)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Results_of_a_passive_check_are_numbered_on_when_it_was_switched_off_and_on()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);
        var check = await watched.AddAsync(new CheckForm { Name = "Sauvegarde", Type = Check.Passive });
        await TakenAsync(2);
        await SwitchAsync(enabled: false);
        await TakenAsync(2);
        await SwitchAsync(enabled: true);
        await TakenAsync(2);

        (await watched.AllAsync<CheckResultRow>()).Select(row => row.Sequence).Order().ShouldBe([1, 2, 3, 4, 5, 6]);
        (await watched.StandingAsync(check)).Confirmed.ShouldBe(CheckStatus.Ok);

        async Task TakenAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                watched.Server.Clock.Advance(Duration.FromMinutes(1));
                (await api.PostAsJsonAsync($"/api/v1/checks/{check}/results", new[] { new { status = "ok", text = "fait" } }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }

        async Task SwitchAsync(bool enabled)
        {
            var form = new CheckForm { Name = "Sauvegarde", Type = Check.Passive, Enabled = enabled };
            (await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(check, null, form, default))).IsAccepted.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_probe_hands_its_batch_over_in_the_contract_s_own_json()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);
        var body = JsonSerializer.Serialize(watched.Batch(CheckStatus.Ok), ProbeJson.Default.ResultBatch);

        var taken = await api.PostAsync($"/api/v1/probes/{ProbeRow.Embedded}/results", new StringContent(body), Cancel);

        (await taken.Content.ReadAsStringAsync(Cancel)).ShouldBe("""{"epoch":1,"through":1}""");
        (await api.PostAsync($"/api/v1/probes/{ProbeRow.Embedded}/results", new StringContent("{"), Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await api.PostAsync($"/api/v1/probes/{Guid.CreateVersion7()}/results", new StringContent(body), Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Checks_of_another_client_are_not_there()
    {
        await using var watched = await Watched.StartAsync();
        var other = (await watched.MakeEstateAsync("XX", "SRV-X")).Value;
        await watched.Server.AddUserAsync("marc@example.org", null, new Grant(Role.Engineer, other.Client));
        using var api = await watched.Server.ApiAsync("marc@example.org");

        (await api.GetAsync($"/api/v1/checks/{watched.CheckId}/state", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.PostAsJsonAsync("/api/v1/silences", new { checkId = watched.CheckId, until = "2026-11-18T00:00:00Z", reason = "x" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetFromJsonAsync<JsonElement>("/api/v1/checks", Cancel)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await api.PostAsync($"/api/v1/probes/{ProbeRow.Embedded}/results", new StringContent("{}"), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<HttpClient> EngineerAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        return await watched.Server.ApiAsync("nadia@example.org");
    }
}
