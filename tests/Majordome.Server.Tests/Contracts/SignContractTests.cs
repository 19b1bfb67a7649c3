using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

public sealed class SignContractTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_signed_contract_is_kept_with_who_signed_it_and_leaves_a_trace(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var signed = (await world.SignAsync(world.Terms)).Value;
        signed.Number.ShouldBe(0);
        var (version, lines, trace) = await world.Server.ReadAsync(world.Manager, async db => (
            await db.Set<ContractVersionRow>().SingleAsync(v => v.ContractId == signed.Id),
            await db.Set<ContractScopeLine>().Where(l => l.ContractId == signed.Id).OrderBy(l => l.Key).ToListAsync(),
            await db.Set<LoggedEvent>().SingleAsync(e => e.ClientId == world.Dairy && e.Action == "sign-contract")));
        version.SignedBy.ShouldBe(ContractWorld.ManagerEmail);
        lines.Select(l => (l.Key, l.AssetId, l.Class, l.SiteId)).ShouldBe([("L1", world.Erp, null, null), ("L2", null, ItemClass.Storage, world.Valence)]);
        trace.Data.ShouldContain(version.Hash);
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_at_its_path_and_nothing_is_saved()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var office = world.Terms.Calendars[ModelContract.OfficeHours];
        var terms = world.Terms with
        {
            Zone = "Europe/Valence",
            Days = new(world.Today, world.Today.PlusDays(-1)),
            Scope = [.. world.Terms.Scope, new("L3", new ScopeTarget.OneItem(world.BakeryServer), new(world.Today)), new("L4", new ScopeTarget.ClassOfItems(ItemClass.Server, world.BakerySite), new(world.Today))],
            Calendars = world.Terms.Calendars.SetItem(ModelContract.OfficeHours, office with { Week = office.Week!.SetItem("monday", ["08:00-12:00", "11:00-18:00"]) }),
        };
        var refused = await world.SignAsync(terms);
        var told = refused.Refusals.Select(r => (r.Path, r.Rule)).ToList();
        told.ShouldContain(("terms.zone", "zone-unknown"));
        told.ShouldContain(("terms.days.last", "ends-before-start"));
        told.ShouldContain(("terms.scope[2].target.id", "item-not-of-client"));
        told.ShouldContain(("terms.scope[3].target.site", "site-not-of-client"));
        told.ShouldContain(("terms.calendars.bureau.week.monday[1]", "span-overlaps"));
        (await world.Server.ReadAsync(Caller.Program("test"), db => db.Set<Contract>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_reference_is_taken_once_by_client()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        (await world.SignAsync(world.Terms)).Refusals.ShouldHaveSingleItem().Rule.ShouldBe("reference-taken");
        var bakery = world.Terms with { Scope = [new("L1", new ScopeTarget.OneItem(world.BakeryServer), new(world.Today))] };
        (await world.SignAsync(bakery, world.Bakery)).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_may_not_sign_for_that_client_does_not()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var ofBakery = await world.Server.AddUserAsync("other@provider.example", null, new Grant(Role.DeliveryManager, world.Bakery));
        (await world.SignAsync(world.Terms, by: world.Technician)).Refusals[0].Rule.ShouldBe(Refusals.ForbiddenRule);
        (await world.SignAsync(world.Terms, by: ofBakery)).Refusals[0].Rule.ShouldBe(Refusals.NotFoundRule);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_amendment_written_from_an_older_version_is_a_conflict(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        (await world.AmendAsync(id, 0, world.Today, world.Terms with { AttentionPercent = 80 })).Value.Number.ShouldBe(1);
        (await world.AmendAsync(id, 0, world.Today, world.Terms)).Refusals[0].Rule.ShouldBe(Refusals.ConflictRule);
        (await world.AmendAsync(id, 1, world.Today, world.Terms with { Reference = "X" })).Refusals[0].Rule.ShouldBe("reference-fixed");
        (await world.AmendAsync(Guid.CreateVersion7(), 0, world.Today, world.Terms)).Refusals[0].Rule.ShouldBe(Refusals.NotFoundRule);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Of_two_amendments_at_once_one_is_told_of_the_conflict(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        var both = await Task.WhenAll(
            world.AmendAsync(id, 0, world.Today, world.Terms with { AttentionPercent = 80 }),
            world.AmendAsync(id, 0, world.Today, world.Terms with { AttentionPercent = 90 }));
        both.Count(r => r.IsAccepted).ShouldBe(1);
        both.Single(r => !r.IsAccepted).Refusals[0].Rule.ShouldBe(Refusals.ConflictRule);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_suspended_contract_covers_nothing_until_it_is_resumed(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        (await SuspendAsync(world, id, world.Today.PlusDays(2))).Value.Number.ShouldBe(1);
        (await ResumeAsync(world, id, world.Today.PlusDays(9))).Value.Number.ShouldBe(2);

        (await VerdictAsync(world, 1)).ShouldBe(CoverageVerdict.Included);
        (await VerdictAsync(world, 2)).ShouldBe(CoverageVerdict.NoContractInForce);
        (await VerdictAsync(world, 8)).ShouldBe(CoverageVerdict.NoContractInForce);
        (await VerdictAsync(world, 9)).ShouldBe(CoverageVerdict.Included);
    }

    [Fact]
    public async Task Days_that_make_no_sense_do_not_suspend_nor_resume()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var id = (await world.SignAsync(world.Terms)).Value.Id;
        (await SuspendAsync(world, id, world.Today.PlusDays(-1))).Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("from", "day-past")]);
        (await SuspendAsync(world, id, world.Today.PlusDays(3), world.Today.PlusDays(1))).Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("to", "ends-before-start")]);
        (await ResumeAsync(world, id, world.Today)).Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("from", "not-suspended")]);
        await world.AmendAsync(id, 0, world.Today.PlusDays(20), world.Terms with { AttentionPercent = 80 });
        (await SuspendAsync(world, id, world.Today.PlusDays(3))).Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("from", "before-last-amendment")]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_model_covers_an_item_from_today_under_the_next_reference(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var people = ImmutableArray.Create(world.Manager.UserId!.Value);
        var first = (await world.Server.RunAsync(world.Manager, (AdoptForTest c) => c.HandleAsync(world.Dairy, world.Erp, people))).Value;
        var second = (await world.Server.RunAsync(world.Manager, (AdoptForTest c) => c.HandleAsync(world.Dairy, world.San, people))).Value;
        var references = await world.Server.ReadAsync(world.Manager, db => db.Set<Contract>().OrderBy(c => c.Reference).Select(c => c.Reference).ToListAsync());
        references.ShouldBe(["LV-2026-01", "LV-2026-02"]);
        second.ShouldNotBe(first);

        var critical = (await world.DecideAsync(world.Erp, Priority.P1)).Promise.ShouldNotBeNull();
        (critical.CalendarName, critical.Targets).ShouldBe((ModelContract.RoundTheClock, ServiceDefaults.Targets.P1));
        (await world.DecideAsync(world.Erp, nature: Nature.Request)).Decision.Verdict.ShouldBe(CoverageVerdict.Prepaid);
        (await world.Server.RunAsync(world.Manager, (AdoptForTest c) => c.HandleAsync(world.Dairy, world.BakeryServer, people))).Refusals[0].Rule.ShouldBe(Refusals.NotFoundRule);
        (await world.Server.RunAsync(world.Technician, (AdoptForTest c) => c.HandleAsync(world.Dairy, world.Erp, people))).Refusals[0].Rule.ShouldBe(Refusals.ForbiddenRule);
    }

    private static Task<Domain.Result<SignedVersion>> SuspendAsync(ContractWorld world, Guid id, LocalDate from, LocalDate? to = null) =>
        world.Server.RunAsync(world.Manager, (SuspendContract c) => c.HandleAsync(new(id, from, to, "impayé"), default));

    private static Task<Domain.Result<SignedVersion>> ResumeAsync(ContractWorld world, Guid id, LocalDate from) =>
        world.Server.RunAsync(world.Manager, (ResumeContract c) => c.HandleAsync(new(id, from), default));

    private static async Task<CoverageVerdict> VerdictAsync(ContractWorld world, int days) =>
        (await world.DecideAsync(world.Erp, at: world.Server.Clock.GetCurrentInstant() + Duration.FromDays(days))).Decision.Verdict;
}

/// <summary>A command of another room that signs on the model.</summary>
[Requires(Permission.ReadDesk)]
internal sealed class AdoptForTest(IModelContract model)
{
    public Task<Domain.Result<Guid>> HandleAsync(Guid client, Guid asset, ImmutableArray<Guid> people) =>
        model.SignForAsync(client, asset, people, TestContext.Current.CancellationToken);
}
