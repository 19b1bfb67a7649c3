using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Majordome.Domain.Contracts;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.Tests.Contracts;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.Reviews;

public sealed class ReviewTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_figures_of_a_month_are_those_counted_by_hand(DatabaseKind kind)
    {
        await using var world = await ReviewWorld.StartAsync(kind);
        world.GoToDecember();

        var paper = (await world.FindAsync()).Value;
        var p2 = paper.Review.Commitments.P2;
        paper.Review.Contract.ShouldBe(new ContractCitation(paper.Review.Contract.Contract, "LV-2026-01", 0));
        paper.IsRunning.ShouldBeFalse();
        p2.Tickets.Count.ShouldBe(3);
        p2.Response.Kept.Share.ShouldBe(new Share(1, 2));
        p2.Response.Kept.Counted.ShouldBe([world.Kept]);
        p2.Response.Unattended.Share.ShouldBe(new Share(1, 1));
        p2.Restoration.Kept.Share.ShouldBe(new Share(2, 2));
        p2.Restoration.Unattended.Among.ShouldBe([world.ByItself]);
        p2.Restoration.Median.Value.ShouldBe(Duration.FromMinutes(160));
        paper.Review.Overall.Tickets.Count.ShouldBe(3);
        paper.Review.SeenFirst.Share.ShouldBe(new Share(3, 3));
        ReviewFigures.Late(paper.Review).Select(f => f.Id).ShouldBe([world.TakenLate]);
        paper.Review.Reliability.Single(r => r.Item == world.Contracts.San).Downtime.ShouldBe(Duration.FromMinutes(183));
    }

    [Fact]
    public async Task What_happens_after_the_month_is_not_in_its_review()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        world.GoToDecember();
        await world.FailAsync(world.Contracts.Erp, 4);

        (await world.FindAsync()).Value.Review.Incidents.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_month_that_is_going_on_is_counted_up_to_now_and_not_frozen()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);

        var paper = (await world.FindAsync()).Value;
        paper.IsRunning.ShouldBeTrue();
        paper.Review.Cut.ShouldBe(world.Server.Clock.GetCurrentInstant());
        (await world.FreezeAsync()).Refusals[0].Rule.ShouldBe("month-not-over");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_frozen_review_stays_what_it_was(DatabaseKind kind)
    {
        await using var world = await ReviewWorld.StartAsync(kind);
        world.GoToDecember();
        var mark = (await world.FreezeAsync()).Value;

        await ReopenInNovemberAsync(world);

        var paper = (await world.FindAsync()).Value;
        paper.Frozen.ShouldBe(mark);
        paper.Review.Overall.Restoration.Kept.Share.ShouldBe(new Share(2, 2));
        (await world.FreezeAsync()).Refusals[0].Rule.ShouldBe("conflict-review-frozen");
    }

    [Fact]
    public async Task What_is_found_out_later_changes_a_review_that_is_not_frozen()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        world.GoToDecember();

        await ReopenInNovemberAsync(world);

        (await world.FindAsync()).Value.Review.Overall.Restoration.Kept.Share.ShouldBe(new Share(1, 1));
    }

    [Fact]
    public async Task The_snapshot_has_the_hash_that_the_review_tells()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        world.GoToDecember();
        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        var url = $"/api/v1/reviews/{world.Contracts.Dairy}/{ReviewWorld.Month}";

        using var frozen = await api.PostAsync(new Uri($"{url}/freeze", UriKind.Relative), null, Ct);
        frozen.StatusCode.ShouldBe(HttpStatusCode.OK);
        var review = (await api.GetFromJsonAsync<JsonNode>(url, Ct))!;
        var text = await api.GetStringAsync(new Uri($"{url}/snapshot", UriKind.Relative), Ct);

        review["state"]!.GetValue<string>().ShouldBe("frozen");
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))).ShouldBe(review["hash"]!.GetValue<string>());
        using var again = await api.PostAsync(new Uri($"{url}/freeze", UriKind.Relative), null, Ct);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Every_figure_leads_to_facts_that_the_review_holds()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        var review = (await world.FindAsync()).Value.Review;
        var facts = review.Facts.Select(f => f.Id).ToHashSet();

        var figures = ReviewFigures.Of(review).ToList();
        figures.Select(f => f.Key).Distinct().Count().ShouldBe(figures.Count);
        figures.SelectMany(f => f.Counted.Concat(f.Among)).Where(id => !facts.Contains(id)).ShouldBeEmpty();

        using var api = await world.Server.ApiAsync(ContractWorld.ManagerEmail);
        var behind = (await api.GetFromJsonAsync<JsonNode>($"/api/v1/reviews/{world.Contracts.Dairy}/{ReviewWorld.Month}/facts/response.p2", Ct))!;
        behind["counted"]!.AsArray().Count.ShouldBe(1);
        behind["among"]!.AsArray().Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_review_of_another_client_is_not_found(DatabaseKind kind)
    {
        await using var world = await ReviewWorld.StartAsync(kind);
        world.GoToDecember();
        (await world.FreezeAsync()).IsAccepted.ShouldBeTrue();
        var other = await world.Server.AddUserAsync("other@provider.example", null, new Grant(Role.DeliveryManager, world.Contracts.Bakery));

        (await world.FindAsync(other)).Refusals[0].Rule.ShouldBe(Refusals.NotFoundRule);
        (await world.FreezeAsync(other)).Refusals[0].Rule.ShouldBe(Refusals.NotFoundRule);
        using var api = await world.Server.ApiAsync("other@provider.example");
        using var answer = await api.GetAsync(new Uri($"/api/v1/reviews/{world.Contracts.Dairy}/{ReviewWorld.Month}/snapshot", UriKind.Relative), Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await api.GetFromJsonAsync<JsonNode>("/api/v1/reviews", Ct))!["items"]!.AsArray().Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_contact_sees_only_frozen_reviews()
    {
        await using var world = await ReviewWorld.StartAsync(DatabaseKind.Sqlite);
        world.GoToDecember();
        var contact = await world.Server.AddUserAsync("claire@laiterie.example", world.Contracts.Dairy, new Grant(Role.ClientContact, world.Contracts.Dairy));

        (await world.FindAsync(contact, frozenOnly: true)).Refusals[0].Rule.ShouldBe(Refusals.NotFoundRule);
        (await world.FreezeAsync(contact)).Refusals[0].Rule.ShouldBe(Refusals.ForbiddenRule);
        (await world.FreezeAsync()).IsAccepted.ShouldBeTrue();
        (await world.FindAsync(contact, frozenOnly: true)).Value.Frozen.ShouldNotBeNull();
        using var api = await world.Server.ApiAsync("claire@laiterie.example");
        using var answer = await api.GetAsync(new Uri($"/api/v1/reviews/{world.Contracts.Dairy}/{ReviewWorld.Month}", UriKind.Relative), Ct);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await api.GetFromJsonAsync<JsonNode>("/api/v1/own-reviews", Ct))!["items"]!.AsArray().Count.ShouldBe(1);
        (await api.GetFromJsonAsync<JsonNode>($"/api/v1/own-reviews/{ReviewWorld.Month}", Ct))!["state"]!.GetValue<string>().ShouldBe("frozen");
        using var running = await api.GetAsync(new Uri("/api/v1/own-reviews/2026-12", UriKind.Relative), Ct);
        running.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    // A fact of November that was recorded only in December.
    private static Task<int> ReopenInNovemberAsync(ReviewWorld world) => world.Server.ReadAsync(Caller.Program("test"), async db =>
    {
        db.WritingUnder = Permission.WorkTickets;
        var now = world.Server.Clock.GetCurrentInstant();
        db.Add(new TicketEvent
        {
            Id = Guid.CreateVersion7(),
            ClientId = world.Contracts.Dairy,
            TicketId = world.TakenLate,
            Sequence = 99,
            Kind = TicketEventKind.Reopened,
            OccurredAt = now - Duration.FromDays(10),
            RecordedAt = now,
            Author = "test",
            Data = "{}",
        });
        return await db.SaveChangesAsync(Ct);
    });
}
