using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Tests.Checks;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Devices;

/// <summary>net-snmp's agent on this machine, by a community and by a user of version 3.</summary>
public sealed class RealDeviceTests
{
    private const string Password = "correct horse";
    private const string Secret = "battery staple";
    private static readonly string[] Users = [$"createUser anna SHA-256 \"{Password}\" AES \"{Secret}\"", "rouser anna priv"];

    private static string[] Anna => ["version=3", "user=anna", "auth=sha256", $"auth-password={Password}", "privacy=aes128", $"privacy-password={Secret}"];

    [Theory]
    [InlineData("snmp-interfaces", "pattern=^lo$", " of 1 interfaces up")]
    [InlineData("snmp-storage", "used-warning=~:,used-critical=~:", " % used, ")]
    [InlineData("snmp-memory", "used-warning=,used-critical=", " % used, ")]
    public async Task The_machine_is_read_by_community_and_by_user(string type, string parameters, string text)
    {
        await using var server = await RealServer.SnmpAsync(Users);
        var own = parameters.Split(',');
        foreach (var access in new[] { ["version=1"], ["community=public"], Anna })
        {
            var outcome = await OneRun.OnceAsync(type, server.Target, [.. access, .. own]);

            outcome.Status.ShouldBe(CheckStatus.Ok, $"{string.Join(' ', access)}: {outcome.Text} {outcome.LongText}");
            outcome.Text.ShouldContain(text);
            outcome.Measurements.ShouldNotBeEmpty();
            outcome.Measurements.ShouldAllBe(figure => figure.Value != null && double.IsFinite(figure.Value.Value));
        }
    }

    /// <summary>net-snmp needs a minute of its own before it knows how busy the processors are.</summary>
    [Fact]
    public async Task Processors_are_told_or_said_to_be_not()
    {
        await using var server = await RealServer.SnmpAsync(Users);

        var outcome = await OneRun.OnceAsync("snmp-processors", server.Target, [.. Anna, "usage-warning=", "usage-critical="]);

        if (outcome.Status == CheckStatus.Ok)
        {
            outcome.Text.ShouldContain(" % busy");
            Figure(outcome, "processors").ShouldBe(Environment.ProcessorCount);
        }
        else
        {
            outcome.ShouldBe(CheckOutcome.Unknown("the device tells of no processor"));
        }
    }

    [Fact]
    public async Task What_the_agent_says_of_memory_is_what_the_kernel_says()
    {
        await using var server = await RealServer.SnmpAsync();

        var bySnmp = await OneRun.OnceAsync("snmp-memory", server.Target);
        var byKernel = await OneRun.OnceAsync("memory", "");

        Figure(bySnmp, "total").ShouldBe(Figure(byKernel, "total"));
    }

    [Fact]
    public async Task The_loopback_has_its_rates()
    {
        await using var server = await RealServer.SnmpAsync();
        using var catalogue = OneRun.Catalogue();
        using var check = catalogue.Prepare("snmp-interfaces", server.Target, new Dictionary<string, string> { ["names"] = "lo" }).Value;
        var outcome = await check.RunAsync(TestContext.Current.CancellationToken);
        outcome.Text.ShouldBe("1 of 1 interfaces up, rates come with the next run");

        // The agent counts its uptime in hundredths, and shows counters that are a few seconds old.
        await OneRun.UntilAsync(() => (outcome = check.RunAsync(CancellationToken.None).GetAwaiter().GetResult()).Measurements.Length > 1, "there are rates");

        outcome.Measurements.Select(figure => figure.Label).ShouldBe(
            ["in lo", "utilisation-in lo", "out lo", "utilisation-out lo", "errors-in lo", "errors-out lo", "discards-in lo", "discards-out lo", "interfaces-up"], ignoreOrder: true, outcome.Text);
        outcome.Measurements.ShouldAllBe(figure => figure.Value >= 0);
    }

    [Fact]
    public async Task A_device_without_sensors_is_unknown()
    {
        await using var server = await RealServer.SnmpAsync("view nosensors included .1.3.6.1.2.1.1", "rocommunity narrow 127.0.0.1 -V nosensors");

        var outcome = await OneRun.OnceAsync("snmp-sensors", server.Target, "community=narrow");

        outcome.ShouldBe(CheckOutcome.Unknown("the device tells of no sensor"));
        (await OneRun.OnceAsync("snmp-sensors", server.Target, "community=narrow", "must-exist=seen")).ShouldBe(outcome with { Status = CheckStatus.Ok });
        (await OneRun.OnceAsync("snmp-sensors", server.Target, "community=narrow", "must-exist=seen", "names=CPU")).Status.ShouldBe(CheckStatus.Unknown);
    }

    [Theory]
    [InlineData("user=bertha")]
    [InlineData("auth-password=another horse")]
    [InlineData("auth=sha512")]
    public async Task Who_is_not_let_in_is_told_so(string wrong)
    {
        await using var server = await RealServer.SnmpAsync(Users);
        var name = wrong.Split('=')[0] + "=";

        var outcome = await OneRun.OnceAsync("snmp-storage", server.Target, [.. Anna.Where(given => !given.StartsWith(name, StringComparison.Ordinal)), wrong]);

        outcome.ShouldBe(CheckOutcome.Unknown("the agent does not accept the user, its password or its level of security"));
    }

    /// <summary>net-snmp hands a context on to another agent.</summary>
    [Fact]
    public async Task A_context_leads_to_other_objects()
    {
        await using var behind = new AgentSimulator(
        [
            KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.1.3.0"), SnmpValue.Unsigned(SnmpType.TimeTicks, 100)),
            KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.1.5.0"), SnmpValue.Octets(SnmpType.OctetString, "behind"u8.ToArray())),
        ]);
        await using var server = await RealServer.SnmpAsync(
            [$"createUser anna SHA-256 \"{Password}\" AES \"{Secret}\"", "rouser anna priv .1 other", "rouser anna priv", $"proxy -Cn other -v 2c -c public {behind.Address} .1.3"]);

        var outcome = await OneRun.OnceAsync("snmp", server.Target, [.. Anna, "context=other", "oid=1.3.6.1.2.1.1.5.0"]);

        outcome.Text.ShouldBe("behind");
    }

    private static double? Figure(CheckOutcome outcome, string label) => outcome.Measurements.FirstOrDefault(figure => figure.Label == label)?.Value;
}
