using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Devices;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Devices;

/// <summary>A printer of two supplies and a bin for waste, whose state is as the test says.</summary>
public sealed class PrinterSensorsTests : IAsyncDisposable
{
    private const uint Running = 2, Warned = 3, Down = 5;

    private readonly SnmpClient client = new(TimeProvider.System);
    private readonly AgentSimulator agent = new([]);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await agent.DisposeAsync();
    }

    [Fact]
    public async Task Supplies_are_told_in_percent_and_those_nearly_used_up_are_missed()
    {
        var outcome = await RunAsync(Running, "00", ("Black", 19, 100, 8), ("Drum", 7, 20_000, 12_000), ("Waste", 7, 500, 5), ("Staples", 11, -2, -3));

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldStartWith("2 of 5 sensors: Waste 1 %; Black 8 %");
        outcome.Measurements.Where(figure => figure.Label.StartsWith("supply ", StringComparison.Ordinal)).Select(figure => (figure.Label, figure.Value, figure.Unit, figure.Warning)).ShouldBe(
            [("supply Black", 8, "%", "10:"), ("supply Drum", 60, "%", "10:"), ("supply Waste", 1, "%", "10:")]);
    }

    [Theory]
    [InlineData(Running, "0000", CheckStatus.Ok, "3 sensors, all as they should be")]
    [InlineData(Warned, "8000", CheckStatus.Warning, "the printer is low on paper")]
    [InlineData(Warned, "", CheckStatus.Warning, "the printer has a warning")]
    [InlineData(Down, "4400", CheckStatus.Critical, "the printer has no paper; the printer is jammed")]
    [InlineData(Down, "0004", CheckStatus.Critical, "a tray of the printer is empty")]
    [InlineData(Down, "00", CheckStatus.Critical, "the printer is down")]
    [InlineData(Running, "ffffffff", CheckStatus.Warning, "the printer is low on paper; the printer has no paper; the printer is low on toner; the printer has no toner; a door of the printer is open; 10 more")]
    public async Task What_the_printer_says_is_wrong_is_told(uint status, string errors, CheckStatus worth, string said)
    {
        var outcome = await RunAsync(status, errors, ("Black", 19, 100, 80));

        outcome.Status.ShouldBe(worth);
        outcome.Text.ShouldEndWith(said);
    }

    /// <summary>Where sensors need not be, they are missed once they were.</summary>
    [Fact]
    public async Task What_was_seen_is_missed_when_the_device_tells_of_it_no_more()
    {
        var all = Objects(Running, "00", [("Black", 19, 100, 80)]).ToList();
        using var check = new SensorsCheck(client, TimeProvider.System).Prepare(agent.Address.ToString(), new Dictionary<string, string> { ["must-exist"] = "seen" }).Value;
        var states = new List<CheckStatus>();
        foreach (var isThere in new[] { false, true, false })
        {
            agent.Become(all.Where(one => isThere || one.Key.StartsWith(Oid.Parse("1.3.6.1.2.1.1"))));
            states.Add((await check.RunAsync(TestContext.Current.CancellationToken)).Status);
        }

        states.ShouldBe([CheckStatus.Ok, CheckStatus.Ok, CheckStatus.Unknown]);
    }

    private async Task<CheckOutcome> RunAsync(uint status, string errors, params (string Name, int Unit, int Most, int Level)[] supplies)
    {
        agent.Become(Objects(status, errors, supplies));
        using var check = new SensorsCheck(client, TimeProvider.System).Prepare(agent.Address.ToString(), new Dictionary<string, string>()).Value;
        return await check.RunAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<KeyValuePair<Oid, SnmpValue>> Objects(uint status, string errors, (string Name, int Unit, int Most, int Level)[] supplies)
    {
        static KeyValuePair<Oid, SnmpValue> Cell(string oid, SnmpValue value) => KeyValuePair.Create(Oid.Parse(oid), value);
        static SnmpValue Text(string text) => SnmpValue.Octets(SnmpType.OctetString, Encoding.UTF8.GetBytes(text));
        yield return Cell("1.3.6.1.2.1.1.3.0", SnmpValue.Unsigned(SnmpType.TimeTicks, 100_000));
        yield return Cell("1.3.6.1.2.1.25.3.2.1.2.1", SnmpValue.Identifier(Oid.Parse("1.3.6.1.2.1.25.3.1.5")));
        yield return Cell("1.3.6.1.2.1.25.3.2.1.5.1", SnmpValue.Integer(status));
        yield return Cell("1.3.6.1.2.1.25.3.5.1.2.1", SnmpValue.Octets(SnmpType.OctetString, Convert.FromHexString(errors)));
        foreach (var (at, (name, unit, most, level)) in supplies.Index())
        {
            var (column, row) = ("1.3.6.1.2.1.43.11.1.1", $"1.{at + 1}");
            yield return Cell($"{column}.6.{row}", Text(name));
            yield return Cell($"{column}.7.{row}", SnmpValue.Integer(unit));
            yield return Cell($"{column}.8.{row}", SnmpValue.Integer(most));
            yield return Cell($"{column}.9.{row}", SnmpValue.Integer(level));
        }
    }
}
