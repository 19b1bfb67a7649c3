using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp;
using Majordome.Probe.Tests.Checks;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp;

public sealed class SnmpCheckTests
{
    private const string UpTime = "1.3.6.1.2.1.1.3.0";
    private const string Octets = "1.3.6.1.2.1.31.1.1.1.6.1";
    private const string Load = "1.3.6.1.2.1.25.3.3.1.2.1";

    [Fact]
    public async Task A_number_is_measured_and_judged()
    {
        await using var agent = Agent(uptime: 360_000, octets: 0);
        var outcome = await OneRun.OnceAsync("snmp", agent.Address.ToString(), $"oid={Load}", "unit=%", "value-warning=80", "value-critical=95");
        outcome.Status.ShouldBe(CheckStatus.Warning);
        outcome.Text.ShouldBe("90");
        var measured = outcome.Measurements.ShouldHaveSingleItem();
        (measured.Label, measured.Value, measured.Unit).ShouldBe(("value", 90, "%"));
    }

    [Fact]
    public async Task A_counter_is_measured_as_its_rate_until_the_agent_restarts()
    {
        var time = new ManualTime();
        using var client = new SnmpClient(time);
        await using var agent = Agent(uptime: 360_000, octets: 1_000);
        using var check = new SnmpCheck(client, time).Prepare(agent.Address.ToString(), new Dictionary<string, string> { ["oid"] = Octets, ["unit"] = "B" }).Value;
        (await RunAsync(check)).Measurements.ShouldBeEmpty();

        Step(agent, time, uptime: 366_000, octets: 7_000);
        var outcome = await RunAsync(check);
        outcome.Text.ShouldBe("100 B each second");
        outcome.Measurements.ShouldHaveSingleItem().Value.ShouldBe(100);

        Step(agent, time, uptime: 1_000, octets: 9_000);
        outcome = await RunAsync(check);
        outcome.Text.ShouldBe("the agent restarted, the rate comes with the next run");
        outcome.Measurements.ShouldBeEmpty();
    }

    /// <summary>A run that is refused, or in which the object is missing, is no part of the agent's time.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_rate_spans_the_runs_that_did_not_read_its_counter(bool isRefused)
    {
        var time = new ManualTime();
        using var client = new SnmpClient(time);
        await using var agent = Agent(uptime: 360_000, octets: 1_000);
        using var check = new SnmpCheck(client, time).Prepare(agent.Address.ToString(), new Dictionary<string, string> { ["oid"] = Octets }).Value;
        await RunAsync(check);

        Step(agent, time, uptime: 366_000, octets: 7_000);
        agent.TooBigAbove = isRefused ? 0 : int.MaxValue;
        agent.Become(Objects(366_000, 7_000).Where(pair => isRefused || pair.Key != Oid.Parse(Octets)));
        (await RunAsync(check)).Measurements.ShouldBeEmpty();
        agent.TooBigAbove = int.MaxValue;

        Step(agent, time, uptime: 372_000, octets: 13_000);
        (await RunAsync(check)).Text.ShouldBe("100 each second");
    }

    [Fact]
    public async Task What_is_not_known_stands_above_a_warning()
    {
        await using var agent = Agent(uptime: 1, octets: 1);
        var outcome = await OneRun.OnceAsync("snmp", agent.Address.ToString(), $"oid={Load}, 1.3.6.1.9", "value-warning=80");
        outcome.Status.ShouldBe(CheckStatus.Unknown);
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_unknown()
    {
        await using var agent = Agent(uptime: 1, octets: 1);
        var outcome = await OneRun.OnceAsync("snmp", agent.Address.ToString(), $"oid=1.3.6.1.9, {Load}");
        outcome.Status.ShouldBe(CheckStatus.Unknown);
        outcome.Text.ShouldBe($"1.3.6.1.9: no such object, {Load}: 90");
    }

    [Fact]
    public async Task A_silent_device_is_critical_when_the_time_is_over()
    {
        await using var agent = Agent(uptime: 1, octets: 1);
        agent.Ignores = _ => true;
        using var catalogue = OneRun.Catalogue();
        var outcome = await OneRun.OnceAsync(catalogue, "snmp", agent.Address.ToString(), TimeSpan.FromMilliseconds(100), $"oid={Load}");
        outcome.ShouldBe(CheckOutcome.Critical("no answer within 0.1 s"));
    }

    private static Task<CheckOutcome> RunAsync(PreparedCheck check) => check.RunAsync(TestContext.Current.CancellationToken);

    private static AgentSimulator Agent(uint uptime, ulong octets) => new(Objects(uptime, octets));

    private static void Step(AgentSimulator agent, ManualTime time, uint uptime, ulong octets)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        agent.Become(Objects(uptime, octets));
    }

    private static KeyValuePair<Oid, SnmpValue>[] Objects(uint uptime, ulong octets) =>
    [
        KeyValuePair.Create(Oid.Parse(UpTime), SnmpValue.Unsigned(SnmpType.TimeTicks, uptime)),
        KeyValuePair.Create(Oid.Parse(Octets), SnmpValue.Unsigned(SnmpType.Counter64, octets)),
        KeyValuePair.Create(Oid.Parse(Load), SnmpValue.Integer(90)),
    ];
}
