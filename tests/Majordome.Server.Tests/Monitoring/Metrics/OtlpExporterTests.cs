using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using OpenTelemetry.Metrics;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>The exporter of the OpenTelemetry SDK as people have it in their programs.</summary>
public sealed class OtlpExporterTests
{
    private const string Protobuf = "application/x-protobuf";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_a_program_measures_is_read_back_with_its_labels_at_its_instants(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var program = new InstrumentedProgram(watched.Server.Url, await TokenAsync(watched));
        var done = program.Meter.CreateCounter<long>("jobs.done", "{job}");
        var waiting = program.Meter.CreateUpDownCounter<int>("jobs.waiting");
        var warmth = program.Meter.CreateGauge<double>("room.temperature", "Cel");
        var took = program.Meter.CreateHistogram("job.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] });
        var payload = program.Meter.CreateHistogram<double>("payload", "By");
        KeyValuePair<string, object?>[] mail = [new("queue.name", "mail"), new("urgent", true), new("shard", 3)];
        done.Add(5, mail);
        waiting.Add(4);
        waiting.Add(-6);
        warmth.Record(21.25, new KeyValuePair<string, object?>("room", "Salle « B »"));
        took.Record(0.05);
        took.Record(0.5);
        took.Record(30);
        payload.Record(100);
        var begin = SystemClock.Instance.GetCurrentInstant();

        program.Export().ShouldBeTrue();
        done.Add(2, mail);
        program.Export().ShouldBeTrue();

        program.Answers.Select(a => (a.Status, a.Type, a.Body.Length)).Distinct().ShouldBe([(HttpStatusCode.OK, Protobuf, 0)]);
        var read = await ReadAsync(watched);
        read.Select(one => one.Line).Order(StringComparer.Ordinal).ShouldBe(
        [
            "job_duration_seconds_bucket{host_name=srv-erp01,instance=i-1,job=acme/shop,le=+Inf} 3 3",
            "job_duration_seconds_bucket{host_name=srv-erp01,instance=i-1,job=acme/shop,le=0.1} 1 1",
            "job_duration_seconds_bucket{host_name=srv-erp01,instance=i-1,job=acme/shop,le=1} 2 2",
            "job_duration_seconds_count{host_name=srv-erp01,instance=i-1,job=acme/shop} 3 3",
            "job_duration_seconds_sum{host_name=srv-erp01,instance=i-1,job=acme/shop} 30.55 30.55",
            "jobs_done_total{host_name=srv-erp01,instance=i-1,job=acme/shop,queue_name=mail,shard=3,urgent=true} 5 7",
            "jobs_waiting{host_name=srv-erp01,instance=i-1,job=acme/shop} -2 -2",
            "payload_bytes_count{host_name=srv-erp01,instance=i-1,job=acme/shop} 1 1",
            "payload_bytes_sum{host_name=srv-erp01,instance=i-1,job=acme/shop} 100 100",
            "room_temperature_celsius{host_name=srv-erp01,instance=i-1,job=acme/shop,room=Salle « B »} 21.25 21.25",
        ]);
        var end = SystemClock.Instance.GetCurrentInstant();
        read.SelectMany(one => one.Instants).ShouldAllBe(at => at >= begin.ToUnixTimeTicks() / 10 && at <= end.ToUnixTimeTicks() / 10);
    }

    [Fact]
    public async Task People_read_it_by_the_api_and_find_it_with_the_item_it_ran_on()
    {
        await using var watched = await StartAsync(DatabaseKind.Sqlite);
        using var program = new InstrumentedProgram(watched.Server.Url, await TokenAsync(watched)) { Packs = true };
        program.Meter.CreateCounter<long>("jobs.done").Add(5);
        program.Export().ShouldBeTrue();

        await watched.Server.AddUserAsync("engineer@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        using var people = await watched.Server.ApiAsync("engineer@example.org");
        var to = (watched.Now + Duration.FromHours(1)).ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var read = await people.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/samples?clientId={watched.ClientId}&label=host_name:srv-erp01&to={to}", Cancel);
        read[0].GetProperty("labels").GetProperty(LabelBlock.Name).GetString().ShouldBe("jobs_done_total");
        read[0].GetProperty("values").EnumerateArray().Select(v => v.GetDouble()).ShouldBe([5]);
        var assets = await OutsideAssets.ReadAsync(watched.Server.Services.GetRequiredService<IServiceScopeFactory>(), watched.ClientId, Cancel);
        var series = (await StoreOf(watched).FindAsync(watched.ClientId, [new(LabelBlock.Name, "jobs_done_total")], 10, Cancel)).ShouldHaveSingleItem();
        assets.Find(label => series[label]).ShouldBe(watched.AssetId);
    }

    [Fact]
    public async Task What_cannot_be_a_series_is_counted_in_a_partial_success_and_the_rest_is_kept()
    {
        await using var watched = await StartAsync(DatabaseKind.Sqlite);
        using var program = new InstrumentedProgram(watched.Server.Url, await TokenAsync(watched), MetricReaderTemporalityPreference.Delta);
        program.Meter.CreateCounter<long>("jobs.done").Add(5);
        program.Meter.CreateGauge<int>("room").Record(21);

        program.Export().ShouldBeTrue();

        var answer = program.Answers.ShouldHaveSingleItem();
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.OK, Protobuf));
        var partial = new ProtobufFields(answer.Body).Message(1);
        (partial.Number(1), partial.Text(2)).ShouldBe((1L, "jobs.done: Deltas are not taken: set the exporter to cumulative temporality."));
        (await ReadAsync(watched)).ShouldHaveSingleItem().Line.ShouldBe("room{host_name=srv-erp01,instance=i-1,job=acme/shop} 21");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_database_that_is_away_is_told_so_that_the_exporter_comes_again(DatabaseKind kind)
    {
        await using var watched = await StartAsync(kind);
        using var program = new InstrumentedProgram(watched.Server.Url, await TokenAsync(watched));
        program.Meter.CreateCounter<long>("jobs.done").Add(5);
        await watched.ExecuteAsync("ALTER TABLE metric_batches RENAME TO away");
        program.Answered = answer =>
        {
            if (answer.Status is HttpStatusCode.ServiceUnavailable)
            {
                watched.ExecuteAsync("ALTER TABLE away RENAME TO metric_batches").GetAwaiter().GetResult();
            }
        };

        program.Export().ShouldBeTrue();

        program.Answers.Select(a => (a.Status, a.Type, a.RetryAfter)).ShouldBe(
            [(HttpStatusCode.ServiceUnavailable, Protobuf, TimeSpan.FromSeconds(SenderFailures.UntilDatabase)), (HttpStatusCode.OK, Protobuf, null)]);
        new ProtobufFields(program.Answers[0].Body).Text(2).ShouldBe("The database could not take it: to be sent again.");
        (await ReadAsync(watched)).ShouldHaveSingleItem().Line.ShouldEndWith("} 5");
    }

    [Fact]
    public async Task Above_its_allowance_a_program_comes_again_when_it_is_told()
    {
        await using var watched = await StartAsync(DatabaseKind.Sqlite);
        var now = watched.Now.ToUnixTimeSeconds();
        watched.Server.Clock.Set(Instant.FromUnixTimeSeconds(now - (now % 60) + 58));
        using var program = new InstrumentedProgram(watched.Server.Url, await TokenAsync(watched, mostSamples: 1));
        program.Meter.CreateCounter<long>("jobs.done").Add(5);
        program.Answered = answer =>
        {
            if (answer.Status is HttpStatusCode.TooManyRequests)
            {
                watched.Server.Clock.Advance(Duration.FromSeconds(2));
            }
        };

        program.Export().ShouldBeTrue();
        program.Export().ShouldBeTrue();

        program.Answers.Select(a => (a.Status, a.Type, a.RetryAfter)).ShouldBe(
            [(HttpStatusCode.OK, Protobuf, null), (HttpStatusCode.TooManyRequests, Protobuf, TimeSpan.FromSeconds(2)), (HttpStatusCode.OK, Protobuf, null)]);
        new ProtobufFields(program.Answers[1].Body).Text(2).ShouldBe("1 more samples would be above the 1 allowed a minute.");
        (await ReadAsync(watched)).ShouldHaveSingleItem().Line.ShouldEndWith("} 5 5");
    }

    [Fact]
    public async Task Who_is_not_known_is_told_so_in_protobuf()
    {
        await using var watched = await StartAsync(DatabaseKind.Sqlite);
        using var program = new InstrumentedProgram(watched.Server.Url, "mjs_nobody");
        program.Meter.CreateCounter<long>("jobs.done").Add(5);

        program.Export().ShouldBeFalse();

        var answer = program.Answers.ShouldHaveSingleItem();
        (answer.Status, answer.Type).ShouldBe((HttpStatusCode.Unauthorized, Protobuf));
        new ProtobufFields(answer.Body).Known.ShouldBe([2]);
    }

    private static async Task<Watched> StartAsync(DatabaseKind kind)
    {
        var watched = await Watched.StartAsync(kind, onPort: true);
        watched.Server.Clock.Set(SystemClock.Instance.GetCurrentInstant());
        return watched;
    }

    private static async Task<string> TokenAsync(Watched watched, int mostSamples = Source.DefaultMostSamples) =>
        (await watched.Server.RunAsync(
            Watched.Program, (AddSource c) => c.HandleAsync(watched.ClientId, new SourceForm("Programme", MostSamples: mostSamples), Cancel))).Value.Token;

    private static IMetricStore StoreOf(Watched watched) => watched.Server.Services.GetRequiredService<IMetricStore>();

    /// <summary>All series of the client, each as a line with its values, and its instants in microseconds.</summary>
    private static async Task<IReadOnlyList<(string Line, long[] Instants)>> ReadAsync(Watched watched)
    {
        var at = SystemClock.Instance.GetCurrentInstant();
        var (from, to) = ((at - Duration.FromHours(1)).ToUnixTimeTicks() / 10, (at + Duration.FromHours(1)).ToUnixTimeTicks() / 10);
        var found = await StoreOf(watched).FindAsync(watched.ClientId, [], 100, Cancel);
        return [.. (await StoreOf(watched).SamplesAsync(watched.ClientId, found, from, to, Cancel)).Select(one => (LineOf(one), one.Instants.ToArray()))];
    }

    private static string LineOf(SeriesSamples one)
    {
        var labels = string.Join(',', one.Series.Labels.Where(l => l.Key != LabelBlock.Name).Select(l => $"{l.Key}={l.Value}"));
        return $"{one.Series.Name}{{{labels}}} {string.Join(' ', one.Values.ToArray().Select(v => v.ToString(CultureInfo.InvariantCulture)))}";
    }

}
