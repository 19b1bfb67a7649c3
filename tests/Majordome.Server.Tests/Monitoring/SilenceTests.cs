using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Server.Tests.Monitoring;

public sealed class SilenceTests
{
    private static readonly IncidentPolicy TellsOfNoData =
        IncidentPolicy.Default with { NoData = new(OpensIncident: true, IsTold: true, Urgency.Medium) };

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nothing_is_told_within_a_window_and_what_is_left_is_told_at_its_end(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok);
        var end = watched.Now + Duration.FromMinutes(2);
        (await watched.Server.RunAsync(Watched.Program, (RecordMaintenance c) => c.HandleAsync(watched.AssetId, watched.Now, end, "disques", default))).IsAccepted.ShouldBeTrue();

        await watched.SendAsync(Critical, Critical, Critical);
        watched.Told.Problems.ShouldBeEmpty();
        (await watched.LookAsync()).ShouldBe(0);
        watched.Server.Clock.Set(end);
        (await watched.LookAsync()).ShouldBe(1);

        watched.Told.Problems.ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_silence_holds_the_closure_until_it_is_lifted(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok, Critical, Critical, Critical);
        var silence = await watched.Server.RunAsync(
            Watched.Program, (SilenceAlert c) => c.HandleAsync(watched.CheckId, watched.Now + Duration.FromHours(4), "pièce commandée", default));

        await watched.SendAsync(Ok);
        watched.Told.Closures.ShouldBeEmpty();
        (await watched.Server.RunAsync(Watched.Program, (Unsilence c) => c.HandleAsync(silence.Value, default))).IsAccepted.ShouldBeTrue();

        watched.Told.Closures.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_silence_needs_a_reason_and_an_end_to_come()
    {
        await using var watched = await Watched.StartAsync();

        var refused = await watched.Server.RunAsync(Watched.Program, (SilenceAlert c) => c.HandleAsync(watched.CheckId, watched.Now, " ", default));

        refused.Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("until", "until-not-after-from"), ("reason", "reason-required")]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Silence_of_the_check_is_no_data_since_the_first_missing_result(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind, Watched.Form("HTTP") with { Treatment = TellsOfNoData });
        await watched.SendAsync(Ok);
        var due = watched.Now + Duration.FromMinutes(1);
        watched.Server.Clock.Advance(Duration.FromSeconds(191));
        (await watched.HandAsync(watched.BatchOf([]))).IsAccepted.ShouldBeTrue();

        (await watched.LookAsync()).ShouldBe(1);

        var standing = await watched.StandingAsync();
        (standing.Confirmed, standing.Since).ShouldBe((NoData, due));
        watched.Told.Problems.ShouldHaveSingleItem().Severity.ShouldBe(NoData);
        (await watched.LookAsync()).ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_silent_probe_makes_its_checks_unknown_and_is_one_fact(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind, Watched.Form("HTTP") with { Treatment = TellsOfNoData });
        var other = await watched.AddAsync(Watched.Form("HTTPS") with { Treatment = TellsOfNoData });
        await watched.SendAsync(Ok);
        var heard = watched.Now;
        (await watched.HandAsync(watched.BatchOf([watched.Run(other, Ok)]))).IsAccepted.ShouldBeTrue();

        watched.Server.Clock.Advance(Duration.FromSeconds(191));
        await watched.LookAsync();

        (await watched.StandingAsync()).Confirmed.ShouldBe(NoData);
        (await watched.StandingAsync(other)).Confirmed.ShouldBe(NoData);
        watched.Told.Problems.ShouldBeEmpty();
        (await watched.AllAsync<ProbeRow>()).ShouldHaveSingleItem().SilentSince.ShouldBe(heard);
        (await watched.TroublesAsync()).ShouldBe(["probe-silent"]);

        await watched.SendAsync(Ok);
        await watched.LookAsync();
        (await watched.AllAsync<ProbeRow>()).ShouldHaveSingleItem().SilentSince.ShouldBeNull();
    }

    [Fact]
    public async Task Removing_a_check_with_a_told_problem_settles_what_is_owed_and_looks_no_more()
    {
        await using var watched = await Watched.StartAsync();
        await watched.SendAsync(Ok, Critical, Critical, Critical);

        (await watched.Server.RunAsync(Watched.Program, (RemoveCheck c) => c.HandleAsync(watched.CheckId, null, default))).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<Telling>()).Select(t => t.Key).ShouldContain("1/closed");
        (watched.Told.Closures.Count, watched.Told.Withdrawals.ShouldHaveSingleItem().Problem).ShouldBe((0, 1));
        watched.Server.Clock.Advance(Duration.FromHours(1));
        (await watched.LookAsync()).ShouldBe(1); // the probe alone
        await watched.SendAsync(Ok);
        (await watched.StandingAsync()).Confirmed.ShouldBe(NoData);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_asset_that_is_retired_is_no_longer_checked_and_its_told_problem_is_withdrawn(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok, Critical, Critical, Critical);

        (await watched.Server.RunAsync(Watched.Program, (RetireAsset c) => c.HandleAsync(watched.AssetId, true, default))).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<Check>()).ShouldAllBe(c => !c.Enabled);
        watched.Told.Withdrawals.ShouldHaveSingleItem().CheckId.ShouldBe(watched.CheckId);
        (await watched.Server.RunAsync(Watched.Program, (RetireAsset c) => c.HandleAsync(watched.AssetId, false, default))).IsAccepted.ShouldBeTrue();
        (await watched.AllAsync<Check>()).ShouldAllBe(c => !c.Enabled);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Runs_older_than_forty_days_are_forgotten(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok);
        watched.Server.Clock.Advance(CheckResultRow.Retention);
        await watched.SendAsync(Ok);

        (await Watch(watched).PruneAsync(default)).ShouldBe(1);

        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(1);
    }

    private static CheckWatch Watch(Watched watched) =>
        (CheckWatch)watched.Server.Services.GetService(typeof(CheckWatch))!;
}
