using System.Net;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Contracts;

public sealed class ContractPagesTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_contract_is_written_from_the_model_and_amended_without_script(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        using var visitor = await Visitor.SignedInAsync(world.Server, ContractWorld.ManagerEmail);
        await visitor.GetAsync($"/contracts/new?client={world.Dairy}");
        await visitor.SubmitAsync("contract", ("Form.Lines[0].What", $"item:{world.Erp}"), ("Form.Lines[1].What", $"class:Storage@{world.Valence}"), ("Form.Recipients[0].Person", Manager(world)), ("Form.Act", "sign"));
        visitor.Path.ShouldStartWith("/contracts/0");
        visitor.Said.ShouldContain("LV-2026-01");
        visitor.Said.ShouldContain("SRV-ERP01");
        visitor.Said.ShouldContain("30\u00A0min / 4\u00A0h");

        var page = visitor.Path;
        await visitor.GetAsync(page + "/amend");
        await visitor.SubmitAsync("contract", ("Form.EffectiveFrom", "2026-12-01"), ("Form.Promises[1].Restoration", "6h"), ("Form.Act", "sign"));
        visitor.Path.ShouldBe(page);
        var terms = await world.Server.ReadAsync(world.Manager, async db => VersionText.Read(await db.Set<ContractVersionRow>().SingleAsync(v => v.Number == 1)).Terms);
        terms.Promises.P2!.Targets!.Value.Restoration.ShouldBe(NodaTime.Duration.FromHours(6));
        terms.Scope.Select(l => l.Key).ShouldBe(["L1", "L2"]);
        terms.Calendars[ModelContract.OfficeHours].Week!.Count.ShouldBe(5);
        (await visitor.GetAsync(page + "?version=1")).Title!.ShouldBe("LV-2026-01");
        visitor.Said.ShouldContain("1\u00A0h / 6\u00A0h");
    }

    [Fact]
    public async Task A_refused_form_keeps_what_was_typed_and_says_what_is_wrong_at_the_field()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        using var visitor = await Visitor.SignedInAsync(world.Server, ContractWorld.ManagerEmail);
        await visitor.GetAsync($"/contracts/new?client={world.Dairy}");
        var office = visitor.Page.QuerySelectorAll("input[name$='.Name']").Select((input, i) => (Value: input.GetAttribute("value"), i)).Single(x => x.Value == ModelContract.OfficeHours).i;
        await visitor.SubmitAsync(
            "contract",
            ("Form.Last", "2026-01-01"),
            ($"Form.Calendars[{office}].Days[0]", "08:00-12:00, 11:00-18:00"),
            ("Form.Promises[0].Response", "bientôt"),
            ("Form.Recipients[0].Person", Manager(world)),
            ("Form.Act", "sign"));
        Wrong(visitor).ShouldBe(["Form.Promises[0].Response"]);
        Value(visitor, "Form.Promises[0].Response").ShouldBe("bientôt");

        await visitor.SubmitAsync("contract", ("Form.Promises[0].Response", "30 min"), ("Form.Lines[1].What", $"item:{world.BakeryServer}"), ("Form.Act", "sign"));
        Wrong(visitor).ShouldBe(["Form.Last", "Form.Lines[1].What", "Form.Lines[1].First", $"Form.Calendars[{office}].Days[0]"], ignoreOrder: true);
        Value(visitor, $"Form.Calendars[{office}].Days[0]").ShouldBe("08:00-12:00, 11:00-18:00");
        (await world.Server.ReadAsync(world.Manager, db => db.Set<Contract>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_button_adds_rows_and_loses_nothing()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        using var visitor = await Visitor.SignedInAsync(world.Server, ContractWorld.ManagerEmail);
        await visitor.GetAsync($"/contracts/new?client={world.Dairy}");
        var before = visitor.Page.QuerySelectorAll("select[name$='.What']").Length;
        await visitor.SubmitAsync("contract", ("Form.Lines[0].Label", "Serveurs"), ("Form.Act", "lines"));
        visitor.Page.QuerySelectorAll("select[name$='.What']").Length.ShouldBe(before + 5);
        Value(visitor, "Form.Lines[0].Label").ShouldBe("Serveurs");
    }

    [Fact]
    public async Task The_list_tells_client_level_and_state()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        using var visitor = await Visitor.SignedInAsync(world.Server, "technician@provider.example");
        await visitor.GetAsync("/contracts");
        visitor.Said.ShouldContain("Laiterie du Vercors");
        visitor.Said.ShouldContain("Infogérance partielle\u00A0: infrastructure");
        visitor.Said.ShouldContain("En vigueur");
        visitor.Page.QuerySelector($"a[href='/contracts/{id}']").ShouldNotBeNull();
        visitor.Page.QuerySelector("a[href='/contracts/new']").ShouldBeNull();
        await visitor.GetAsync($"/contracts/{id}/amend");
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Pages_of_the_list_are_found_by_key_both_ways()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        for (var i = 0; i < 52; i++)
        {
            (await world.SignAsync(world.Terms with { Reference = FormattableString.Invariant($"LV-{i:00}") })).IsAccepted.ShouldBeTrue();
        }

        using var visitor = await Visitor.SignedInAsync(world.Server, ContractWorld.ManagerEmail);
        await visitor.GetAsync("/contracts");
        References(visitor).Count.ShouldBe(50);
        await visitor.GetAsync(visitor.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        References(visitor).ShouldBe(["LV-50", "LV-51"]);
        await visitor.GetAsync(visitor.Page.QuerySelector("a[rel=prev]")!.GetAttribute("href")!);
        (References(visitor)[0], References(visitor).Count).ShouldBe(("LV-00", 50));
    }

    [Fact]
    public async Task A_contract_is_suspended_and_resumed_on_its_page()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        using var visitor = await Visitor.SignedInAsync(world.Server, ContractWorld.ManagerEmail);
        await visitor.GetAsync($"/contracts/{id}");
        await visitor.SubmitAsync("suspend", ("From", "2026-11-01"));
        visitor.Page.QuerySelector("#errors").ShouldNotBeNull();
        await visitor.SubmitAsync("suspend", ("From", "2026-11-17"), ("Reason", "impayé"));
        visitor.Said.ShouldContain("Suspendu avec Laiterie du Vercors");
        await visitor.SubmitAsync("resume", ("From", "2026-11-17"));
        visitor.Said.ShouldContain("En vigueur avec Laiterie du Vercors");
    }

    [Fact]
    public async Task Another_clients_contract_has_no_page()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        await world.Server.AddUserAsync("other@provider.example", null, new Grant(Role.DeliveryManager, world.Bakery));
        using var visitor = await Visitor.SignedInAsync(world.Server, "other@provider.example");
        foreach (var path in new[] { $"/contracts/{id}", $"/contracts/{id}/amend", $"/contracts/new?client={world.Dairy}" })
        {
            await visitor.GetAsync(path);
            visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    private static string Manager(ContractWorld world) => world.Manager.UserId!.Value.ToString();

    private static List<string?> Wrong(Visitor visitor) => [.. visitor.Page.QuerySelectorAll("[aria-invalid=true]").Select(e => e.GetAttribute("name"))];

    private static string? Value(Visitor visitor, string name) => visitor.Page.QuerySelector($"input[name='{name}']")!.GetAttribute("value");

    private static List<string> References(Visitor visitor) => [.. visitor.Page.QuerySelectorAll("a.m-cover").Select(a => a.TextContent.Trim())];
}
