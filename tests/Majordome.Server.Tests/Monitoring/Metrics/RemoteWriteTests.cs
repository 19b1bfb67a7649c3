using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Majordome.Protocols.Prometheus;
using Majordome.Protocols.Snappy;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

public sealed class RemoteWriteTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_a_source_writes_is_read_by_its_clients_people_alone(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        using var people = await PeopleAsync(watched);
        var made = await people.PostAsJsonAsync("/api/v1/sources", new { clientId = watched.ClientId, source = new { name = "prometheus" } }, Cancel);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("token").GetString()!;

        var now = watched.Server.Clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        (await WriteAsync(watched, "Bearer", token, Request(now, 1.5, 2))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await WriteAsync(watched, "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("prometheus:" + token)), Request(now + 15_000, 3))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var read = await people.GetFromJsonAsync<JsonElement>(
            $"/api/v1/metrics/samples?clientId={watched.ClientId}&label=__name__:up&to={watched.Server.Clock.GetCurrentInstant() + Duration.FromHours(1):uuuu-MM-dd'T'HH:mm:ss'Z'}", Cancel);
        read[0].GetProperty("values").EnumerateArray().Select(v => v.GetDouble()).ShouldBe([1.5, 2, 3]);
        read[0].GetProperty("labels").GetProperty("instance").GetString().ShouldBe("srv-1:9100");

        var another = await watched.Server.RunAsync(Watched.Program, (Watched.MakeEstate c) => c.HandleAsync("ZZ", "SRV-1"));
        await watched.Server.AddUserAsync("other@example.org", null, new Grant(Role.Engineer, another.Value.Client));
        using var other = await watched.Server.ApiAsync("other@example.org");
        (await other.GetAsync($"/api/v1/metrics/samples?clientId={watched.ClientId}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.GetAsync($"/api/v1/metrics/series?clientId={watched.ClientId}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_not_write_is_told_why_and_nothing_is_kept()
    {
        await using var watched = await Watched.StartAsync();
        using var people = await PeopleAsync(watched);
        var secret = people.DefaultRequestHeaders.Authorization!.Parameter!;
        var now = watched.Server.Clock.GetCurrentInstant().ToUnixTimeMilliseconds();

        var unknown = await WriteAsync(watched, "Bearer", "mjs_nobody", Request(now, 1));
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        unknown.Headers.WwwAuthenticate.ToString().ShouldContain("Basic");
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, [1, 2, 3]))).ShouldBe((HttpStatusCode.BadRequest, "body-malformed"));
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, SnappyBlock.Compress([0x0A, 0x7F])))).ShouldBe((HttpStatusCode.BadRequest, "body-malformed"));
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, Request(now + 7_200_000, 1)))).ShouldBe((HttpStatusCode.BadRequest, "sample-not-of-now"));
        var forgotten = now - (long)watched.Server.Services.GetRequiredService<MetricRetention>().Samples.TotalMilliseconds;
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, Request(forgotten, 1)))).ShouldBe((HttpStatusCode.BadRequest, "sample-too-old"));
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, Request(now, 1), encoding: "gzip"))).ShouldBe((HttpStatusCode.UnsupportedMediaType, "encoding-unsupported"));
        (await watched.AllAsync<MetricBatchRow>()).ShouldBeEmpty();

        (await WriteAsync(watched, "Bearer", secret, Request(now, 1))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("/api/v1/write")]
    [InlineData("/v1/metrics")]
    [InlineData("/api/v1/alerts/alertmanager")]
    public async Task Whatever_comes_a_sender_that_is_not_known_is_told_so(string address)
    {
        await using var watched = await Watched.StartAsync();
        using var nobody = watched.Server.Anonymous();
        using var content = new StringContent("anything", Encoding.UTF8, "text/plain");

        (await nobody.PostAsync(address, content, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await nobody.PostAsync(address, null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Above_its_allowance_a_source_is_told_when_to_come_again()
    {
        await using var watched = await Watched.StartAsync();
        using var people = await PeopleAsync(watched);
        var made = await people.PostAsJsonAsync("/api/v1/sources", new { clientId = watched.ClientId, source = new { name = "small", mostSamples = 3, mostSeries = 1 } }, Cancel);
        var token = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("token").GetString()!;
        var now = watched.Server.Clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        (await WriteAsync(watched, "Bearer", token, Request(now, 1, 2))).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var refused = await WriteAsync(watched, "Bearer", token, Request(now + 30_000, 1, 2));

        (await RuleOfAsync(refused)).ShouldBe((HttpStatusCode.TooManyRequests, "sender-too-fast"));
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        watched.Server.Clock.Advance(Duration.FromMinutes(1));
        (await WriteAsync(watched, "Bearer", token, Request(now + 30_000, 1, 2))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", token, Request(now, "other_metric", 1)))).ShouldBe((HttpStatusCode.TooManyRequests, "series-too-many"));

        var source = (await watched.AllAsync<Source>()).ShouldHaveSingleItem();
        using var ended = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/sources/{source.Id}");
        ended.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await people.SendAsync(ended, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await WriteAsync(watched, "Bearer", token, Request(now, 1))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>Remote write 2.0 has another message under the same address: read as 1.0 it would be an empty request.</summary>
    [Fact]
    public async Task Another_message_than_that_of_1_0_is_refused_and_so_is_a_body_without_any()
    {
        await using var watched = await Watched.StartAsync();
        using var people = await PeopleAsync(watched);
        var secret = people.DefaultRequestHeaders.Authorization!.Parameter!;
        var now = watched.Now.ToUnixTimeMilliseconds();

        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, Request(now, 1), type: "application/x-protobuf;proto=io.prometheus.write.v2.Request")))
            .ShouldBe((HttpStatusCode.UnsupportedMediaType, "type-unsupported"));
        (await WriteAsync(watched, "Bearer", secret, Request(now, 1), type: "application/x-protobuf;proto=prometheus.WriteRequest")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, []))).ShouldBe((HttpStatusCode.BadRequest, "body-malformed"));
        (await RuleOfAsync(await WriteAsync(watched, "Bearer", secret, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]))).ShouldBe((HttpStatusCode.BadRequest, "body-too-large"));

        var token = (await watched.AllAsync<ApiToken>()).Single().Id;
        watched.Server.Services.GetRequiredService<SenderMeters>().FiguresOf(token)!.Refused.ShouldBe(3);
    }

    [Fact]
    public async Task Native_histograms_are_told_and_the_samples_beside_them_kept()
    {
        await using var watched = await Watched.StartAsync();
        var token = (await watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("prometheus"), Cancel))).Value.Token;
        var writer = new RemoteWriteWriter();
        writer.Series([.. RemoteWriteWriter.LabelBlock([new("__name__", "latency"), new("job", "node")]), 0x22, 0x00], []);
        writer.Series(RemoteWriteWriter.LabelBlock([new("__name__", "up"), new("job", "node")]), [new RemoteWriteSample(1, watched.Now.ToUnixTimeMilliseconds())]);

        (await WriteAsync(watched, "Bearer", token, writer.ToBody())).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var store = watched.Server.Services.GetRequiredService<IMetricStore>();
        (await store.FindAsync(watched.ClientId, [new("job", "node")], 10, Cancel)).ShouldHaveSingleItem()["__name__"].ShouldBe("up");
        await watched.Server.Services.GetRequiredService<AsideTray>().EmptyAsync(everything: true, Cancel);
        var stray = (await watched.AllAsync<StrayMessage>()).ShouldHaveSingleItem();
        (stray.Kind, stray.FromName, stray.Reason, stray.Payload).ShouldBe(("remote-write", "prometheus", "histograms-not-kept", """{__name__="latency", job="node"}: 1"""));
    }

    /// <summary>What a source may have is what it was the first to bring, also for a server that reads the series anew: what others brought takes no room of it.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task Each_source_has_room_for_its_own_series(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        using var people = await PeopleAsync(watched);
        async Task<string> SourceAsync(string name, int mostSeries)
        {
            var made = await people.PostAsJsonAsync("/api/v1/sources", new { clientId = watched.ClientId, source = new { name, mostSeries } }, Cancel);
            return (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("token").GetString()!;
        }

        var (large, small) = (await SourceAsync("large", 5), await SourceAsync("small", 2));
        var now = watched.Server.Clock.GetCurrentInstant().ToUnixTimeMilliseconds();
        Task<HttpResponseMessage> SendAsync(string token, string name) => WriteAsync(watched, "Bearer", token, Request(now, name, 1));
        string[] names = ["l0", "l1", "l2", "l3", "l4"];
        foreach (var name in names)
        {
            (await SendAsync(large, name)).StatusCode.ShouldBe(HttpStatusCode.NoContent, name);
        }

        (await SendAsync(small, "s0")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(small, "s1")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RuleOfAsync(await SendAsync(small, "s2"))).ShouldBe((HttpStatusCode.TooManyRequests, "series-too-many"));
        (await RuleOfAsync(await SendAsync(large, "l5"))).ShouldBe((HttpStatusCode.TooManyRequests, "series-too-many"));
        (await SendAsync(small, "l0")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var anew = await new SeriesCatalogues(watched.Server.Services.GetRequiredService<Database>()).OfAsync(watched.ClientId);
        var sources = (await watched.AllAsync<Source>()).ToDictionary(source => source.Name, source => source.Id);
        (anew.HasRoom(sources["small"], 2), anew.HasRoom(sources["small"], 3)).ShouldBe((false, true));
        (anew.HasRoom(sources["large"], 5), anew.HasRoom(sources["large"], 6)).ShouldBe((false, true));
    }

    private static async Task<HttpClient> PeopleAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("engineer@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        return await watched.Server.ApiAsync("engineer@example.org");
    }

    private static byte[] Request(long at, params double[] values) => Request(at, "up", values);

    private static byte[] Request(long at, string name, params double[] values)
    {
        var writer = new RemoteWriteWriter();
        writer.Series(
            RemoteWriteWriter.LabelBlock([new("__name__", name), new("instance", "srv-1:9100"), new("job", "node")]),
            [.. values.Select((value, i) => new RemoteWriteSample(value, at + (i * 1000)))]);
        return writer.ToBody();
    }

    private static async Task<HttpResponseMessage> WriteAsync(Watched watched, string scheme, string secret, byte[] body, string encoding = "snappy", string type = "application/x-protobuf")
    {
        using var client = watched.Server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/write") { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, secret);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        request.Content.Headers.ContentEncoding.Add(encoding);
        return await client.SendAsync(request, Cancel);
    }

    private static async Task<(HttpStatusCode, string?)> RuleOfAsync(HttpResponseMessage answer) =>
        (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors")[0].GetProperty("rule").GetString());
}
