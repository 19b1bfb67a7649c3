using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Monitoring.Templates.Shipped;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>A secret of a check goes in and comes out only where its probe is told.</summary>
public sealed class CheckSecretsTests
{
    private const string Canary = "c4nary-hunter2";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_secret_is_in_no_answer_no_page_no_event_and_no_row(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        using var api = await watched.Server.ApiAsync("nadia@example.org");
        using var nadia = await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
        var check = await watched.AddAsync(Imap(("password", Canary)));
        var template = await AddTemplateAsync(api, watched.AssetId);
        string[] places =
        [
            "/api/v1/checks", $"/api/v1/checks/{check}", $"/api/v1/checks?assetId={watched.AssetId}", "/api/v1/templates", $"/api/v1/templates/{template}",
            $"/api/v1/assets/{watched.AssetId}/templates", $"/api/v1/checks/{check}/state",
        ];
        string[] pages =
        [
            $"/monitoring/checks/{check}", $"/monitoring/checks/{check}/edit", "/monitoring", $"/assets/{watched.AssetId}", "/monitoring/templates", $"/monitoring/templates/{template}",
            $"/monitoring/templates/{template}/edit", $"/assets/{watched.AssetId}/templates", $"/assets/{watched.AssetId}/templates/{template}",
        ];

        foreach (var place in places)
        {
            var answer = await api.GetAsync(place, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, place);
            (await answer.Content.ReadAsStringAsync(Cancel)).ShouldNotContain(Canary, Case.Insensitive, place);
        }

        foreach (var page in pages)
        {
            await nadia.GetAsync(page);
            nadia.Answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);
            (await nadia.Answer.Content.ReadAsStringAsync(Cancel)).ShouldNotContain(Canary, Case.Insensitive, page);
        }

        await nadia.GetAsync($"/monitoring/templates/{template}/edit");
        await nadia.SubmitAsync("template", ("Fields.Parameters[0].Default", Canary + "-typed"), ("Fields.Act", "preview"));
        nadia.Said.ShouldContain("de un secret à un secret");
        (await nadia.Answer.Content.ReadAsStringAsync(Cancel)).ShouldNotContain(Canary);
        (await watched.AllAsync<LoggedEvent>()).ShouldAllBe(e => !e.Data.Contains(Canary, StringComparison.Ordinal));
        (await watched.AllAsync<Check>()).ShouldAllBe(c => !(c.Parameters + c.Secrets).Contains(Canary, StringComparison.Ordinal));
        (await watched.AllAsync<AppliedTemplate>()).ShouldAllBe(a => !(a.Overrides + a.Secrets).Contains(Canary, StringComparison.Ordinal));
        (await watched.AllAsync<TemplateRow>()).ShouldAllBe(t => !(t.Content + t.Secrets).Contains(Canary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_the_probe_is_told_and_what_it_keeps_on_disk_is_sealed()
    {
        await using var watched = await Watched.StartAsync();
        var check = await watched.AddAsync(Imap(("password", Canary)));

        var told = await watched.Server.Services.GetRequiredService<LocalServerLink>().FetchConfigurationAsync(null, Cancel);

        told!.Checks.Single(c => c.Check == check).Parameters["password"].ShouldBe(Canary);
        using var scope = watched.Server.Services.CreateScope();
        var secrets = scope.ServiceProvider.GetRequiredService<CheckSecrets>();
        var kept = secrets.Protect(Canary);
        Encoding.UTF8.GetBytes(kept).ShouldNotBe(Encoding.UTF8.GetBytes(Canary));
        secrets.Read(kept).ShouldBe(Canary);
    }

    [Fact]
    public async Task A_change_that_says_nothing_keeps_the_secret_and_one_that_leaves_its_name_out_forgets_it()
    {
        await using var watched = await Watched.StartAsync();
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        using var api = await watched.Server.ApiAsync("nadia@example.org");
        var check = await watched.AddAsync(Imap(("password", Canary)));
        var got = await api.GetFromJsonAsync<JsonElement>($"/api/v1/checks/{check}", Cancel);
        got.GetProperty("check").GetProperty("secrets").EnumerateArray().Select(s => s.GetString()).ShouldBe(["password"]);
        got.GetProperty("check").GetProperty("parameters").TryGetProperty("password", out _).ShouldBeFalse();

        await PutAsync(api, check, Imap() with { Name = "Autre" });
        (await SecretOfAsync(watched, check)).ShouldBe(Canary);
        await PutAsync(api, check, Imap(("password", "new")));
        (await SecretOfAsync(watched, check)).ShouldBe("new");
        await PutAsync(api, check, Imap() with { Secrets = [] });
        (await SecretOfAsync(watched, check)).ShouldBeNull();
    }

    [Fact]
    public async Task A_secret_is_not_sent_to_another_target_than_it_was_given_for()
    {
        await using var watched = await Watched.StartAsync();
        var check = await watched.AddAsync(Imap(("password", Canary)));

        var changed = await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(check, null, Imap() with { Target = "198.51.100.9:143" }, default));

        changed.Refusals.ShouldHaveSingleItem().ToString().ShouldBe("parameters.password: secret-of-another-target ()");
        (await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(check, null, Imap() with { Target = "127.0.0.1:993" }, default))).IsAccepted.ShouldBeTrue("another port of the same host");
        (await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(check, null, Imap(("password", "again")) with { Target = "198.51.100.9:143" }, default))).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Nor_is_it_by_a_template_whose_item_has_another_address_unless_it_is_given_anew()
    {
        await using var watched = await Watched.StartAsync();
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        await watched.Server.AddUserAsync("all@example.org", null, new Grant(Role.Engineer, null));
        using var all = await watched.Server.ApiAsync("all@example.org");
        using var api = await watched.Server.ApiAsync("nadia@example.org");
        await watched.ExecuteAsync("UPDATE assets SET address = '127.0.0.1'");
        var template = await AddTemplateAsync(all, watched.AssetId, "{{item.address}}");
        await watched.ExecuteAsync("UPDATE assets SET address = '198.51.100.9'");

        // Of the two checks, the one with the standard of the template follows the item; the other's secret was given for where the item was.
        (await StepsAsync(new())).ShouldBe(["a change ", "b impossible secret-of-another-target"]);
        (await StepsAsync(new() { Overrides = Of(("other", Canary)) })).ShouldBe(["a change ", "b change "]);

        async Task<IEnumerable<string>> StepsAsync(ItemTemplateForm form)
        {
            var answer = await api.PostAsJsonAsync($"/api/v1/assets/{watched.AssetId}/templates/{template}/preview", form, Server.Platform.Json.Options, Cancel);
            var steps = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("steps").EnumerateArray();
            return [.. steps.Select(step => $"{step.GetProperty("key")} {step.GetProperty("act")} {string.Join(',', step.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("rule")))}")];
        }
    }

