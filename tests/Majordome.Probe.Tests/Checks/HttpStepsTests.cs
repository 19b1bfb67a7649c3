using System.IO.Compression;
using System.Text;
using Majordome.Domain.Monitoring;

namespace Majordome.Probe.Tests.Checks;

public sealed class HttpStepsTests
{
    private const string Journey = """
        [
          {"name": "login", "method": "POST", "path": "/login", "body": {"user": "a"}, "status": "201", "json": "$.ok == true", "capture": {"token": "$.tokens[-1]", "tag": "header:ETag"}},
          {"name": "page", "path": "/page/{{token}}", "headers": {"X-Token": "{{token}}", "X-Tag": "{{tag}}"}, "contains": "welcome"}
        ]
        """;

    [Fact]
    public async Task Steps_carry_values_and_cookies_from_one_to_the_next()
    {
        var requests = new List<string>();
        await using var server = LoopbackServer.Web(request =>
        {
            lock (requests)
            {
                requests.Add(request);
            }

            return request.StartsWith("POST /login", StringComparison.Ordinal)
                ? Answer("201 Created", "{\"ok\": true, \"tokens\": [\"old\", \"a b\"]}", "ETag: \"77\"\r\nSet-Cookie: session=42\r\n")
                : Answer("200 OK", "welcome");
        });

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", $"steps={Journey}");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Text.ShouldStartWith("step 2 of 2 (page): HTTP 200 OK, ");
        outcome.Measurements.Select(datum => datum.Label).ShouldBe(["time", "size", "status", "time login", "time page"]);
        outcome.Phases.Select(phase => phase.Name).ShouldContain("login: connect");
        requests[0].ShouldContain("Content-Type: application/json");
        requests[1].ShouldStartWith("GET /page/a%20b ");
        requests[1].ShouldContain("X-Token: a b\r\n");
        requests[1].ShouldContain("X-Tag: \"77\"\r\n");
        requests[1].ShouldContain("Cookie: session=42\r\n");
    }

