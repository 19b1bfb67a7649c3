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

    [Fact]
    public async Task A_server_that_does_not_speak_tls_is_critical()
    {
        await using var server = LoopbackServer.Saying("220 hello\r\n");

        (await OneRun.OnceAsync("tls", server.Target)).Status.ShouldBe(CheckStatus.Critical);
    }
}
