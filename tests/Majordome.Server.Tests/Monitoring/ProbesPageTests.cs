using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>What a probe tells of itself is shown to those who see every client.</summary>
public sealed class ProbesPageTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Starts_that_were_late_and_results_that_wait_or_are_lost_are_shown(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var lost = watched.Now - Duration.FromHours(1);
        var away = await watched.AddProbeAsync();
        var batch = watched.Batch(CheckStatus.Ok) with
        {
            Probe = away, SentAt = watched.Now + Duration.FromMinutes(3), Health = new ProbeHealth(Waiting: 41, Lost: 2, lost, Running: 7, LateStarts: 31, Duration.FromMilliseconds(2_450)),
        };
        (await watched.HandAsync(batch)).IsAccepted.ShouldBeTrue();
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        using var nadia = await Visitor.SignedInAsync(watched.Server, "nadia@example.org");

        await nadia.GetAsync("/monitoring/probes");

        var row = nadia.Page.QuerySelectorAll("tr[data-row]").Single(one => one.TextContent.Contains("SITE-2", StringComparison.Ordinal));
        row.QuerySelectorAll("td").Skip(1).Select(cell => cell.TextContent.Trim()).ShouldBe(["0", "7", "31", "2,45\u00A0s", "40", "2"]);
        row.TextContent.ShouldContain("horloge en avance de");
        using var api = await watched.Server.ApiAsync("nadia@example.org");
        var probe = (await api.GetFromJsonAsync<JsonElement>("/api/v1/probes", Cancel)).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("id").GetGuid() == away);
        (probe.GetProperty("lateStarts").GetInt64(), probe.GetProperty("running").GetInt32(), probe.GetProperty("waiting").GetInt64()).ShouldBe((31L, 7, 40L));
    }

    [Fact]
    public async Task Who_sees_one_client_does_not_see_the_probes()
    {
        await using var watched = await Watched.StartAsync();
        await watched.Server.AddUserAsync("one@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        using var api = await watched.Server.ApiAsync("one@example.org");

        (await api.GetAsync("/api/v1/probes", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }
}
