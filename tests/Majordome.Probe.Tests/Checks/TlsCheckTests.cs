using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Tests.Checks;

public sealed class TlsCheckTests
{
    private static DateTimeOffset InDays(double days) => TimeProvider.System.GetUtcNow().AddDays(days);

    [Theory]
    [InlineData(90, CheckStatus.Ok)]
    [InlineData(15, CheckStatus.Warning)]
    [InlineData(3, CheckStatus.Critical)]
    [InlineData(-1, CheckStatus.Critical)]
    public async Task A_certificate_is_judged_by_the_days_it_has_left(double days, CheckStatus status)
    {
        using var certificate = LoopbackServer.Certificate("shop.example", InDays(days));
        await using var server = LoopbackServer.Start((_, _) => Task.CompletedTask, certificate);

        var outcome = await OneRun.OnceAsync("tls", server.Target, "name=shop.example", "chain=false");

        outcome.Status.ShouldBe(status, outcome.Text);
        outcome.Text.ShouldStartWith("shop.example, ");
        outcome.Measurements[0].Label.ShouldBe("days-left");
        outcome.Measurements[0].Value!.Value.ShouldBeInRange(days - 0.1, days);
        outcome.Phases.Select(phase => phase.Name).ShouldBe(["dns", "connect", "tls"]);
    }

    [Fact]
    public async Task A_root_nobody_trusts_and_a_wrong_name_are_told()
    {
        using var certificate = LoopbackServer.Certificate("shop.example", InDays(90));
        await using var server = LoopbackServer.Start((_, _) => Task.CompletedTask, certificate);

        var outcome = await OneRun.OnceAsync("tls", server.Target, "name=other.example");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldContain("the certificate is not for other.example");
        outcome.Text.ShouldContain("chain: ");
    }

    [Theory]
    [InlineData("tls", "", "chain: an issuer is missing or not trusted")]
    [InlineData("http", "", "TLS: ")]
    [InlineData("http", "verify=false", "HTTP 200")]
    [InlineData("imap", "security=tls,verify=false", "greeted with")]
    [InlineData("sql", "query=SELECT 1,ssl=require", "")]
    public async Task No_issuer_is_fetched_from_where_a_certificate_says(string type, string parameters, string text)
    {
        await using var issuer = LoopbackServer.Silent();
        using var certificate = LoopbackServer.CertificateOfAbsentIssuer("localhost", $"http://{issuer.Target}/issuer.crt");
        await using var server = type switch
        {
            "sql" => Postgres(certificate),
            "http" => LoopbackServer.Web(_ => "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", certificate),
            _ => LoopbackServer.Start(async (stream, cancellation) => await stream.WriteAsync("* BYE full\r\n"u8.ToArray(), cancellation), certificate),
        };
        var started = TimeProvider.System.GetTimestamp();

        var outcome = await OneRun.OnceAsync(type, type is "http" ? $"https://{server.Target}/" : server.Target, parameters.Split(',', StringSplitOptions.RemoveEmptyEntries));

        issuer.Connections.ShouldBe(0, outcome.Text);
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        outcome.Text.ShouldContain(text);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_tls_is_critical()
    {
        await using var server = LoopbackServer.Saying("220 hello\r\n");

        (await OneRun.OnceAsync("tls", server.Target)).Status.ShouldBe(CheckStatus.Critical);
    }

    /// <summary>Goes over to TLS when it is asked to, and closes.</summary>
    private static LoopbackServer Postgres(X509Certificate2 certificate) => LoopbackServer.Start(async (stream, cancellation) =>
    {
        var request = new byte[8];
        do
        {
            await stream.ReadExactlyAsync(request, cancellation);
            await stream.WriteAsync(request[7] == 0x2F ? "S"u8.ToArray() : "N"u8.ToArray(), cancellation); // SSLRequest, or GSSENCRequest
        }
        while (request[7] != 0x2F);
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(LoopbackServer.Shown(certificate), cancellation);
    });
}
