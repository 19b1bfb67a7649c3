using Majordome.Domain.Monitoring;

namespace Majordome.Probe.Tests.Checks;

public sealed class StartTlsTests
{
    [Fact]
    public async Task Dovecot_shows_its_certificate_after_starttls()
    {
        await using var server = await RealServer.DovecotAsync();
        await ShowsAsync("imap", server);
    }

    [Fact]
    public async Task OpenLdap_shows_its_certificate_after_starttls()
    {
        await using var server = await RealServer.SlapdAsync();
        await ShowsAsync("ldap", server);
    }

    [Theory]
    [InlineData("smtp", "220 mx\r\n250 mx\r\n454 not now\r\n", "the server does not go over to TLS")]
    [InlineData("smtp", "220 mx\r\n250 mx\r\n220 go\r\n250 injected\r\n", "the server sent more than its answer before TLS")]
    [InlineData("smtp", "HTTP/1.1 400 Bad\r\n", "the server does not go over to TLS")]
    [InlineData("imap", "* OK hi\r\na1 BAD what\r\n", "the server does not go over to TLS")]
    [InlineData("imap", "* BYE\r\n", "the server does not go over to TLS")]
    [InlineData("ldap", "0\u000c\u0002\u0001\u0001\u0078\u0007\n\u0001\u0002\u0004\0\u0004\0", "the server does not go over to TLS")]
    [InlineData("ldap", "0\u0084\u007f\u007f\u007f\u007f", "the server does not go over to TLS")]
    [InlineData("ldap", "0\u0003abc", "the server does not go over to TLS")]
    [InlineData("ldap", "0", "connection closed by the peer")]
    [InlineData("postgres", "N", "the server does not go over to TLS")]
    [InlineData("postgres", "", "connection closed by the peer")]
    public async Task A_server_that_does_not_go_over_or_lies_is_critical(string protocol, string said, string text)
    {
        await using var server = LoopbackServer.Start(async (stream, cancellation) =>
            await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(said), cancellation));

        var outcome = await OneRun.OnceAsync("tls", server.Target, $"starttls={protocol}");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldBe(text);
    }

    private static async Task ShowsAsync(string protocol, RealServer server)
    {
        var outcome = await OneRun.OnceAsync("tls", server.Target, $"starttls={protocol}", "name=localhost", "chain=false");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Text.ShouldStartWith("localhost, valid until ");
        outcome.Phases.Select(phase => phase.Name).ShouldBe(["dns", "connect", "starttls", "tls"]);
    }
}
