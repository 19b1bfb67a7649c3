using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Zabbix;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

public sealed class IntakeReceiversTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Numbers_of_zabbix_sender_are_series_and_the_answer_counts_what_was_kept(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await SourceAsync(watched, "127.0.0.0/8");
        var second = watched.Now.ToUnixTimeSeconds();
        var answer = await ZabbixAsync(watched, new
        {
            request = "sender data",
            data = new object[]
            {
                new { host = "SRV-ERP01", key = "load[1]", value = "0.25", clock = second, ns = 5_000 },
                new { host = "SRV-ERP01", key = "load[1]", value = 1.5, clock = second + 1 },
                new { host = "SRV-ERP01", key = "state", value = "tout va bien", clock = second },
                new { host = "SRV-ERP01", key = "load[1]", value = "NaN" },
                new { host = "SRV-ERP01", key = "load[1]", value = "7", clock = second + 7_200 },
                new { host = "SRV-ERP01" },
            },
        });

        answer.ShouldContain("processed: 2; failed: 4; total: 6;");
        var store = watched.Server.Services.GetRequiredService<IMetricStore>();
        var found = await store.FindAsync(watched.ClientId, [new("__name__", "zabbix"), new("host", "SRV-ERP01")], 10, Cancel);
        found.ShouldHaveSingleItem()["key"].ShouldBe("load[1]");
        var samples = (await store.SamplesAsync(watched.ClientId, found, (second - 60) * 1_000_000, (second + 60) * 1_000_000, Cancel)).ShouldHaveSingleItem();
        samples.Instants.ToArray().ShouldBe([second * 1_000_000 + 5, (second + 1) * 1_000_000]);
        samples.Values.ToArray().ShouldBe([0.25, 1.5]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Nothing_of_an_unknown_address_or_above_the_allowance_is_answered_as_processed(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var request = new { request = "sender data", data = new[] { new { host = "a", key = "k", value = "1" }, new { host = "a", key = "l", value = "2" } } };
        (await ZabbixAsync(watched, request)).ShouldContain("processed: 0; failed: 2; total: 2;");

        await SourceAsync(watched, "127.0.0.1", mostSeries: 1);
        (await ZabbixAsync(watched, request)).ShouldContain("processed: 1; failed: 1; total: 2;");
        (await ZabbixAsync(watched, new { request = "active checks", host = "a" })).ShouldContain("\"failed\"");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Alerts_are_results_of_the_check_of_their_name_and_a_webhook_counts_once(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        using var sender = await SenderAsync(watched);
        var begin = watched.Now;
        watched.Server.Clock.Advance(Duration.FromMinutes(1));
        var firing = Webhook(Alert("DiskFull", "srv-erp01:9100", "warning", "/var à 85 %", begin), Alert("DiskFull", "SRV-ERP01:9100", "critical", "/ à 99 %", begin));

        (await PostAsync(sender, firing)).ShouldBe((1, 0));
        (await PostAsync(sender, firing)).ShouldBe((1, 0));

        var check = (await watched.AllAsync<Check>()).Single(c => c.Type == Check.Passive && c.Name == "DiskFull");
        check.AssetId.ShouldBe(watched.AssetId);
        (await watched.AllAsync<CheckResultRow>()).ShouldHaveSingleItem().Text.ShouldBe("/ à 99 %");
        (await watched.StandingAsync(check.Id)).Confirmed.ShouldBe(CheckStatus.Critical);
        watched.Told.Problems.ShouldHaveSingleItem().Summary.ShouldBe("DiskFull\u00A0: / à 99\u00A0%");

        watched.Server.Clock.Advance(Duration.FromMinutes(5));
        await PostAsync(sender, Webhook(Alert("DiskFull", "SRV-ERP01", "critical", "/ à 99 %", begin, begin + Duration.FromMinutes(4))));
        (await watched.StandingAsync(check.Id)).Confirmed.ShouldBe(CheckStatus.Ok);
        watched.Told.Closures.Count.ShouldBe(1);
    }

    /// <summary>What an earlier webhook kept silent about was not known: it is dated when it is told, and told of; and what changes at one instant changes.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_alert_that_began_before_what_is_known_counts_from_when_it_is_told(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        using var sender = await SenderAsync(watched);
        var begin = watched.Now;
        watched.Server.Clock.Advance(Duration.FromMinutes(10));
        var warning = Alert("DiskFull", "srv-erp01", "warning", "/var à 85 %", begin + Duration.FromMinutes(5));
        await PostAsync(sender, Webhook(warning));
        var check = (await watched.AllAsync<Check>()).Single(c => c.Type == Check.Passive && c.Name == "DiskFull");
        var end = begin + Duration.FromMinutes(8);
        await PostAsync(sender, Webhook(Alert("DiskFull", "srv-erp01", "warning", "/var à 85 %", begin + Duration.FromMinutes(5), end)));
        (await watched.StandingAsync(check.Id)).Confirmed.ShouldBe(CheckStatus.Ok);

        watched.Server.Clock.Advance(Duration.FromMinutes(1));
        var silenced = Alert("DiskFull", "srv-erp01", "critical", "/ à 99 %", begin);
        await PostAsync(sender, Webhook(silenced));

        var standing = await watched.StandingAsync(check.Id);
        (standing.Confirmed, standing.ReadState().ConfirmedSince).ShouldBe((CheckStatus.Critical, watched.Now));
        watched.Told.Problems.ShouldHaveSingleItem().Summary.ShouldBe("DiskFull\u00A0: / à 99\u00A0%");

        watched.Server.Clock.Advance(Duration.FromMinutes(1));
        await PostAsync(sender, Webhook(silenced));
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(3);
        await PostAsync(sender, Webhook(silenced, Alert("DiskFull", "srv-erp01", "warning", "/var à 85 %", watched.Now)));
        await PostAsync(sender, Webhook(Alert("DiskFull", "srv-erp01", "critical", "/ à 99 %", begin, watched.Now)));
        (await watched.StandingAsync(check.Id)).Confirmed.ShouldBe(CheckStatus.Ok);
    }

    [Fact]
    public async Task The_name_of_a_group_that_is_too_long_is_cut_and_still_told_from_another()
    {
        await using var watched = await Watched.StartAsync();
        using var sender = await SenderAsync(watched);
        foreach (var end in new[] { "a", "b" })
        {
            (await PostAsync(sender, new
            {
                version = "4", groupKey = "g", status = "firing", receiver = "majordome", groupLabels = new { alertname = "Down", instance = "srv-erp01", pod = new string('x', 200) + end },
                alerts = new[] { Alert("Down", "srv-erp01", "page", "muet", watched.Now) },
            })).ShouldBe((1, 0));
        }

        var names = (await watched.AllAsync<Check>()).Where(c => c.Type == Check.Passive).Select(c => c.Name).Distinct().ToList();
        names.Count.ShouldBe(2);
        names.ShouldAllBe(name => name.Length == CheckForms.LongestName && name.StartsWith("Down (pod xxx"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_about_nothing_known_is_put_aside_for_those_who_see_all_clients(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        using var sender = await SenderAsync(watched);
        await watched.MakeEstateAsync("XX", "SRV-X");
        (await PostAsync(sender, Webhook(Alert("Down", "srv-x", "page", "d’un autre client", watched.Now)))).ShouldBe((0, 1));
        (await PostAsync(sender, Webhook(Alert("HTTP", "srv-erp01", "page", "mesuré par la sonde", watched.Now)))).ShouldBe((0, 1));
        await ZabbixAsync(watched, new { request = "sender data", data = new[] { new { host = "a", key = "k", value = "1" } } });

        await watched.Server.AddUserAsync("all@example.org", null, new Grant(Role.Engineer, null));
        await watched.Server.AddUserAsync("one@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        using var all = await watched.Server.ApiAsync("all@example.org");
        using var one = await watched.Server.ApiAsync("one@example.org");
        var items = (await all.GetFromJsonAsync<JsonElement>("/api/v1/stray-messages", Cancel)).GetProperty("items").EnumerateArray().ToList();
        items.Select(i => (i.GetProperty("kind").GetString(), i.GetProperty("fromName").GetString(), i.GetProperty("reason").GetString())).ShouldBe(
            [("alertmanager", "Zabbix", "asset-unknown"), ("alertmanager", "Zabbix", "check-not-passive"), ("zabbix", "127.0.0.1", "sender-unknown")]);
        items[0].GetProperty("payload").GetString()!.ShouldContain("d’un autre client");
        (await one.GetAsync("/api/v1/stray-messages", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_thousand_of_a_kind_and_sender_are_put_aside_and_the_rest_is_counted()
    {
        await using var watched = await Watched.StartAsync();
        var strays = Enumerable.Repeat(new Stray("asset-unknown", new string('é', 40_000) + "\0"), 700).ToList();
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await watched.Server.RunAsync(Watched.Program, (PutAside c) => c.HandleAsync("nrdp", "a", "A", strays, Cancel));
        }

        await watched.Server.RunAsync(Watched.Program, (PutAside c) => c.HandleAsync("nrdp", "a", "A", strays, Cancel));
        await watched.Server.RunAsync(Watched.Program, (PutAside c) => c.HandleAsync("nrdp", "b", "B", [strays[0]], Cancel));

        var rows = (await watched.AllAsync<StrayMessage>()).OrderBy(m => m.Id).ToList();
        rows.Count.ShouldBe(PutAside.Most + 1);
        rows[PutAside.Most - 1].NotKept.ShouldBe(1_100);
        rows.Sum(m => m.NotKept).ShouldBe(1_100);
        rows[0].Payload.ShouldBe(new string('é', 32_768));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Results_by_nrdp_are_those_of_passive_checks(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var token = await SourceAsync(watched, null);
        const string xml = """
            <checkresults>
              <checkresult type="service"><hostname>srv-erp01</hostname><servicename>Sauvegarde</servicename><state>2</state><output>échec | size=3GB</output></checkresult>
              <checkresult type="host"><hostname>SRV-ERP01</hostname><state>0</state><output>UP</output></checkresult>
              <checkresult type="host"><hostname>inconnu</hostname><state>1</state><output>DOWN</output></checkresult>
            </checkresults>
            """;

        (await NrdpAsync(watched, "mjs_faux", "XMLDATA", xml)).ShouldContain("<status>-1</status>");
        (await watched.AllAsync<CheckResultRow>()).ShouldBeEmpty();
        (await NrdpAsync(watched, token, "XMLDATA", xml)).ShouldBe("<result><status>0</status><message>OK</message><meta><output>3 checks processed.</output></meta></result>");
        var json = """{"checkresults":[{"checkresult":{"type":"service"},"hostname":"srv-erp01","servicename":"Sauvegarde","state":"0","output":"faite"}]}""";
        (await NrdpAsync(watched, token, "JSONDATA", json)).ShouldContain("\"status\":0");

        var checks = (await watched.AllAsync<Check>()).Where(c => c.Type == Check.Passive).ToDictionary(c => c.Name, c => c.Id);
        checks.Keys.Order(StringComparer.Ordinal).ShouldBe(["Sauvegarde", "host"]);
        watched.Told.Problems.ShouldHaveSingleItem().Summary.ShouldBe("Sauvegarde\u00A0: échec");
        (await watched.StandingAsync(checks["Sauvegarde"])).Confirmed.ShouldBe(CheckStatus.Ok);
        (await watched.AllAsync<CheckResultRow>()).Single(r => r.Status is CheckStatus.Critical).Measurements!.ShouldContain("GB");
        (await watched.AllAsync<StrayMessage>()).ShouldHaveSingleItem().Payload.ShouldContain("inconnu");
    }

    /// <summary>Alertmanager does not send again what is answered by 400, and nobody looks at its own log: what it said is shown here.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_body_that_cannot_be_read_is_counted_and_put_aside(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var token = await SourceAsync(watched, null);
        using var sender = watched.Server.Anonymous();
        sender.DefaultRequestHeaders.Authorization = new("Bearer", token);

        (await sender.PostAsJsonAsync("/api/v1/alerts/alertmanager", new { version = "1", alerts = Array.Empty<object>() }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var far = Webhook(Alert("Down", "srv-erp01", "page", "muet", watched.Now));
        var later = JsonSerializer.Serialize(far).Replace("0001-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", StringComparison.Ordinal);
        using var content = new StringContent(later);
        (await sender.PostAsync("/api/v1/alerts/alertmanager", content, Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await NrdpAsync(watched, token, "XMLDATA", "<checkresults>")).ShouldContain("<status>-1</status>");

        await watched.Server.Services.GetRequiredService<AsideTray>().EmptyAsync(everything: true, Cancel);
        var strays = (await watched.AllAsync<StrayMessage>()).OrderBy(s => s.Kind, StringComparer.Ordinal).ToList();
        strays.Select(s => (s.Kind, s.FromName, s.Reason, s.NotKept)).ShouldBe([("alertmanager", "Zabbix", "body-malformed", 1), ("nrdp", "Zabbix", "body-malformed", 0)]);
        (strays[0].Payload, strays[1].Payload).ShouldBe(("""{"version":"1","alerts":[]}""", "<checkresults>"));
        var source = (await watched.AllAsync<Source>()).ShouldHaveSingleItem().Id;
        watched.Server.Services.GetRequiredService<SenderMeters>().FiguresOf(source)!.Refused.ShouldBe(3);
    }

    private static async Task<string> NrdpAsync(Watched watched, string token, string field, string body)
    {
        using var http = watched.Server.Anonymous();
        using var form = new FormUrlEncodedContent([new("token", token), new("cmd", "submitcheck"), new(field, body)]);
        return await (await http.PostAsync("/nrdp/", form, Cancel)).Content.ReadAsStringAsync(Cancel);
    }

    private static async Task<HttpClient> SenderAsync(Watched watched)
    {
        var http = watched.Server.Anonymous();
        http.DefaultRequestHeaders.Authorization = new("Bearer", await SourceAsync(watched, null));
        return http;
    }

    private static object Alert(string name, string instance, string severity, string summary, Instant begin, Instant? end = null) => new
    {
        status = end is null ? "firing" : "resolved",
        labels = new { alertname = name, instance, severity },
        annotations = new { summary },
        startsAt = begin.ToString(),
        endsAt = end?.ToString() ?? "0001-01-01T00:00:00Z",
        fingerprint = name + severity,
    };

    private static object Webhook(params object[] alerts) => new { version = "4", groupKey = "g", status = "firing", receiver = "majordome", alerts };

    private static async Task<(int Checks, int Aside)> PostAsync(HttpClient http, object webhook)
    {
        var answer = await http.PostAsJsonAsync("/api/v1/alerts/alertmanager", webhook, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var counts = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return (counts.GetProperty("checks").GetInt32(), counts.GetProperty("aside").GetInt32());
    }

    private static async Task<string> SourceAsync(Watched watched, string? networks, int mostSeries = Source.DefaultMostSeries) =>
        (await watched.Server.RunAsync(
            Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Zabbix", networks, MostSeries: mostSeries), Cancel))).Value.Token;

    private static async Task<string> ZabbixAsync(Watched watched, object request)
    {
        using var listener = ActivatorUtilities.CreateInstance<ZabbixListener>(watched.Server.Services, new ServerOptions { ZabbixListen = "127.0.0.1:0" });
        await listener.StartAsync(Cancel);
        using var peer = new TcpClient();
        await peer.ConnectAsync(listener.Endpoint.ShouldNotBeNull(), Cancel);
        var stream = peer.GetStream();
        var frame = ZabbixFrame.Write(JsonSerializer.SerializeToUtf8Bytes(request));
        await stream.WriteAsync(frame.AsMemory(0, 9), Cancel);
        await stream.WriteAsync(frame.AsMemory(9), Cancel);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, Cancel);
        await listener.StopAsync(Cancel);
        return System.Text.Encoding.UTF8.GetString(ZabbixFrame.Read(answer.ToArray(), 4096).Data.ShouldNotBeNull());
    }
}
