using System.Collections.Immutable;
using Majordome.Probe.Discovery;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Adoption;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Monitoring.Templates.Shipped;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Contracts.Public;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

public sealed class AdoptionTests
{
    private static readonly Caller Program = Caller.Program("test");

    private static readonly Guid ProbeTemplate = ShippedTemplate.All.Single(t => t.Template.Name.French == "Machine de la sonde").Id;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_machine_that_was_found_becomes_the_first_client_s_first_item_under_the_model_contract(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var admin = await SetUpAsync(server);
        (await server.RunAsync(Program, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, Found(), default))).IsAccepted.ShouldBeTrue();

        var adopted = await server.RunAsync(admin, (AdoptMachine c) => c.HandleAsync(new AdoptionForm(Checks: ["cpu", "ssh sshd :22"]), default));

        adopted.Refusals.ShouldBeEmpty();
        var client = await server.ReadAsync(Program, db => db.Set<Client>().SingleAsync());
        (client.Name, client.Code).ShouldBe(("Cornaline Services", "CS"));
        var asset = await server.ReadAsync(Program, db => db.Set<Asset>().SingleAsync());
        (asset.Name, asset.Address).ShouldBe(("SRV-01", "srv-01.example.org"));
        asset.Inventory.ShouldNotBeNull();
        (await server.ReadAsync(Program, db => db.Checks().Select(c => c.Name).ToListAsync())).Order().ShouldBe(["Processeur", "ssh sshd :22"]);
        await using var scope = server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Program;
        var terms = scope.ServiceProvider.GetRequiredService<IContractTerms>();
        var answer = await terms.DecideAsync(client.Id, asset.Id, Nature.Incident, Priority.P1, server.Clock.GetCurrentInstant(), default);
        answer.Promise.ShouldNotBeNull();
        (await terms.RecipientsAsync(client.Id, null, server.Clock.GetCurrentInstant(), default)).ShouldHaveSingleItem().Person.ShouldBe(admin.UserId!.Value);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_machine_is_tied_to_its_template_and_nothing_is_checked_twice(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await SetUpAsync(server);
        await server.RunAsync(Program, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, Found(), default));

        (await AdoptAsync(server)).ShouldBeNull();

