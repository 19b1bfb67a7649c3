using System.Globalization;
using System.IO.Compression;
using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network.Exporters;

namespace Majordome.Probe.Tests.Checks.Exporters;

public sealed class ExporterCheckTests
{
    private const string Page =
        """
        # TYPE process_start_time_seconds gauge
        process_start_time_seconds 1000
        # TYPE queue_length gauge
        queue_length{queue="mail",host="a"} 12
        queue_length{queue="jobs",host="a"} 3
        # TYPE sent_bytes_total counter
        sent_bytes_total{device="eth0"} 1000
        # TYPE took_seconds summary
        took_seconds_sum 10.5
        took_seconds_count 5
        broken{a="b" 1
        strange NaN

        """;

    [Fact]
    public async Task What_is_chosen_is_kept_under_the_name_the_exporter_gives_it()
    {
        await using var server = Exporter(_ => Page);

        var outcome = await OnceAsync(server, "series=queue_length{queue=~\"m.*\"}, strange, sent_bytes_total");

        outcome.Status.ShouldBe(CheckStatus.Ok);
        outcome.Text.ShouldStartWith("7 samples, 1 rates come with the next run, 1 faults in the format, ");
        outcome.Measurements.Select(figure => figure.Label).ShouldBe(["time", "size", "samples", "queue_length{host=\"a\",queue=\"mail\"}", "strange"]);
        outcome.Measurements[3].Value.ShouldBe(12);
        outcome.Measurements[4].Value.ShouldBeNull();
    }

