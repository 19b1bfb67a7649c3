using System.Net;
using Majordome.Protocols.Snmp.Usm;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Monitoring;

public sealed class SourcePagesTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Fact]
    public async Task A_source_is_added_changed_and_removed_by_its_forms_and_its_secrets_are_shown_once()
    {
        await using var watched = await Watched.StartAsync();
        using var nadia = await EngineerAsync(watched);
        await nadia.GetAsync("/monitoring/sources/new");
        await nadia.SubmitAsync("source", ("Fields.Name", "Pare-feu"), ("Fields.ClientId", $"{watched.ClientId}"), ("Fields.Networks", "10.0.0.300"));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("10.0.0.300");
        await nadia.SubmitAsync("source", ("Fields.Networks", "10.0.0.1"));
        nadia.Page.QuerySelector("code")!.TextContent.ShouldStartWith(SenderDirectory.Prefix);

        var source = (await watched.AllAsync<Source>()).ShouldHaveSingleItem();
        await nadia.GetAsync("/monitoring/sources");
        nadia.Page.QuerySelectorAll("tr[data-row]").ShouldHaveSingleItem().TextContent.ShouldContain("10.0.0.1");
        await nadia.GetAsync($"/monitoring/sources/{source.Id}");
        await nadia.SubmitAsync("source", ("Fields.MostMessages", "6 500"), ("Fields.KeepDays", "x"));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("3650");
        await nadia.SubmitAsync("source", ("Fields.KeepDays", "30"));
        await nadia.SubmitAsync("snmp", ("Snmp.User", "fw"), ("Snmp.Authentication", "Sha256"), ("Snmp.AuthenticationPassword", "court"));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("8 caractères");
        await nadia.SubmitAsync("snmp", ("Snmp.AuthenticationPassword", "assez long"), ("Snmp.IsEncrypted", "true"), ("Snmp.PrivacyPassword", "assez long aussi"));
        await nadia.SubmitAsync("sign");
        nadia.Page.QuerySelector("code")!.TextContent.ShouldStartWith("whsec_");

        var changed = (await watched.AllAsync<Source>())[0];
        (changed.MostMessages, changed.KeepDays, changed.SnmpUser, changed.SnmpAuthentication).ShouldBe((6_500, 30, "fw", UsmAuthentication.Sha256));
        changed.ProtectedPrivacyPassword!.ShouldNotContain("assez");
        (await nadia.GetAsync($"/monitoring/sources/{source.Id}")).Body!.TextContent.ShouldNotContain("whsec_");
        await nadia.SubmitAsync("end");
        (await watched.AllAsync<Source>())[0].EndedAt.ShouldNotBeNull();
        nadia.Said.ShouldContain("La source est retirée");
    }

    [Fact]
    public async Task Who_changes_what_somebody_changed_meanwhile_is_told_so()
    {
        await using var watched = await Watched.StartAsync();
        var source = (await watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Commutateur"), Cancel))).Value.Id;
        using var nadia = await EngineerAsync(watched);
        using var other = await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
        await nadia.GetAsync($"/monitoring/sources/{source}");
        await other.GetAsync($"/monitoring/sources/{source}");

        await nadia.SubmitAsync("source", ("Fields.KeepDays", "30"));
        await other.SubmitAsync("source", ("Fields.KeepDays", "31"));

        other.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("Quelqu’un a changé ceci entre-temps");
        (await watched.AllAsync<Source>())[0].KeepDays.ShouldBe(30);
    }

    /// <summary>Who may manage one client must not come by what another is sent, nor learn whose it is.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_tells_a_source_of_another_client_is_refused_and_not_named(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var other = (await watched.MakeEstateAsync("CACHE", "SRV-Z")).Value.Client;
        var fingerprint = new string('a', 64);
        (await AddAsync(watched, Watched.Program, other, new SourceForm("Voisin", "10.1.0.0/16", fingerprint))).ShouldBeEmpty();
        var all = await watched.Server.AddUserAsync("all@example.org", null, new Grant(Role.Engineer, null));
        var one = await watched.Server.AddUserAsync("one@example.org", null, new Grant(Role.Engineer, watched.ClientId));

        foreach (var networks in (string[])["10.1.0.0/16", "10.1.2.3", "10.0.0.0/8", "::ffff:10.1.2.3", "::ffff:10.1.0.0/112"])
        {
            (networks, string.Join(' ', await AddAsync(watched, one, watched.ClientId, new SourceForm("Routeur", networks)))).ShouldBe((networks, "network-taken"));
        }

        (await AddAsync(watched, one, watched.ClientId, new SourceForm("Routeur", null, fingerprint.ToUpperInvariant()))).ShouldBe(["certificate-taken"]);
        (await AddAsync(watched, all, watched.ClientId, new SourceForm("Routeur", "10.1.0.0/16 10.2.0.1", fingerprint))).ShouldBe(["network-taken", "certificate-taken"]);
        (await AddAsync(watched, one, watched.ClientId, new SourceForm("Routeur", "10.2.0.0/16"))).ShouldBeEmpty();
        (await AddAsync(watched, all, watched.ClientId, new SourceForm("Imprimante", "10.1.2.3"))).ShouldBeEmpty();

        var printer = (await watched.AllAsync<Source>()).Single(s => s.Name == "Imprimante");
        (await watched.Server.RunAsync(one, (ChangeSource c) => c.HandleAsync(printer.Id, printer.Version, SourceForm.Of(printer) with { KeepDays = 5 }, Cancel))).IsAccepted.ShouldBeTrue();
        (await watched.Server.RunAsync(one, (ChangeSource c) => c.HandleAsync(printer.Id, printer.Version + 1, SourceForm.Of(printer) with { Networks = "10.1.2.3 10.1.2.4" }, Cancel)))
            .Refusals.ShouldHaveSingleItem().Values[0].ShouldBe("10.1.2.4");

        using var visitor = await Visitor.SignedInAsync(watched.Server, "one@example.org");
        await visitor.GetAsync("/monitoring/sources/new");
        await visitor.SubmitAsync("source", ("Fields.Name", "Autre"), ("Fields.ClientId", $"{watched.ClientId}"), ("Fields.Networks", "10.1.9.9"));
        visitor.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("10.1.9.9");
        visitor.Page.Body!.TextContent.ShouldNotContain("CACHE");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_sender_within_a_network_of_another_client_is_adopted_by_who_manages_all_and_a_network_is_not_taken_twice(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var other = (await watched.MakeEstateAsync("ZZ", "SRV-Z")).Value.Client;
        await AsideAsync(watched, "syslog", "10.0.0.1", new Stray("sender-unknown", "<11>panne"));
        (await AddAsync(watched, Watched.Program, other, new SourceForm("Voisin", "10.0.0.1"))).ShouldBeEmpty();

        (await watched.Server.RunAsync(Watched.Program, (AdoptSender c) => c.HandleAsync("10.0.0.1", watched.ClientId, "x", Cancel))).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("network-taken");

        var voisin = (await watched.AllAsync<Source>()).Single();
        await watched.Server.RunAsync(Watched.Program, (ChangeSource c) => c.HandleAsync(voisin.Id, voisin.Version, SourceForm.Of(voisin) with { Networks = "10.0.0.0/8" }, Cancel));
        (await watched.Server.RunAsync(Watched.Program, (AdoptSender c) => c.HandleAsync("10.0.0.1", watched.ClientId, "x", Cancel))).IsAccepted.ShouldBeTrue();
        (await watched.AllAsync<ReceivedMessage>()).ShouldHaveSingleItem().ClientId.ShouldBe(watched.ClientId);
    }

    [Theory]
    [InlineData("0.0.0.0/1", "0.0.0.0/1", null)]
    [InlineData("::ffff:192.0.2.1, 192.0.2.0/24", "192.0.2.1 192.0.2.0/24", null)]
    [InlineData("::ffff:192.0.2.0/120;2001:db8::/32", "192.0.2.0/24 2001:db8::/32", null)]
    [InlineData("192.0.2.1/32", "192.0.2.1", null)]
    [InlineData("0.0.0.0/0", null, "network-everybody")]
    [InlineData("::/0", null, "network-everybody")]
    [InlineData("::ffff:0.0.0.0/96", null, "network-everybody")]
    [InlineData("192.0.2.300", null, "network-invalid")]
    public void Networks_are_kept_as_they_are_met(string written, string? kept, string? refused)
    {
        var form = new SourceForm("Routeur", written);
        form.Refusals().Select(refusal => refusal.Rule).ShouldBe(refused is null ? [] : [refused]);

        (SourceForm.ReadNetworks(written) is { Length: > 0 } networks ? string.Join(' ', networks.Select(SourceForm.Spell)) : null).ShouldBe(kept);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_was_put_aside_is_assigned_to_a_client_or_deleted_on_its_page(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await AsideAsync(watched, "syslog", "10.0.0.1", new Stray("sender-unknown", "<11>panne"), new Stray("sender-unknown", "<11>encore", 5));
        await AsideAsync(watched, "zabbix", "10.0.0.2", new Stray("sender-unknown", "{}"));
        await AsideAsync(watched, "nrdp", $"{watched.ClientId}", new Stray("text-too-long", "x"));
        using var nadia = await EngineerAsync(watched);
        await nadia.GetAsync("/monitoring/aside");
        nadia.Said.ShouldContain("9 messages mis de côté, de 3 expéditeurs.");
        nadia.Said.ShouldContain("Le nom ou un texte est trop long.");
        var ids = nadia.Page.QuerySelectorAll("[id]").Select(e => e.Id).ToList();
        ids.Distinct().Count().ShouldBe(ids.Count, "each label has its own field");

        var adopt = nadia.Page.Forms.Single(f => f.TextContent.Contains("Rattacher 10.0.0.1", StringComparison.Ordinal));
        await nadia.SubmitAsync(adopt, ("Adopt.ClientId", $"{watched.ClientId}"), ("Adopt.Name", "Imprimante"));
        nadia.Page.QuerySelector("code")!.TextContent.ShouldStartWith(SenderDirectory.Prefix);
        (await watched.AllAsync<ReceivedMessage>()).Select(m => m.Text).Order().ShouldBe(["encore", "panne"]);

        await nadia.GetAsync("/monitoring/aside");
        await nadia.SubmitAsync(nadia.Page.Forms.Single(f => f.QuerySelector("button")?.GetAttribute("aria-label")?.Contains("10.0.0.2", StringComparison.Ordinal) == true));
        await nadia.SubmitAsync(nadia.Page.Forms.Single(f => f.QuerySelector("button")?.HasAttribute("aria-label") == true));
        (await watched.AllAsync<StrayMessage>()).ShouldBeEmpty();
        nadia.Said.ShouldContain("Rien n’est mis de côté.");
    }

    [Fact]
    public async Task Messages_are_listed_named_and_narrowed_and_a_page_leads_to_the_next()
    {
        await using var watched = await Watched.StartAsync();
        var source = (await watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Commutateur"), Cancel))).Value.Id;
        var all = Enumerable.Range(0, 60).Select(i => Message(watched, source, i == 0 ? "linkDown ifIndex=3" : $"ligne {i}", i == 0)).ToList();
        await watched.Server.RunAsync(Watched.Program, (KeepMessages c) => c.HandleAsync(all));
        using var nadia = await EngineerAsync(watched);

        await nadia.GetAsync("/monitoring/messages");
        nadia.Page.QuerySelectorAll("tr[data-row]").Length.ShouldBe(50);
        await nadia.GetAsync(nadia.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        nadia.Page.QuerySelectorAll("tr[data-row]").Length.ShouldBe(10);
        nadia.Said.ShouldContain("Interface tombée · linkDown ifIndex=3");
        await nadia.GetAsync(nadia.Page.QuerySelector("a[rel=prev]")!.GetAttribute("href")!);
        nadia.Page.QuerySelectorAll("tr[data-row]").Length.ShouldBe(50);
        await nadia.GetAsync($"/monitoring/messages?severity=4&text=LINK&client={watched.ClientId}&source={source}&period=day");
        nadia.Page.QuerySelectorAll("tr[data-row]").ShouldHaveSingleItem();
        nadia.Page.QuerySelectorAll(".m-chip").Length.ShouldBeGreaterThanOrEqualTo(5);
        await nadia.GetAsync("/monitoring/messages?text=absent");
        nadia.Said.ShouldContain("Aucun message ne correspond.");
        nadia.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static ReceivedMessage Message(Watched watched, Guid source, string text, bool isTrap) => new()
    {
        Id = Ids.At(watched.Now), ClientId = watched.ClientId, SourceId = source, Kind = isTrap ? "trap" : "syslog", ReceivedAt = watched.Now,
        Severity = isTrap ? 4 : 6, Facility = isTrap ? "1.3.6.1.6.3.1.1.5.3" : "daemon", From = "10.0.0.1", Text = text,
    };

    private static async Task<IEnumerable<string>> AddAsync(Watched watched, Caller caller, Guid client, SourceForm form) =>
        (await watched.Server.RunAsync(caller, (AddSource c) => c.HandleAsync(client, form, Cancel))) is { IsAccepted: false } refused ? refused.Refusals.Select(r => r.Rule) : [];

    private static Task AsideAsync(Watched watched, string kind, string from, params Stray[] strays) =>
        watched.Server.RunAsync(Watched.Program, (PutAside c) => c.HandleAsync(kind, from, from, strays, Cancel));

    private static async Task<Visitor> EngineerAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        return await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
    }
}
