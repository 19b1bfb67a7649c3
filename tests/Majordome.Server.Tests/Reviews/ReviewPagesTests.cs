using System.Net;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Contracts;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Reviews;

public sealed class ReviewPagesTests
{
    private const string Claire = "claire@laiterie.example";

    [Fact]
    public async Task A_manager_reads_freezes_and_follows_a_figure_to_its_facts()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        world.GoToDecember();
        using var manager = await Visitor.SignedInAsync(world.Server, ContractWorld.ManagerEmail);
        var url = $"/reviews/{world.Contracts.Dairy}/{ReviewWorld.Month}";

        await manager.GetAsync("/reviews");
        manager.Page.QuerySelectorAll($"a[href^='{url}']").Length.ShouldBe(1);
        await manager.GetAsync(url);
        manager.Said.ShouldContain("2 rétablis sur 2 dans le délai promis");
        manager.Said.ShouldContain("T-2");
        foreach (var figure in manager.Page.QuerySelectorAll("a.m-figure").Select(a => a.GetAttribute("href")!).Distinct().ToList())
        {
            await manager.GetAsync(figure);
            manager.Answer.StatusCode.ShouldBe(HttpStatusCode.OK, figure);
        }

        await manager.GetAsync(url);
        await manager.SubmitAsync("freeze");
        manager.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        manager.Said.ShouldContain("Figée par manager");
        manager.Page.QuerySelectorAll("form").ShouldBeEmpty("a frozen review is not frozen again");
    }

    [Fact]
    public async Task Another_client_s_review_and_a_month_of_no_contract_are_not_found()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        await world.Server.AddUserAsync("other@provider.example", null, new Grant(Role.DeliveryManager, world.Contracts.Bakery));
        using var other = await Visitor.SignedInAsync(world.Server, "other@provider.example");

        foreach (var path in new[] { ReviewWorld.Month, "2026-10", "2026-13", $"{ReviewWorld.Month}/facts/incidents" })
        {
            await other.GetAsync($"/reviews/{world.Contracts.Dairy}/{path}");
            other.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    [Fact]
    public async Task A_contact_reads_a_review_once_it_is_frozen_and_its_facts()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        await world.Server.AddUserAsync(Claire, world.Contracts.Dairy, new Grant(Role.ClientContact, world.Contracts.Dairy));
        world.GoToDecember();
        using var claire = await Visitor.SignedInAsync(world.Server, Claire);

        await claire.GetAsync($"/portal/reviews/{ReviewWorld.Month}");
        claire.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await world.FreezeAsync()).IsAccepted.ShouldBeTrue();

        await claire.GetAsync("/portal/reviews");
        claire.Said.ShouldContain("Novembre");
        await claire.GetAsync($"/portal/reviews/{ReviewWorld.Month}");
        claire.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var figure = claire.Page.QuerySelector("a.m-figure")!.GetAttribute("href")!;
        figure.ShouldStartWith("/portal/reviews/");
        await claire.GetAsync(figure);
        claire.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await claire.GetAsync($"/reviews/{world.Contracts.Dairy}/{ReviewWorld.Month}");
        claire.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
