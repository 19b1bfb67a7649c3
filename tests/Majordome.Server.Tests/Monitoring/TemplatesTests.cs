using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Probe.Checks;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Monitoring.Templates.Shipped;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>Templates from the API to the rows: what is done is what was shown.</summary>
public sealed class TemplatesTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly Guid Switch = ShippedTemplate.All.Single(t => t.Template.Kind is TemplateKind.Switch).Id;

    private static readonly Guid Linux = ShippedTemplate.All.First(t => t.Template.Kind is TemplateKind.Linux).Id;

    private static readonly CheckTemplate Ssh = new(
        TemplateKind.Linux, new("Accès", "Access"), new(""), [new("port", new("Port SSH"), TemplateParameterKind.Number, "22", "", 1, 65_535)],
        [
            new TemplateCheck { Key = "ssh", Name = new("Accès SSH", "SSH access"), Type = "ssh", Target = "{{item.address}}:{{port}}" },
            new TemplateCheck { Key = "web", Name = new("Accès web", "Web access"), Type = "tcp", Target = "{{item.address}}:443" },
        ]);

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_shipped_template_makes_its_checks_as_previewed_and_applied_again_changes_nothing(DatabaseKind kind)
    {
        await using var watched = await AddressedAsync(kind);
        using var api = await EngineerAsync(watched);

        var preview = await PreviewAsync(api, watched.AssetId, Linux);
        preview.Steps.ShouldAllBe(s => s.Act == TemplateAct.Add);
        (await ApplyAsync(api, watched.AssetId, Linux, new() { Shown = preview.Shown })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var checks = (await watched.AllAsync<Check>()).Where(c => c.TemplateKey is not null).ToList();
        checks.Select(c => (c.TemplateKey, c.Name)).ShouldBe(preview.Steps.Select(s => ((string?)s.Key, s.Name)), ignoreOrder: true);
        checks.Single(c => c.TemplateKey == "disk").ReadParameters()["key"].ShouldBe("vfs.fs.size[/,pfree]");
        (await PreviewAsync(api, watched.AssetId, Linux)).Steps.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_change_of_a_template_changes_every_item_but_what_is_its_own(DatabaseKind kind)
    {
        await using var watched = await AddressedAsync(kind);
        using var api = await EngineerAsync(watched);
        var other = (await watched.MakeEstateAsync("XY", "SRV-2")).Value.Asset;
        await AddressAsync(watched, other, "192.0.2.8");
        var id = await AddAsync(api, Ssh);
        await ApplyAsync(api, watched.AssetId, id, new());
        await ApplyAsync(api, other, id, new() { Overrides = Of(("port", "2222")) });
        var byHand = (await watched.AllAsync<Check>()).Single(c => c.AssetId == watched.AssetId && c.TemplateKey == "web");
        (await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(byHand.Id, null, CheckForm.Of(byHand) with { Interval = NodaTime.Duration.FromMinutes(5) }, default)))
            .IsAccepted.ShouldBeTrue();
        var after = Ssh with
        {
            Parameters = [Ssh.Parameters[0] with { Default = "2200" }],
            Checks = [Ssh.Checks[0], Ssh.Checks[1] with { Interval = NodaTime.Duration.FromSeconds(30), Critical = 5 }, new TemplateCheck { Key = "ping", Name = new("Réponse"), Type = "icmp", Target = "{{item.address}}" }],
        };

        var preview = await PreviewAsync(api, id, after);
        Told(preview).ShouldBe(
        [
            "SRV-2 overrides.port kept 2222, not 2200", "SRV-2 web change confirmations.critical 3 5", "SRV-2 web change interval 60 30", "SRV-2 ping add",
            "SRV-ERP01 ssh change target 192.0.2.7:22 192.0.2.7:2200", "SRV-ERP01 web change confirmations.critical 3 5", "SRV-ERP01 interval kept 300, not 30", "SRV-ERP01 ping add",
        ], ignoreOrder: true);
        (await ChangeAsync(api, id, after, preview.Shown)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var now = (await watched.AllAsync<Check>()).Where(c => c.TemplateKey is not null && c.RemovedAt is null).ToList();
        now.Count.ShouldBe(6);
        now.Single(c => c.Id == byHand.Id).Interval.ShouldBe(NodaTime.Duration.FromMinutes(5));
        now.Single(c => c.AssetId == other && c.TemplateKey == "ssh").Target.ShouldBe("192.0.2.8:2222");
        now.Single(c => c.AssetId == watched.AssetId && c.TemplateKey == "ssh").Target.ShouldBe("192.0.2.7:2200");
        Told(await PreviewAsync(api, id, after)).ShouldBeEmpty("applied twice changes nothing");
        (await watched.AllAsync<LoggedEvent>()).Count(e => e.Action is "change-template").ShouldBe(1);
        (await watched.AllAsync<LoggedEvent>()).Count(e => e.Action is "change-check" && e.Subject.Contains(now.Single(c => c.AssetId == other && c.TemplateKey == "web").Id.ToString(), StringComparison.Ordinal))
            .ShouldBe(1, "as any change of a check");
    }

    [Fact]
    public async Task A_change_of_a_template_tells_nothing_of_checks_that_are_silenced()
    {
        await using var watched = await AddressedAsync();
        using var api = await EngineerAsync(watched);
        var id = await AddAsync(api, Ssh);
        await ApplyAsync(api, watched.AssetId, id, new());
        var checks = (await watched.AllAsync<Check>()).Where(c => c.TemplateKey is not null).Select(c => c.Id).ToList();
        foreach (var check in checks)
        {
            (await watched.Server.RunAsync(Watched.Program, (SilenceAlert c) => c.HandleAsync(check, watched.Now + NodaTime.Duration.FromHours(4), "travaux", default)))
                .IsAccepted.ShouldBeTrue();
        }

        for (var run = 0; run < 3; run++)
        {
            watched.Server.Clock.Advance(NodaTime.Duration.FromSeconds(10));
            (await watched.HandAsync(watched.BatchOf([.. checks.Select(check => watched.Run(check, CheckStatus.Critical))]))).IsAccepted.ShouldBeTrue();
        }

        (await watched.AllAsync<CheckStanding>()).Count(s => s.Severity == CheckStatus.Critical).ShouldBe(2);
        var after = Ssh with { Checks = [.. Ssh.Checks.Select(c => c with { Interval = NodaTime.Duration.FromSeconds(30) })] };
        (await ChangeAsync(api, id, after, (await PreviewAsync(api, id, after)).Shown)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        watched.Told.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_longer_what_was_shown_is_not_done()
    {
        await using var watched = await AddressedAsync();
        using var api = await EngineerAsync(watched);
        var id = await AddAsync(api, Ssh);
        var first = await PreviewAsync(api, watched.AssetId, id);
        await ApplyAsync(api, watched.AssetId, id, new());
        (await ApplyAsync(api, watched.AssetId, id, new() { Shown = first.Shown })).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var after = Ssh with { Checks = [Ssh.Checks[0]] };
        var preview = await PreviewAsync(api, id, after);
        var check = (await watched.AllAsync<Check>()).Single(c => c.TemplateKey == "web");
        await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(check.Id, null, CheckForm.Of(check) with { Name = "Autre" }, default));

        (await ChangeAsync(api, id, after, preview.Shown)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ChangeAsync(api, id, after, null)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await watched.AllAsync<Check>()).ShouldAllBe(c => c.RemovedAt == null);
        (await ChangeAsync(api, id, after, (await PreviewAsync(api, id, after)).Shown)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await watched.AllAsync<Check>()).Single(c => c.Id == check.Id).RemovedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task An_item_without_an_address_gets_nothing_and_is_told_why()
    {
        await using var watched = await Watched.StartAsync();
        using var api = await EngineerAsync(watched);

        var preview = await PreviewAsync(api, watched.AssetId, Switch);

        preview.Steps.ShouldAllBe(s => s.Act == TemplateAct.Impossible && s.Reasons.Count == 1 && s.Reasons[0].Rule == "template-fact-missing");
        await ApplyAsync(api, watched.AssetId, Switch, new());
        (await watched.AllAsync<Check>()).ShouldAllBe(c => c.TemplateKey == null);
    }

    [Fact]
    public async Task A_check_removed_by_hand_is_not_made_again_until_it_is_asked_for()
    {
        await using var watched = await AddressedAsync();
        using var api = await EngineerAsync(watched);
        var id = await AddAsync(api, Ssh);
        await ApplyAsync(api, watched.AssetId, id, new());
        var check = (await watched.AllAsync<Check>()).Single(c => c.TemplateKey == "web");

        await watched.Server.RunAsync(Watched.Program, (RemoveCheck c) => c.HandleAsync(check.Id, null, default));

        (await PreviewAsync(api, id, Ssh)).Steps.ShouldBeEmpty();
        var again = await PreviewAsync(api, watched.AssetId, id);
        again.Steps.ShouldHaveSingleItem().Act.ShouldBe(TemplateAct.Add, "the form says that nothing is left out");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Taken_off_it_leaves_its_checks_or_removes_them(bool keep)
    {
        await using var watched = await AddressedAsync();
        using var api = await EngineerAsync(watched);
        var id = await AddAsync(api, Ssh);
        await ApplyAsync(api, watched.AssetId, id, new());
        (await api.PostAsJsonAsync($"/api/v1/assets/{watched.AssetId}/templates/{id}/detach", new { }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        (await api.PostAsJsonAsync($"/api/v1/assets/{watched.AssetId}/templates/{id}/detach", new { keepChecks = keep }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await watched.AllAsync<Check>()).Count(c => c.RemovedAt is null && c.Name.StartsWith("Accès", StringComparison.Ordinal)).ShouldBe(keep ? 2 : 0);
        (await watched.AllAsync<Check>()).ShouldAllBe(c => c.TemplateKey == null);
        (await watched.AllAsync<AppliedTemplate>()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_shipped_template_is_copied_not_changed_and_a_template_in_use_stays()
    {
        await using var watched = await AddressedAsync();
        using var api = await EngineerAsync(watched);
        await ApplyAsync(api, watched.AssetId, Switch, new());

        (await api.PostAsJsonAsync($"/api/v1/templates/{Switch}/preview", new TemplateChange(Ssh), Json.Options, Cancel)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var copied = await api.PostAsync($"/api/v1/templates/{Switch}/copy", null, Cancel);
        copied.StatusCode.ShouldBe(HttpStatusCode.Created);
        var copy = await api.GetFromJsonAsync<TemplateAnswer>(copied.Headers.Location, Json.Options, Cancel);
        copy!.Template.Name.French.ShouldBe("Commutateur (copie)");
        copy.Secrets.ShouldBe(["community"]);
        string? Default(string key) => copy.Template.Parameters.Single(p => p.Key == key).Default;
        (Default("community"), Default("snmp-auth-password")).ShouldBe((null, ""), "of secrets it is told only whether they may stay empty");
        (await PreviewAsync(api, copy.Id, copy.Template with { Name = new("Commutateurs") })).Steps.ShouldBeEmpty();
        using var request = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/templates/{Switch}");
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await (await api.SendAsync(request, Cancel)).Content.ReadAsStringAsync(Cancel)).ShouldContain("template-in-use");
    }

    [Fact]
    public async Task Who_holds_one_client_applies_templates_there_and_writes_none()
    {
        await using var watched = await AddressedAsync();
        await watched.Server.AddUserAsync("one@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        using var api = await watched.Server.ApiAsync("one@example.org");

        (await api.PostAsJsonAsync("/api/v1/templates", Ssh, Json.Options, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ApplyAsync(api, watched.AssetId, Switch, new())).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void Every_kind_has_a_shipped_template_whose_checks_the_probe_can_run()
    {
        ShippedTemplate.All.Select(t => t.Template.Kind).Distinct().ShouldBe(Enum.GetValues<TemplateKind>());
        ShippedTemplate.All.Select(t => t.Id).ShouldBeUnique();
        using var catalogue = new CheckCatalogue(TimeProvider.System, new(), Probe.Plugins.PluginDirectories.Usual);
        foreach (var (_, _, template) in ShippedTemplate.All)
        {
            TemplateRules.Refusals(template, (type, name) => catalogue.Find(type)?.IsSecret(name) is true).ShouldBeEmpty();
            template.Parameters.ShouldAllBe(p => p.Label.English != null && (p.Kind != TemplateParameterKind.Number || p.Least != null));
            template.Parameters.Select(p => p.Key).ShouldBeSubsetOf(template.Checks.SelectMany(c => c.Texts).SelectMany(TemplateText.Names), "each parameter is for something");
            string[] french = [template.Name.French, template.Description.French, .. template.Parameters.Select(p => p.Label.French), .. template.Checks.Select(c => c.Name.French)];
            french.ShouldAllBe(text => !text.Contains(" :") && !text.Contains(" ;"), "French has no-break spaces");
            var overrides = template.Parameters.Where(p => p.Default is null).ToImmutableSortedDictionary(p => p.Key, p => new FieldText("example.org", p.Kind is TemplateParameterKind.Secret));
            ShouldRun(catalogue, template, overrides);
            if (template.Parameters.Any(p => p.Key == "snmp-version"))
            {
                ShouldRun(catalogue, template, overrides.AddRange(UserOfVersion3.Select(o => KeyValuePair.Create(o.Key, new FieldText(o.Value)))));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_community_or_a_user_of_version_3_is_passed_on_to_every_check_of_a_device(DatabaseKind kind)
    {
        await using var watched = await AddressedAsync(kind);
        using var api = await EngineerAsync(watched);
        var other = (await watched.MakeEstateAsync("XY", "SW-2")).Value.Asset;
        await AddressAsync(watched, other, "192.0.2.8");

        await ApplyAsync(api, watched.AssetId, Switch, new() { Overrides = UserOfVersion3 });
        await ApplyAsync(api, other, Switch, new());

        var checks = (await watched.AllAsync<Check>()).Where(c => c.TemplateKey is not null && c.Type.StartsWith("snmp", StringComparison.Ordinal)).ToLookup(c => c.AssetId);
        checks[other].Select(c => c.TemplateKey).ShouldBe(["interfaces", "memory", "processors", "sensors", "uptime"], ignoreOrder: true);
        checks[other].ShouldAllBe(c => c.ReadSealed().Keys.Single() == "community" && c.ReadParameters()["version"] == "2c" && !c.ReadParameters().ContainsKey("auth"));
        checks[watched.AssetId].Count().ShouldBe(5);
        checks[watched.AssetId].ShouldAllBe(c => c.ReadParameters()["user"] == "surveillance" && c.ReadParameters()["auth"] == "sha256" && c.ReadParameters()["privacy"] == "aes128");
        checks[watched.AssetId].ShouldAllBe(c => c.ReadSealed().Keys.SequenceEqual(new[] { "auth-password", "community", "privacy-password" }));

        var without = await PreviewAsync(api, other, Switch, new() { Overrides = Of(("snmp-version", "3")) });
        without.Steps.Where(s => s.Act is TemplateAct.Impossible).ShouldAllBe(s => s.Reasons.Single().Rule == "parameter-missing");
        without.Steps.Count(s => s.Act is TemplateAct.Impossible).ShouldBe(5);
    }

    [Fact]
    public async Task A_template_is_applied_and_changed_by_its_pages_with_a_preview_before()
    {
        await using var watched = await AddressedAsync();
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        using var nadia = await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
        await nadia.GetAsync("/monitoring/templates");
        nadia.Said.ShouldContain("12 modèles");
        await nadia.GetAsync($"/assets/{watched.AssetId}/templates/{Switch}");
        await nadia.SubmitAsync("settings", ("Fields.Overrides[snmp-version]", "3"));
        nadia.Said.ShouldContain("Utilisateur\u00A0: Ce paramètre est obligatoire.");
        await nadia.GetAsync($"/assets/{watched.AssetId}/templates/{Switch}");
        await nadia.SubmitAsync("settings", ("Fields.Overrides[interfaces]", "^Gi1/0/(47|48)$"), ("Fields.Overrides[rtt-warning]", "beaucoup"));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("beaucoup");
        await nadia.SubmitAsync("settings", ("Fields.Overrides[rtt-warning]", ""));
        nadia.Said.ShouldContain("contrôles ajoutés");
        nadia.Said.ShouldContain("Interfaces réseau (SNMP) 192.0.2.7:161");
        (await watched.AllAsync<AppliedTemplate>()).ShouldBeEmpty("nothing is done before it is confirmed");
        await nadia.SubmitAsync("apply");
        nadia.Path.ShouldBe($"/assets/{watched.AssetId}/templates");
        nadia.Said.ShouldContain("6 contrôles suivis\u00A0; 1 réglage propre.");

        await nadia.GetAsync($"/monitoring/templates/{Switch}");
        await nadia.SubmitAsync("copy");
        nadia.Path.ShouldEndWith("/edit");
        nadia.Page.QuerySelector("option[value=cpu]")!.TextContent.ShouldBe("Processeur (machine de la sonde)");
        nadia.Page.QuerySelector("form.m-stack button")!.GetAttribute("value").ShouldBe("preview", "what the Enter key does");
        await nadia.SubmitAsync("template", ("Fields.Act", "add-check"), ("Fields.NewType", "tcp"));
        await nadia.SubmitAsync("template", ("Fields.Act", "preview"), ("Fields.Checks[6].Key", "web"), ("Fields.Checks[6].NameFrench", "Web"), ("Fields.Checks[6].Target", "{{item.adress}}:443"));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("item.adress");
        await nadia.SubmitAsync("template", ("Fields.Act", "preview"), ("Fields.Checks[6].Target", "{{item.address}}:443"));
        nadia.Said.ShouldContain("Aucun équipement n’a ce modèle");
        await nadia.SubmitAsync("apply");
        nadia.Said.ShouldContain("{{item.address}}:443");

        await nadia.GetAsync($"/assets/{watched.AssetId}/templates/{Switch}");
        await nadia.SubmitAsync("detach", ("Detach.Checks", "remove"));
        (await watched.AllAsync<AppliedTemplate>()).ShouldBeEmpty();
    }

    private static ImmutableSortedDictionary<string, string> UserOfVersion3 { get; } = Of(
        ("snmp-version", "3"), ("snmp-user", "surveillance"), ("snmp-auth", "sha256"), ("snmp-auth-password", "authentique"), ("snmp-privacy", "aes128"),
        ("snmp-privacy-password", "chiffrement"));

    private static void ShouldRun(CheckCatalogue catalogue, CheckTemplate template, ImmutableSortedDictionary<string, FieldText> overrides)
    {
        foreach (var rendered in template.Render(new TemplatedItem(Guid.Empty, "SRV", "srv.example") { Overrides = overrides }, inFrench: true))
        {
            rendered.Missing.ShouldBeEmpty();
            var form = rendered.Fields.ToForm(null);
            var prepared = catalogue.Prepare(form.Type!, form.Target!, form.Parameters!);
            prepared.Refusals.ShouldBeEmpty(string.Create(CultureInfo.InvariantCulture, $"{template.Kind} {rendered.Key}"));
            prepared.Value.Dispose();
        }
    }

    private static async Task<Watched> AddressedAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var watched = await Watched.StartAsync(kind);
        await AddressAsync(watched, watched.AssetId, "192.0.2.7");
        return watched;
    }

    private static Task AddressAsync(Watched watched, Guid asset, string address) => watched.Server.RunAsync(Watched.Program, (GiveAddress c) => c.HandleAsync(asset, address));

    private static async Task<HttpClient> EngineerAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        return await watched.Server.ApiAsync("nadia@example.org");
    }

    private static IEnumerable<string> Told(PlanAnswer plan) => plan.Steps.SelectMany(s =>
        s.Changes.Select(c => $"{s.Asset} {s.Key} change {c.Field} {c.From} {c.To}")
            .Concat(s.Kept.Select(k => $"{s.Asset} {k.Field} kept {k.From}, not {k.To}"))
            .Concat(s.Act is TemplateAct.Add or TemplateAct.Remove ? [$"{s.Asset} {s.Key} {Json.Kebab(s.Act.ToString())}"] : []));

    private static async Task<Guid> AddAsync(HttpClient api, CheckTemplate template)
    {
        var added = await api.PostAsJsonAsync("/api/v1/templates", template, Json.Options, Cancel);
        added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync(Cancel));
        return (await added.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private static async Task<PlanAnswer> PreviewAsync(HttpClient api, Guid asset, Guid template, ItemTemplateForm? form = null)
    {
        var answer = await api.PostAsJsonAsync($"/api/v1/assets/{asset}/templates/{template}/preview", form ?? new ItemTemplateForm(), Json.Options, Cancel);
        return (await answer.Content.ReadFromJsonAsync<PlanAnswer>(Json.Options, Cancel))!;
    }

    private static async Task<PlanAnswer> PreviewAsync(HttpClient api, Guid id, CheckTemplate after)
    {
        var answer = await api.PostAsJsonAsync($"/api/v1/templates/{id}/preview", new TemplateChange(after), Json.Options, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
        return (await answer.Content.ReadFromJsonAsync<PlanAnswer>(Json.Options, Cancel))!;
    }

    private static Task<HttpResponseMessage> ChangeAsync(HttpClient api, Guid id, CheckTemplate after, string? shown) =>
        api.PutAsJsonAsync($"/api/v1/templates/{id}", new TemplateChange(after, shown), Json.Options, Cancel);

    private static async Task<HttpResponseMessage> ApplyAsync(HttpClient api, Guid asset, Guid template, ItemTemplateForm form)
    {
        if (form.Shown is null)
        {
            var preview = await api.PostAsJsonAsync($"/api/v1/assets/{asset}/templates/{template}/preview", form, Json.Options, Cancel);
            form = form with { Shown = (await preview.Content.ReadFromJsonAsync<PlanAnswer>(Json.Options, Cancel))!.Shown };
        }

        return await api.PutAsJsonAsync($"/api/v1/assets/{asset}/templates/{template}", form, Json.Options, Cancel);
    }

    private static ImmutableSortedDictionary<string, string> Of(params (string Name, string Text)[] texts) => texts.ToImmutableSortedDictionary(t => t.Name, t => t.Text, StringComparer.Ordinal);

    [Requires(Permission.ManageEstate)]
    public sealed class GiveAddress(AppDb db, EventLog log)
    {
        public async Task<Domain.Result<Domain.Done>> HandleAsync(Guid id, string address)
        {
            var asset = await db.Set<Asset>().SingleAsync(a => a.Id == id);
            asset.Address = address;
            log.Record(asset.ClientId, "give-address", "asset", id);
            return Domain.Done.Value;
        }
    }
}