    [Theory]
    [InlineData("500 Oops", "{\"ok\": true, \"tokens\": [1]}", "step 1 of 2 (login): HTTP 500 Oops; status not expected")]
    [InlineData("201 Created", "{\"ok\": false, \"tokens\": [1]}", "step 1 of 2 (login): HTTP 201 Created; the body is not $.ok == true")]
    [InlineData("201 Created", "<html>", "step 1 of 2 (login): HTTP 201 Created; the body is no JSON")]
    [InlineData("201 Created", "{\"ok\": true}", "step 1 of 2 (login): HTTP 201 Created; no token to take")]
    public async Task The_step_that_fails_ends_the_journey_and_is_named(string status, string body, string text)
    {
        await using var server = LoopbackServer.Web(_ => Answer(status, body, "ETag: x\r\n"));

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", $"steps={Journey}");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith(text);
        server.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("user=alice,password=se:cret", "Authorization: Basic YWxpY2U6c2U6Y3JldA==")]
    [InlineData("bearer=tok", "Authorization: Bearer tok")]
    public async Task Credentials_are_sent_to_the_target_and_not_where_it_leads(string parameters, string header)
    {
        string elsewhere = "", here = "";
        await using var other = LoopbackServer.Web(request => Answer("200 OK", (elsewhere = request).Length > 0 ? "x" : ""));
        await using var server = LoopbackServer.Web(request => Answer("302 Found", (here = request).Length > 0 ? "x" : "", $"Location: http://{other.Target}/\r\n"));

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", parameters.Split(','));

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        here.ShouldContain(header);
        elsewhere.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task A_zip_bomb_is_unpacked_no_further_than_the_limit()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var i = 0; i < 200; i++)
            {
                await gzip.WriteAsync(new byte[1_000_000]);
            }
        }

        await using var server = LoopbackServer.Start(async (stream, cancellation) =>
        {
            _ = await stream.ReadAsync(new byte[4096], cancellation);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n"), cancellation);
            await stream.WriteAsync(packed.ToArray(), cancellation);
        });

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/", "body-limit=50000", "lacks=x");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Measurements.Single(datum => datum.Label == "size").Value.ShouldBe(50_000);
    }

    [Fact]
    public async Task A_body_that_cannot_be_unpacked_is_critical()
    {
        await using var server = LoopbackServer.Web(_ => Answer("200 OK", "plainly not packed", "Content-Encoding: gzip\r\n"));

        var outcome = await OneRun.OnceAsync("http", $"http://{server.Target}/");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldContain("the body cannot be unpacked");
    }

    [Fact]
    public async Task Nginx_speaks_http_2_over_tls_and_lets_in_who_it_knows()
    {
        await using var nginx = await RealServer.NginxAsync();

        var two = await OneRun.OnceAsync("http", $"https://{nginx.Target}/", "version=2", "verify=false", "json=$.protocol == \"HTTP/2.0\" && $.items[*] >= 2");
        var one = await OneRun.OnceAsync("http", $"https://{nginx.Target}/", "verify=false", "json=$.protocol == \"HTTP/1.1\"");
        var known = await OneRun.OnceAsync("http", $"https://{nginx.Target}/private", "verify=false", "user=alice", "password=secret", "contains=in");
        var unknown = await OneRun.OnceAsync("http", $"https://{nginx.Target}/private", "verify=false", "user=alice", "password=wrong");

        two.Status.ShouldBe(CheckStatus.Ok, two.Text);
        two.LongText.ShouldBe("protocol HTTP/2.0");
        two.Phases.Select(phase => phase.Name).ShouldBe(["dns", "connect", "tls", "first-byte", "body"]);
        one.Status.ShouldBe(CheckStatus.Ok, one.Text);
        known.Status.ShouldBe(CheckStatus.Ok, known.Text);
        unknown.Text.ShouldStartWith("HTTP 401");
    }

    [Fact]
    public async Task A_server_that_speaks_no_http_2_is_critical()
    {
        await using var server = LoopbackServer.Web(_ => Answer("200 OK", "x"));

        (await OneRun.OnceAsync("http", $"http://{server.Target}/", "version=2")).Status.ShouldBe(CheckStatus.Critical);
    }

    [Theory]
    [InlineData("[]", "parameters.steps: steps-not-a-list")]
    [InlineData("{", "parameters.steps: steps-not-a-list")]
    [InlineData("[{\"colour\": 1}]", "parameters.steps[0].colour: step-field-unknown")]
    [InlineData("[{\"method\": \"BREW\"}]", "parameters.steps[0].method: parameter-not-a-choice")]
    [InlineData("[{\"method\": \"\"}]", "parameters.steps[0].method: parameter-not-a-choice")]
    [InlineData("[{\"method\": \"GET /x\"}]", "parameters.steps[0].method: parameter-not-a-choice")]
    [InlineData("[{\"name\": \"\\ud800\"}]", "parameters.steps[0]: step-field-unreadable")]
    [InlineData("[{}, {\"\\ud800\": 1}]", "parameters.steps[1]: step-field-unreadable")]
    [InlineData("[{\"capture\": {\"a\": \"\\ud800\"}}]", "parameters.steps[0]: step-field-unreadable")]
    [InlineData("[{}, {\"json\": \"status\"}]", "parameters.steps[1].json: parameter-not-json-conditions")]
    [InlineData("[{\"capture\": {\"a\": \"nothing\"}}]", "parameters.steps[0].capture.a: step-field-unreadable")]
    [InlineData("[{\"headers\": 1}]", "parameters.steps[0].headers: step-field-unreadable")]
    public void Steps_that_cannot_be_read_are_refused_at_their_place(string steps, string expected)
    {
        using var catalogue = OneRun.Catalogue();

        var result = catalogue.Prepare("http", "http://x/", new Dictionary<string, string> { ["steps"] = steps });

        result.Refusals.Select(refusal => $"{refusal.Path}: {refusal.Rule}").ShouldBe([expected]);
    }

    private static string Answer(string status, string body, string headers = "") =>
        $"HTTP/1.1 {status}\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";
}