    [Theory]
    [InlineData("warn-when=queue_length > 10", CheckStatus.Warning, "1 of 2 conditions: queue_length{host=\"a\",queue=\"mail\"} is 12")]
    [InlineData("warn-when=queue_length 10", CheckStatus.Warning, "1 of 2 conditions: queue_length{host=\"a\",queue=\"mail\"} is 12")]
    [InlineData("critical-when=queue_length{queue=\"jobs\"} == 3; took_seconds_sum < 1", CheckStatus.Critical, "1 of 1 conditions: queue_length{host=\"a\",queue=\"jobs\"} is 3")]
    [InlineData("critical-when=queue_length{queue=\"none\"} > 3", CheckStatus.Unknown, "1 of 1 conditions: no series is queue_length{queue=\"none\"}")]
    [InlineData("warn-when=queue_length < 1", CheckStatus.Ok, "7 samples, 2 conditions as they should be")]
    public async Task Series_are_judged_by_conditions(string parameter, CheckStatus status, string text)
    {
        await using var server = Exporter(_ => Page);

        var outcome = await OnceAsync(server, parameter);

        outcome.Status.ShouldBe(status, outcome.Text);
        outcome.Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task Counters_are_kept_as_rates_and_resets_told_apart()
    {
        var (time, page) = (new ManualTime(), Page);
        await using var server = Exporter(_ => page);
        using var check = new ExporterCheck(time).Prepare(
            $"http://{server.Target}/metrics",
            new Dictionary<string, string> { ["series"] = "sent_bytes_total,took_seconds_sum,took_seconds_count", ["critical-when"] = "sent_bytes_total > 50" }).Value;
        (await check.RunAsync(CancellationToken.None)).Text.ShouldStartWith("7 samples, 3 rates come with the next run");

        page = Page.Replace("\"eth0\"} 1000", "\"eth0\"} 7000", StringComparison.Ordinal).Replace("sum 10.5", "sum 40.5", StringComparison.Ordinal);
        var second = await AfterAsync(check, time);
        Rates(second).ShouldBe([("rate(sent_bytes_total{device=\"eth0\"})", 100, "B/s"), ("rate(took_seconds_sum)", 0.5, ""), ("rate(took_seconds_count)", 0, "/s")]);
        (second.Status, second.Text).ShouldSatisfyAllConditions(one => one.Status.ShouldBe(CheckStatus.Critical), one => one.Text.ShouldStartWith("1 of 1 conditions: rate(sent"));

        page = page.Replace("\"eth0\"} 7000", "\"eth0\"} 10", StringComparison.Ordinal);
        Rates(await AfterAsync(check, time)).Select(rate => rate.Label).ShouldBe(["rate(took_seconds_sum)", "rate(took_seconds_count)"]);

        page = page.Replace("_seconds 1000", "_seconds 1240", StringComparison.Ordinal).Replace("\"eth0\"} 10", "\"eth0\"} 99999", StringComparison.Ordinal);
        Rates(await AfterAsync(check, time)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restart_sets_all_counters_anew_once()
    {
        var (time, page) = (new ManualTime(), Page);
        await using var server = Exporter(_ => page);
        using var check = new ExporterCheck(time).Prepare($"http://{server.Target}/", new Dictionary<string, string> { ["series"] = "sent_bytes_total" }).Value;
        await check.RunAsync(CancellationToken.None);
        page = Page.Replace("_seconds 1000", "_seconds 1060", StringComparison.Ordinal);
        Rates(await AfterAsync(check, time)).ShouldBeEmpty();
        Rates(await AfterAsync(check, time)).ShouldHaveSingleItem().Value.ShouldBe(0);
    }

    [Fact]
    public async Task More_figures_than_a_check_may_give_are_counted_and_the_rest_still_judged()
    {
        var page = string.Concat(Enumerable.Range(1, 1_500).Select(number => string.Create(CultureInfo.InvariantCulture, $"x{{n=\"{number}\"}} {number}\n")));
        await using var server = Exporter(_ => page);

        var outcome = await OnceAsync(server, "critical-when=x > 1499");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith("1 of 1500 conditions: x{n=\"1500\"} is 1500, 500 figures left out (1000 at most), ");
        outcome.Measurements.Length.ShouldBe(FigureList.Most + 3);
    }

    [Fact]
    public async Task Both_formats_are_asked_for_with_gzip_and_what_a_server_lets_in_is_sent()
    {
        var asked = "";
        await using var server = LoopbackServer.Web(request =>
        {
            asked = request;
            return Answer("application/openmetrics-text; version=1.0.0; charset=utf-8", "# TYPE a counter\na_total 5\n# EOF\n");
        });

        var bearer = await OnceAsync(server, "series=a_total", "counters=value", "token=secret");
        bearer.Status.ShouldBe(CheckStatus.Ok, bearer.Text);
        bearer.Measurements[^1].Value.ShouldBe(5);
        asked.ShouldContain("Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
        asked.ShouldContain("Accept-Encoding: gzip");
        asked.ShouldContain("Authorization: Bearer secret");

        await OnceAsync(server, "user=anna", "password=pw");
        asked.ShouldContain("Authorization: Basic YW5uYTpwdw==");
    }

    [Theory]
    [InlineData("text/html", "<html>", "what answers shows no metrics but text/html")]
    [InlineData("text/plain", "", "what answers shows no metrics")]
    [InlineData("text/plain", "hello, world!\n", "what answers shows no metrics")]
    [InlineData("application/openmetrics-text", "a 1\n", "the answer was cut short: its end mark is missing")]
    public async Task Who_shows_something_else_is_critical(string type, string body, string text)
    {
        await using var server = LoopbackServer.Web(_ => Answer(type, body));

        var outcome = await OnceAsync(server);

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith(text);
    }

    [Fact]
    public async Task A_refusal_and_a_redirection_are_not_followed()
    {
        await using var server = LoopbackServer.Web(_ => "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");

        var outcome = await OnceAsync(server, "token=secret");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith("HTTP 302 Found, ");
        server.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_that_unpacks_to_far_more_is_read_no_further_than_the_limit()
    {
        var bomb = Packed(static gzip =>
        {
            var zeros = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a 1\n", 65_536)));
            for (var i = 0; i < 4_000; i++)
            {
                gzip.Write(zeros);
            }
        });
        bomb.Length.ShouldBeLessThan(16_000_000); // and 1 GiB unpacked
        await using var server = Sending(bomb);
        var before = GC.GetTotalAllocatedBytes();

        var outcome = await OnceAsync(server, "body-limit=1000000");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith("the body exceeds 1000000 B, ");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(600_000_000, "with what runs beside it");
    }

    [Fact]
    public async Task An_endless_body_ends_at_the_limit()
    {
        await using var server = LoopbackServer.Start(static async (stream, cancellation) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray(), cancellation);
            while (true)
            {
                await stream.WriteAsync("a 1\nb 2\n"u8.ToArray(), cancellation);
            }
        });

        var outcome = await OnceAsync(server, "body-limit=65536");

        outcome.Text.ShouldStartWith("the body exceeds 65536 B, ");
    }

    [Fact]
    public async Task What_is_packed_and_broken_is_told()
    {
        await using var server = Sending([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]);

        (await OnceAsync(server)).Text.ShouldStartWith("the body cannot be unpacked, ");
    }

    [Fact]
    public async Task The_exporter_of_this_machine_is_read()
    {
        await using var server = await RealServer.NodeExporterAsync();

        var outcome = await OneRun.OnceAsync(
            "prometheus", $"http://{server.Target}/metrics", "series=node_load1, node_memory_MemTotal_bytes", "critical-when=node_memory_MemTotal_bytes < 1e6; node_exporter_build_info != 1");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Text.ShouldContain(" 2 conditions as they should be");
        outcome.Text.ShouldNotContain("faults");
        var memory = await OneRun.OnceAsync("memory", "");
        outcome.Measurements.Single(figure => figure.Label == "node_memory_MemTotal_bytes").ShouldSatisfyAllConditions(
            figure => figure.Value.ShouldBe(memory.Measurements.Single(one => one.Label == "total").Value),
            figure => figure.Unit.ShouldBe("B"));
        outcome.Measurements.Single(figure => figure.Label == "samples").Value!.Value.ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task What_collectd_shows_is_read_whole_and_judged()
    {
        await using var server = await RealServer.CollectdAsync();
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://{server.Target}/metrics"), TestContext.Current.CancellationToken);
        var lines = page.Split('\n').Count(line => line.Length > 0 && line[0] != '#');
        var up = double.Parse((await File.ReadAllTextAsync("/proc/uptime", TestContext.Current.CancellationToken)).Split(' ')[0], CultureInfo.InvariantCulture);

        var outcome = await OneRun.OnceAsync(
            "prometheus", $"http://{server.Target}/metrics", "series=collectd_load_shortterm, collectd_uptime",
            "warn-when=collectd_memory{memory=\"used\"} > 1e6", "critical-when=collectd_uptime < 1; collectd_memory{memory=\"free\"} < 1");

        outcome.Status.ShouldBe(CheckStatus.Warning, outcome.Text);
        outcome.Text.ShouldStartWith("1 of 3 conditions: collectd_memory{instance=\"lab\",memory=\"used\"} is ");
        outcome.Text.ShouldNotContain("faults");
        var figures = outcome.Measurements.ToDictionary(figure => figure.Label, figure => figure.Value);
        figures["samples"].ShouldBe(lines);
        lines.ShouldBeGreaterThanOrEqualTo(8); // three loads, at least four kinds of memory, the uptime
        figures["collectd_uptime{instance=\"lab\"}"]!.Value.ShouldBeInRange(up - 10, up + 30);
        figures["collectd_load_shortterm{instance=\"lab\"}"]!.Value.ShouldBeGreaterThanOrEqualTo(0);
    }

    private static async Task<CheckOutcome> AfterAsync(PreparedCheck check, ManualTime time)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        return await check.RunAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<(string Label, double? Value, string Unit)> Rates(CheckOutcome outcome) =>
        outcome.Measurements.Where(figure => figure.Label.StartsWith("rate(", StringComparison.Ordinal)).Select(figure => (figure.Label, figure.Value, figure.Unit));

    private static Task<CheckOutcome> OnceAsync(LoopbackServer server, params string[] parameters) => OneRun.OnceAsync("prometheus", $"http://{server.Target}/metrics", parameters);

    private static LoopbackServer Exporter(Func<string, string> page) => LoopbackServer.Web(request => Answer("text/plain; version=0.0.4", page(request)));

    private static string Answer(string type, string body) =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static byte[] Packed(Action<GZipStream> write)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            write(gzip);
        }

        return packed.ToArray();
    }

    private static LoopbackServer Sending(byte[] body) => LoopbackServer.Start(async (stream, cancellation) =>
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancellation);
        await stream.WriteAsync(body, cancellation);
    });
}
