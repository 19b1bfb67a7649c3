using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>A real Alertmanager sends what it was given; its clock and the server's are the machine's.</summary>
public sealed class AlertmanagerPeerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_group_of_alerts_is_a_check_that_follows_the_worst_until_the_last_is_resolved(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        await using var alertmanager = await AlertmanagerServer.StartAsync(watched.Server.Url, await TokenAsync(watched));
        var begin = SystemClock.Instance.GetCurrentInstant() - Duration.FromMinutes(10);
        var data = new GivenAlert("DiskFull", "srv-erp01:9100", "warning", "/var à 85 %", begin, Mountpoint: "/var");
        var root = new GivenAlert("DiskFull", "srv-erp01:9100", "critical", "/ à 99 %", begin + Duration.FromMinutes(1));

        await alertmanager.GiveAsync(data, root, new GivenAlert("DiskFull", "inconnu:9100", "warning", "/ à 90 %", begin));
        var check = await CheckAsync(watched, CheckStatus.Critical);
        check.AssetId.ShouldBe(watched.AssetId);
        (await LastTextAsync(watched, check)).ShouldBe("/ à 99 %");
        watched.Told.Problems.ShouldHaveSingleItem().Summary.ShouldBe("DiskFull\u00A0: / à 99\u00A0%");
        var stray = (await Eventually.ReadAsync(watched.AllAsync<StrayMessage>, all => all.Count > 0)).OrderBy(m => m.Id).First();
        (stray.Kind, stray.Reason).ShouldBe(("alertmanager", "asset-unknown"));
        JsonDocument.Parse(stray.Payload).RootElement[0].GetProperty("labels").GetProperty("instance").GetString().ShouldBe("inconnu:9100");

        await alertmanager.GiveAsync(root with { EndsAt = SystemClock.Instance.GetCurrentInstant() });
        await CheckAsync(watched, CheckStatus.Warning);
        (await LastTextAsync(watched, check)).ShouldBe("/var à 85 %");

        await alertmanager.GiveAsync(data with { EndsAt = SystemClock.Instance.GetCurrentInstant() });
        await CheckAsync(watched, CheckStatus.Ok);
        watched.Told.Problems.Count.ShouldBe(1);
        watched.Told.Closures.Count.ShouldBe(1);
        (await alertmanager.CountAsync("notifications_failed")).ShouldBe(0);
    }

    [Fact]
    public async Task What_was_above_the_allowance_comes_again_and_is_taken()
    {
        await using var watched = await StartAsync(DatabaseKind.Sqlite, onTheMachinesClock: false);
        watched.Server.Clock.Set(SystemClock.Instance.GetCurrentInstant());
        var token = await TokenAsync(watched, mostMessages: 1);
        var begin = SystemClock.Instance.GetCurrentInstant() - Duration.FromMinutes(10);
        await using var alertmanager = await AlertmanagerServer.StartAsync(watched.Server.Url, token, "alertname, instance");

        // Two groups, so two webhooks of one alert: the minute has room for the first.
        await alertmanager.GiveAsync(new GivenAlert("Down", "srv-erp01", "critical", "muet", begin), new GivenAlert("Down", "inconnu", "critical", "muet", begin));
        await Eventually.HoldsAsync(async () => await alertmanager.CountAsync("notifications_failed") > 0);
        watched.Server.Clock.Advance(Duration.FromMinutes(1));

        await CheckAsync(watched, CheckStatus.Critical);
        (await Eventually.ReadAsync(watched.AllAsync<StrayMessage>, all => all.Count > 0)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_is_resolved_in_a_group_does_not_end_what_fires_in_another()
    {
        await using var watched = await StartAsync(DatabaseKind.Sqlite);
        await using var alertmanager = await AlertmanagerServer.StartAsync(watched.Server.Url, await TokenAsync(watched), "alertname, instance, mountpoint");
        var begin = SystemClock.Instance.GetCurrentInstant() - Duration.FromMinutes(10);
        var data = new GivenAlert("DiskFull", "srv-erp01:9100", "warning", "/var à 85 %", begin, Mountpoint: "/var");
        var root = new GivenAlert("DiskFull", "srv-erp01:9100", "critical", "/ à 99 %", begin + Duration.FromMinutes(1));
        await alertmanager.GiveAsync(data, root);
        (await StatesAsync(watched, CheckStatus.Critical, CheckStatus.Warning)).ShouldBe([("DiskFull (mountpoint /)", CheckStatus.Critical), ("DiskFull (mountpoint /var)", CheckStatus.Warning)]);

        await alertmanager.GiveAsync(data with { EndsAt = SystemClock.Instance.GetCurrentInstant() });

        (await StatesAsync(watched, CheckStatus.Critical, CheckStatus.Ok)).ShouldBe([("DiskFull (mountpoint /)", CheckStatus.Critical), ("DiskFull (mountpoint /var)", CheckStatus.Ok)]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_alert_that_comes_out_of_a_silence_is_told_though_a_later_one_has_ended(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        await using var alertmanager = await AlertmanagerServer.StartAsync(watched.Server.Url, await TokenAsync(watched));
        var begin = SystemClock.Instance.GetCurrentInstant() - Duration.FromMinutes(10);
        var data = new GivenAlert("DiskFull", "srv-erp01:9100", "warning", "/var à 85 %", begin + Duration.FromMinutes(1), Mountpoint: "/var");
        var silence = await alertmanager.SilenceAsync("critical");
        await alertmanager.GiveAsync(new GivenAlert("DiskFull", "srv-erp01:9100", "critical", "/ à 99 %", begin), data);
        await CheckAsync(watched, CheckStatus.Warning);
        await alertmanager.GiveAsync(data with { EndsAt = SystemClock.Instance.GetCurrentInstant() });
        await CheckAsync(watched, CheckStatus.Ok);

        await alertmanager.ExpireAsync(silence);

        var check = await CheckAsync(watched, CheckStatus.Critical);
        (await LastTextAsync(watched, check)).ShouldBe("/ à 99 %");
        watched.Told.Problems.ShouldHaveSingleItem().Summary.ShouldBe("DiskFull\u00A0: / à 99\u00A0%");
    }

    /// <summary>The passive checks by name, once they are in these states.</summary>
    private static async Task<IEnumerable<(string Name, CheckStatus Confirmed)>> StatesAsync(Watched watched, params CheckStatus[] states)
    {
        var standings = await Eventually.ReadAsync(
            async () => (await watched.AllAsync<CheckStanding>()).Where(one => one.CheckId != watched.CheckId).ToList(),
            all => states.All(state => all.Any(one => one.Confirmed == state)));
        var checks = (await watched.AllAsync<Check>()).ToDictionary(check => check.Id, check => check.Name);
        return standings.Select(one => (Name: checks[one.CheckId], one.Confirmed)).OrderBy(one => one.Name, StringComparer.Ordinal);
    }

    private static async Task<Watched> StartAsync(DatabaseKind kind, bool onTheMachinesClock = true) =>
        await Watched.StartAsync(kind, configure: services => _ = onTheMachinesClock ? services.AddSingleton<IClock>(SystemClock.Instance) : services, onPort: true);

    private static async Task<string> TokenAsync(Watched watched, int mostMessages = Source.DefaultMostMessages) =>
        (await watched.Server.RunAsync(
            Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Alertmanager", MostMessages: mostMessages), Cancel))).Value.Token;

    /// <summary>The passive check, once it is in a state.</summary>
    private static async Task<Check> CheckAsync(Watched watched, CheckStatus status)
    {
        var standings = await Eventually.ReadAsync(watched.AllAsync<CheckStanding>, all => all.Any(one => one.CheckId != watched.CheckId && one.Confirmed == status));
        var standing = standings.Single(one => one.CheckId != watched.CheckId);
        standing.Confirmed.ShouldBe(status);
        return (await watched.AllAsync<Check>()).Single(one => one.Id == standing.CheckId && one.Type == Check.Passive);
    }

    private static async Task<string> LastTextAsync(Watched watched, Check check) =>
        (await watched.AllAsync<CheckResultRow>()).Where(row => row.CheckId == check.Id).MaxBy(row => row.Sequence)!.Text;
}
