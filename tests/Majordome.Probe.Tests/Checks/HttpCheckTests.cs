using System.Net;
using System.Text.RegularExpressions;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network.Http;

namespace Majordome.Probe.Tests.Checks;

public sealed partial class HttpCheckTests
{
    private const string Fine = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nX-Cache: HIT from edge\r\nContent-Length: 11\r\n\r\nall is fine";

    [Fact]
    public async Task A_page_that_answers_is_ok_with_its_phases_and_figures()
    {
        await using var server = LoopbackServer.Web(_ => Fine);

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Text.ShouldStartWith("HTTP 200 OK, ");
        outcome.Phases.Select(phase => phase.Name).ShouldBe(["dns", "connect", "first-byte", "body"]);
        outcome.Measurements.Select(datum => (datum.Label, datum.Unit)).ShouldBe([("time", "ms"), ("size", "B"), ("status", "")]);
        outcome.Measurements[1].Value.ShouldBe(11);
    }

    [Fact]
    public async Task Every_run_connects_anew()
    {
        await using var server = LoopbackServer.Web(_ => Fine);
        using var catalogue = OneRun.Catalogue();
        using var check = catalogue.Prepare("http", $"http://{server.Target}/", new Dictionary<string, string>()).Value;

        for (var i = 0; i < 3; i++)
        {
            (await check.RunAsync(CancellationToken.None)).Status.ShouldBe(CheckStatus.Ok);
        }

        server.Connections.ShouldBe(3);
    }

    [Theory]
    [InlineData("status=200", CheckStatus.Ok, "HTTP 200")]
    [InlineData("status=404,500-599", CheckStatus.Critical, "status not expected")]
    [InlineData("contains=is fine", CheckStatus.Ok, "HTTP 200")]
    [InlineData("contains=is broken", CheckStatus.Critical, "the body lacks “is broken”")]
    [InlineData("matches=^all .* fine$", CheckStatus.Ok, "HTTP 200")]
    [InlineData("matches=^fine", CheckStatus.Critical, "does not match")]
    [InlineData("lacks=error", CheckStatus.Ok, "HTTP 200")]
    [InlineData("lacks=fine", CheckStatus.Critical, "holds “fine”")]
    [InlineData("header=x-cache: hit", CheckStatus.Ok, "HTTP 200")]
    [InlineData("header=X-Cache: miss", CheckStatus.Critical, "no header")]
    [InlineData("header=Content-Type: text/plain", CheckStatus.Ok, "HTTP 200")]
    [InlineData("time-warning=0:0", CheckStatus.Warning, "HTTP 200")]
    [InlineData("time-critical=@0:", CheckStatus.Critical, "HTTP 200")]
    public async Task An_answer_is_judged_by_what_is_asked_of_it(string parameter, CheckStatus status, string text)
    {
        await using var server = LoopbackServer.Web(_ => Fine);

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", parameter);

        outcome.Status.ShouldBe(status, outcome.Text);
        outcome.Text.ShouldContain(text);
    }

    [Fact]
    public async Task Redirections_are_followed_and_told()
    {
        await using var server = LoopbackServer.Web(request => request.StartsWith("GET /end", StringComparison.Ordinal)
            ? Fine : "HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n");

        var followed = await OneRun.OnceAsync("http", $"http://{server.Target}/start");
        var stayed = await OneRun.OnceAsync("http", $"http://{server.Target}/start", "redirects=0", "status=302");

        followed.Status.ShouldBe(CheckStatus.Ok, followed.Text);
        followed.Text.ShouldContain("/end after 1 redirect");
        followed.Phases[0].Name.ShouldBe("redirects");
        stayed.Status.ShouldBe(CheckStatus.Ok, stayed.Text);
    }

    [Fact]
    public async Task A_redirection_in_a_circle_ends()
    {
        await using var server = LoopbackServer.Web(_ => "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n");

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", "redirects=3", "status=200");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        server.Connections.ShouldBe(4);
    }

