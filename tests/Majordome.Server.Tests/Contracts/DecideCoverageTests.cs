using Majordome.Domain.Contracts;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

public sealed class DecideCoverageTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_item_of_a_line_is_covered_in_the_hours_of_its_site(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var overseas = new ScopeLine("L3", new ScopeTarget.OneItem(world.Overseas), new(world.Today));
        (await world.SignAsync(world.Terms with { Scope = [.. world.Terms.Scope, overseas] })).IsAccepted.ShouldBeTrue();

        var erp = await world.DecideAsync(world.Erp);
        erp.Decision.Verdict.ShouldBe(CoverageVerdict.Included);
        erp.Decision.Item.Line!.Key.ShouldBe("L1");
        erp.Promise.ShouldNotBeNull().Zone.ShouldBe("Europe/Paris");
        erp.Promise.Targets.ShouldBe(new(Duration.FromHours(1), Duration.FromHours(8)));
        erp.Pauses.Length.ShouldBe(4);

        var distant = (await world.DecideAsync(world.Overseas)).Promise.ShouldNotBeNull();
        (distant.Zone, distant.Holidays).ShouldBe(("Indian/Reunion", "FR-reunion"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_promised_is_kept_whole_through_an_amendment(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var signed = (await world.SignAsync(world.Terms)).Value;
        var next = world.Today.PlusDays(10);
        (await world.AmendAsync(signed.Id, 0, next, world.Terms with { AttentionPercent = 60 })).Value.Number.ShouldBe(1);

        var today = await world.DecideAsync(world.Erp);
        (today.Decision.Contract!.Version, today.AttentionPercent).ShouldBe((0, 75));
        var later = await world.DecideAsync(world.Erp, at: next.AtMidnight().InZoneLeniently(DateTimeZoneProviders.Tzdb["Europe/Paris"]).ToInstant());
        (later.Decision.Contract!.Version, later.AttentionPercent).ShouldBe((1, 60));
    }

    [Fact]
    public async Task An_unknown_item_and_another_clients_item_are_to_be_decided()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        foreach (var item in new Guid?[] { null, world.BakeryServer, Guid.CreateVersion7() })
        {
            var answer = await world.DecideAsync(item);
            answer.Decision.Verdict.ShouldBe(CoverageVerdict.Undecided);
            answer.Promise.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Nothing_is_promised_out_of_scope_to_be_quoted_or_without_a_contract()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        (await world.DecideAsync(world.Erp)).Decision.Verdict.ShouldBe(CoverageVerdict.NoContractInForce);
        await world.SignAsync(world.Terms);
        var answers = new[] { await world.DecideAsync(world.Overseas), await world.DecideAsync(world.Erp, nature: Nature.Enhancement) };
        answers.Select(a => a.Decision.Verdict).ShouldBe([CoverageVerdict.OutOfScope, CoverageVerdict.Quoted]);
        answers.ShouldAllBe(a => a.Promise == null);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Recipients_are_those_of_the_contract_less_closed_accounts(DatabaseKind kind)
    {
        await using var world = await ContractWorld.StartAsync(kind);
        var contract = (await world.SignAsync(world.Terms)).Value.Id;
        (await RecipientsAsync(world, contract)).ShouldBe([world.Manager.UserId!.Value, world.Technician.UserId!.Value]);
        (await RecipientsAsync(world, null)).ShouldBe([world.Manager.UserId!.Value, world.Technician.UserId!.Value]);

        await world.Server.ReadAsync(Caller.Program("test"), db => db.Users.Where(u => u.Id == world.Manager.UserId)
            .ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, world.Server.Clock.GetCurrentInstant())));
        (await RecipientsAsync(world, contract)).ShouldBe([world.Technician.UserId!.Value]);
        (await RecipientsAsync(world, null, world.Bakery)).ShouldBeEmpty();
    }

    private static Task<Guid[]> RecipientsAsync(ContractWorld world, Guid? contract, Guid? client = null) =>
        world.AskAsync<IContractTerms, Guid[]>(async terms =>
            [.. (await terms.RecipientsAsync(client ?? world.Dairy, contract, world.Server.Clock.GetCurrentInstant(), default)).Select(r => r.Person)]);
}