    [Fact]
    public async Task The_form_shows_that_there_is_one_keeps_it_when_left_empty_and_forgets_it_when_told()
    {
        await using var watched = await Watched.StartAsync();
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        using var nadia = await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
        var check = await watched.AddAsync(Imap(("password", Canary)));
        await nadia.GetAsync($"/monitoring/checks/{check}");
        nadia.Said.ShouldContain("Mot de passedéfini");
        await nadia.GetAsync($"/monitoring/checks/{check}/edit");
        nadia.Page.QuerySelector("input[name='Fields.Parameters[password]']")!.GetAttribute("type").ShouldBe("password");

        await nadia.SubmitAsync("check", ("Fields.Name", "Boîte"));
        (await SecretOfAsync(watched, check)).ShouldBe(Canary);
        await nadia.GetAsync($"/monitoring/checks/{check}/edit");
        await nadia.SubmitAsync("check", ("Fields.Forget[password]", "true"));

        (await SecretOfAsync(watched, check)).ShouldBeNull();
    }

    private static CheckForm Imap(params (string Name, string Text)[] more) => new()
    {
        Name = "IMAP", Type = "imap", Target = "127.0.0.1:143",
        Parameters = more.Append(("user", "majordome")).ToImmutableSortedDictionary(p => p.Item1, p => p.Item2, StringComparer.Ordinal),
    };

    // A template with a secret default, on the item with a secret of its own.
    private static async Task<Guid> AddTemplateAsync(HttpClient api, Guid asset, string target = "127.0.0.1")
    {
        var template = new CheckTemplate(
            TemplateKind.MailDomain, new("Boîte"), new(""),
            [new("password", new("Mot de passe"), TemplateParameterKind.Secret, Canary), new("other", new("Autre"), TemplateParameterKind.Secret, null)],
            [
                new TemplateCheck { Key = "a", Name = new("A"), Type = "imap", Target = target, Parameters = Of(("user", "u"), ("password", "{{password}}")) },
                new TemplateCheck { Key = "b", Name = new("B"), Type = "imap", Target = target, Parameters = Of(("user", "u"), ("password", "{{other}}")) },
            ]);
        var added = await api.PostAsJsonAsync("/api/v1/templates", template, Server.Platform.Json.Options, Cancel);
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync(Cancel));
        var id = (await added.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        var form = new ItemTemplateForm { Overrides = Of(("other", Canary)) };
        var preview = await api.PostAsJsonAsync($"/api/v1/assets/{asset}/templates/{id}/preview", form, Server.Platform.Json.Options, Cancel);
        var said = await preview.Content.ReadAsStringAsync(Cancel);
        said.ShouldNotContain(Canary);
        var shown = JsonDocument.Parse(said).RootElement.GetProperty("shown").GetString();
        var applied = await api.PutAsJsonAsync($"/api/v1/assets/{asset}/templates/{id}", form with { Shown = shown }, Server.Platform.Json.Options, Cancel);
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync(Cancel));
        (await applied.Content.ReadAsStringAsync(Cancel)).ShouldNotContain(Canary);
        return id;
    }

    private static ImmutableSortedDictionary<string, string> Of(params (string Name, string Text)[] texts) => texts.ToImmutableSortedDictionary(t => t.Name, t => t.Text, StringComparer.Ordinal);

    private static async Task PutAsync(HttpClient api, Guid check, CheckForm form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/checks/{check}") { Content = JsonContent.Create(form, options: Server.Platform.Json.Options) };
        request.Headers.TryAddWithoutValidation(HeaderNames.IfMatch, (await api.GetAsync($"/api/v1/checks/{check}", Cancel)).Headers.ETag!.Tag);
        (await api.SendAsync(request, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<string?> SecretOfAsync(Watched watched, Guid check)
    {
        using var scope = watched.Server.Services.CreateScope();
        var secrets = scope.ServiceProvider.GetRequiredService<CheckSecrets>();
        return (await watched.AllAsync<Check>()).Single(c => c.Id == check).ToAssignment(secrets).Parameters.GetValueOrDefault("password");
    }
}