        var checks = await server.ReadAsync(Program, db => db.Checks().ToListAsync());
        checks.Select(c => (c.TemplateKey, c.Name)).Order().ShouldBe(
            [(null, "Disque /srv"), (null, "ssh sshd :22"), ("cpu", "Processeur"), ("disk", "Disque /"), ("load", "Charge"), ("memory", "Mémoire")]);
        checks.Select(c => (c.Type, c.Target)).ShouldBeUnique();
        var applied = (await server.ReadAsync(Program, db => db.Set<AppliedTemplate>().ToListAsync())).ShouldHaveSingleItem();
        (applied.TemplateId, applied.Excluded, applied.AssetId).ShouldBe((ProbeTemplate, "[]", checks[0].AssetId));
    }

    [Theory]
    [InlineData("ssh sshd :22", "", "ssh sshd :22")]
    [InlineData("memory,disk /srv", "cpu,disk,load", "Disque /srv,Mémoire")]
    public async Task Only_what_is_chosen_is_made_and_without_any_of_its_checks_the_template_is_not_tied(string chosen, string excluded, string made)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var admin = await SetUpAsync(server);
        await server.RunAsync(Program, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, Found(), default));

        (await server.RunAsync(admin, (AdoptMachine c) => c.HandleAsync(new AdoptionForm(Checks: chosen.Split(',')), default))).Refusals.ShouldBeEmpty();

        (await server.ReadAsync(Program, db => db.Checks().Select(c => c.Name).ToListAsync())).Order().ShouldBe(made.Split(','));
        string.Join(',', (await server.ReadAsync(Program, db => db.Set<AppliedTemplate>().ToListAsync())).SelectMany(a => a.ReadExcluded())).ShouldBe(excluded);
    }

    [Fact]
    public async Task The_page_shows_what_the_template_brings_and_what_was_found_beyond_it()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var admin = await SetUpAsync(server);
        await server.RunAsync(Program, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, Found(), default));
        using var nadia = await Visitor.SignedInAsync(server, admin.Name);

        await nadia.GetAsync("/monitoring/adopt");
        nadia.Said.ShouldContain("6 contrôles qui lui conviennent");
        nadia.Page.QuerySelectorAll("fieldset").Select(f => (f.QuerySelector("legend")!.TextContent, f.QuerySelectorAll("input").Length)).ShouldBe(
            [("Modèle «\u00A0Machine de la sonde\u00A0»", 4), ("Disque", 1), ("SSH", 1)]);
        await nadia.SubmitAsync("adopt", ("Fields.ClientName", "Cornaline"));

        nadia.Path.ShouldBe("/monitoring?state=all");
        var asset = await server.ReadAsync(Program, db => db.Set<Asset>().SingleAsync());
        await nadia.GetAsync($"/assets/{asset.Id}/templates");
        nadia.Said.ShouldContain("Machine de la sonde 4 contrôles suivis");
    }

    [Fact]
    public async Task A_machine_is_adopted_once_and_not_before_it_was_found()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await SetUpAsync(server);
        (await AdoptAsync(server)).ShouldBe("nothing-found-yet");
        await server.RunAsync(Program, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, Found(), default));

        (await AdoptAsync(server)).ShouldBeNull();

        (await AdoptAsync(server)).ShouldBe("adoption-over");
    }

    [Fact]
    public async Task Without_an_administrator_nobody_could_be_told()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await server.RunAsync(Program, (KeepProposal c) => c.HandleAsync(ProbeRow.Embedded, Found(), default));

        (await AdoptAsync(server)).ShouldBe("nobody-to-tell");
        (await server.ReadAsync(Program, db => db.Set<Client>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task This_very_machine_can_be_looked_at_and_adopted()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await SetUpAsync(server);
        await ActivatorUtilities.CreateInstance<FirstLook>(server.Services).LookAsync(default);

        (await AdoptAsync(server)).ShouldBeNull();

        var checks = await server.ReadAsync(Program, db => db.Checks().ToListAsync());
        checks.ShouldContain(c => c.Type == "cpu");
        checks.ShouldContain(c => c.Type == "memory");
        var configuration = await server.Services.GetRequiredService<LocalServerLink>().FetchConfigurationAsync(null, default);
        configuration!.Checks.Length.ShouldBe(checks.Count);
        (await server.Services.GetRequiredService<LocalServerLink>().FetchConfigurationAsync(configuration.Tag, default)).ShouldBeNull();
    }

    private static async Task<string?> AdoptAsync(TestServer server) =>
        (await server.RunAsync(Program, (AdoptMachine c) => c.HandleAsync(new AdoptionForm(), default))).Refusals.FirstOrDefault()?.Rule;

    private static async Task<Caller> SetUpAsync(TestServer server)
    {
        var form = new FirstAdministrator("nadia@example.org", "Nadia Benali", TestServer.Password, "Cornaline Services", "fr", "Europe/Paris");
        var user = await server.RunAsync(Program, (CreateFirstAdministrator c) => c.HandleAsync(form, default));
        return Caller.Person(user.Value.Id, user.Value.Email!, null, [new Grant(Role.Administrator, null), new Grant(Role.Engineer, null)]);
    }

    private static DiscoveredMachine Found()
    {
        var machine = new MachineInventory(
            "srv-01.example.org", null, new("debian", "Debian GNU/Linux 12 (bookworm)", "12", "6.1.0"), new(null, null, null), new(4, "EPYC"), 8_000_000_000, 0,
            [new("/", "/dev/sda1", "ext4", 50_000_000_000), new("/srv", "/dev/sdb1", "ext4", 900_000_000_000)], [new("eth0", null, ["192.0.2.7/24"])], [new("127.0.0.1", true, 22, "sshd", new(ServiceProtocol.Ssh, "SSH-2.0-OpenSSH"))]);
        return new DiscoveredMachine(machine, CheckProposals.For(machine));
    }
}