    [Theory]
    [InlineData("//[")]
    [InlineData("http://xn--a\u00e9/")]
    [InlineData("http://xn--/")]
    [InlineData("http:///x")]
    [InlineData("http://a..b/")]
    public async Task A_redirection_that_leads_nowhere_is_critical(string location)
    {
        await using var server = LoopbackServer.Web(_ => $"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");

        (await OneRun.OnceAsync("http", $"http://{server.Target}/", "status=200")).Status.ShouldBe(CheckStatus.Critical);
    }

    [Fact]
    public async Task An_endless_body_is_read_no_further_than_its_limit()
    {
        await using var server = LoopbackServer.Start(async (stream, cancellation) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancellation);
            while (true)
            {
                await stream.WriteAsync(new byte[65536], cancellation);
            }
        });

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", "body-limit=100000", "contains=never");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldContain("what was read of the body lacks");
        outcome.Measurements[1].Value.ShouldBe(100_000);
        await OneRun.UntilAsync(() => server.ClosedByPeer == 1, "the connection is closed");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_critical_at_its_time_out()
    {
        await using var server = LoopbackServer.Silent();
        using var catalogue = OneRun.Catalogue();

        var outcome = await OneRun.OnceAsync(catalogue, "http", $"http://{server.Target}/", TimeSpan.FromMilliseconds(200));

        outcome.ShouldBe(CheckOutcome.Critical("no answer within 0.2 s"));
    }

    [Fact]
    public async Task A_certificate_nobody_trusts_is_critical_unless_the_check_says_otherwise()
    {
        using var certificate = LoopbackServer.Certificate("localhost", DateTimeOffset.Parse("2126-01-01T00:00:00Z"));
        await using var server = LoopbackServer.Web(_ => Fine, certificate);

        var judged = await OneRun.OnceAsync("http", $"https://{server.Target}/");
        var accepted = await OneRun.OnceAsync("http", $"https://{server.Target}/", "verify=false");

        judged.Status.ShouldBe(CheckStatus.Critical);
        judged.Text.ShouldStartWith("TLS: ");
        accepted.Status.ShouldBe(CheckStatus.Ok, accepted.Text);
        accepted.Phases.Select(phase => phase.Name).ShouldBe(["dns", "connect", "tls", "first-byte", "body"]);
    }

    [Fact]
    public async Task A_body_in_an_encoding_that_nobody_reads_any_more_is_read_as_utf_8()
    {
        await using var server = LoopbackServer.Web(_ => Fine.Replace("utf-8", "utf-7", StringComparison.Ordinal));

        (await OneRun.OnceAsync("http", $"http://{server.Target}/", "contains=is fine")).Status.ShouldBe(CheckStatus.Ok);
    }

    [GeneratedRegex("(a+)+$", RegexOptions.None, matchTimeoutMilliseconds: 1)]
    private static partial Regex Endless { get; }

    [Fact]
    public void A_pattern_that_takes_too_long_is_told_so()
    {
        var step = new HttpStep("", HttpMethod.Get, "", [], null, new HttpExpectation([(200, 200)], "", Endless, "", [], []), []);
        using var response = new HttpResponseMessage(HttpStatusCode.OK);

        HttpRun.FaultsOf(step, new HttpAnswer(response, new string('a', 10_000) + "b", IsWhole: true), new HttpJourney(new Uri("http://shop.example/")))
            .ShouldBe(["the pattern took too long"]);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")]
    [InlineData("not http at all\r\n\r\n")]
    [InlineData("")]
    public async Task A_server_that_lies_is_critical(string answer)
    {
        await using var server = LoopbackServer.Web(_ => answer);

        (await OneRun.OnceAsync("http", $"http://{server.Target}/")).Status.ShouldBe(CheckStatus.Critical);
    }

    [Fact]
    public async Task Nobody_listening_is_critical_in_plain_words() =>
        (await OneRun.OnceAsync("http", "http://127.0.0.1:1/")).ShouldBe(CheckOutcome.Critical("connection refused"));
}
