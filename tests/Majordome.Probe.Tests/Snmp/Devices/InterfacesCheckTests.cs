using System.Text;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Devices;
using Majordome.Probe.Tests.Checks;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Devices;

/// <summary>A switch of two ports and a loopback, whose counters move as the test says.</summary>
public sealed class InterfacesCheckTests : IAsyncDisposable
{
    private const uint Up = 1, Down = 2, NotPresent = 6, Ethernet = 6, Loopback = 24;

    private readonly ManualTime time = new();
    private readonly SnmpClient client;
    private readonly AgentSimulator agent = new([]);

    public InterfacesCheckTests() => client = new SnmpClient(time);

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await agent.DisposeAsync();
    }

    [Fact]
    public async Task Rates_come_with_the_second_run_by_the_wide_counters()
    {
        using var check = Prepare();
        var first = await RunAsync(check, 100_000, new Port(1, "Gi1") { In = 1_000, Out = 1_000 });
        first.Status.ShouldBe(CheckStatus.Ok);
        first.Text.ShouldBe("1 of 1 interfaces up, rates come with the next run");
        first.Measurements.ShouldHaveSingleItem().Label.ShouldBe("interfaces-up");

        // 60 s later: 750 MB in, which no 32-bit counter would have survived often, 7.5 MB out.
        var second = await RunAsync(check, 106_000, new Port(1, "Gi1") { In = 750_001_000, Out = 7_501_000, ErrorsIn = 30 });

        Figures(second).ShouldBe(new Dictionary<string, double?>
        {
            ["in Gi1"] = 100_000_000,
            ["utilisation-in Gi1"] = 10,
            ["out Gi1"] = 1_000_000,
            ["utilisation-out Gi1"] = 0.1,
            ["errors-in Gi1"] = 0.5,
            ["errors-out Gi1"] = 0,
            ["discards-in Gi1"] = 0,
            ["discards-out Gi1"] = 0,
            ["interfaces-up"] = 1,
        });
        second.Text.ShouldBe("1 of 1 interfaces up, the busiest Gi1 with 10 % in");
        second.Measurements.Single(figure => figure.Label == "in Gi1").Unit.ShouldBe("bit/s");
        second.Measurements.Single(figure => figure.Label == "utilisation-in Gi1").Warning.ShouldBe("80");
    }

    [Fact]
    public async Task What_is_too_much_is_told_worst_first()
    {
        using var check = Prepare(("errors-critical", "100"));
        await RunAsync(check, 100_000, new Port(1, "Gi1"), new Port(2, "Gi2") { Alias = "uplink" });

        var outcome = await RunAsync(check, 106_000, new Port(1, "Gi1") { ErrorsIn = 120 }, new Port(2, "Gi2") { Alias = "uplink", Out = 7_200_000_000 });

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldBe("2 of 2 interfaces: Gi2 (uplink) has 96 % out; Gi1 has 2 errors-in each second");
        outcome.LongText.ShouldBe("CRITICAL Gi2 (uplink) has 96 % out\nWARNING Gi1 has 2 errors-in each second");
    }

    [Fact]
    public async Task A_counter_of_32_bits_goes_round_and_its_rate_with_it()
    {
        using var check = Prepare();
        await RunAsync(check, 100_000, new Port(1, "Fa1") { Narrow = true, Megabits = 100, In = uint.MaxValue - 74_999_999 });

        var outcome = await RunAsync(check, 106_000, new Port(1, "Fa1") { Narrow = true, Megabits = 100, In = 0 });

        Figures(outcome)["in Fa1"].ShouldBe(10_000_000);
    }

    [Fact]
    public async Task A_counter_that_may_have_gone_round_twice_has_no_rate()
    {
        using var check = Prepare();
        await RunAsync(check, 100_000, new Port(1, "Gi1") { Narrow = true, In = 0 });

        var outcome = await RunAsync(check, 106_000, new Port(1, "Gi1") { Narrow = true, In = 75_000_000 });

        Figures(outcome).Keys.ShouldBe(["errors-in Gi1", "errors-out Gi1", "discards-in Gi1", "discards-out Gi1", "interfaces-up"]);
    }

    [Fact]
    public async Task After_a_restart_the_rate_comes_with_the_next_run()
    {
        using var check = Prepare();
        await RunAsync(check, 100_000, new Port(1, "Gi1") { In = 1_000 });

        var restarted = await RunAsync(check, 1_000, new Port(1, "Gi1") { In = 9_000_000_000 });
        var after = await RunAsync(check, 7_000, new Port(1, "Gi1") { In = 9_075_000_000 });

        restarted.Text.ShouldBe("1 of 1 interfaces up, the agent restarted, the rates come with the next run");
        restarted.Status.ShouldBe(CheckStatus.Ok);
        Figures(restarted).Keys.ShouldBe(["interfaces-up"]);
        Figures(after)["in Gi1"].ShouldBe(10_000_000);
    }

    [Fact]
    public async Task Counters_that_began_anew_and_those_of_another_port_have_no_rate()
    {
        using var check = Prepare();
        await RunAsync(check, 100_000, new Port(1, "Gi1") { In = 1_000 }, new Port(2, "Gi2"));

        var outcome = await RunAsync(check, 106_000, new Port(1, "Gi1") { In = 750_001_000, Discontinuity = 105_000 }, new Port(3, "Gi2") { In = 500 });

        Figures(outcome).Keys.ShouldBe(["interfaces-up"]);
    }

    [Fact]
    public async Task A_port_that_was_up_is_missed_when_down_or_gone_not_when_shut()
    {
        using var check = Prepare();
        var at = 100_000u;
        (await RunAsync(check, at, new Port(1, "Gi1"), new Port(2, "Gi2") { State = Down }, new Port(3, "lo") { Type = Loopback })).Text.ShouldStartWith("1 of 2 interfaces up");

        var down = await RunAsync(check, at += 6_000, new Port(1, "Gi1") { State = 7 }, new Port(2, "Gi2") { State = Down });
        var shut = await RunAsync(check, at += 6_000, new Port(1, "Gi1") { State = Down, Wanted = Down }, new Port(2, "Gi2") { State = Down });
        var gone = await RunAsync(check, at + 6_000, new Port(2, "Gi2"));

        (down.Status, down.Text).ShouldBe((CheckStatus.Critical, "1 of 1 interfaces: Gi1 is down (lowerLayerDown)"));
        (shut.Status, shut.Text[..21]).ShouldBe((CheckStatus.Ok, "0 of 2 interfaces up,"));
        (gone.Status, gone.Text).ShouldBe((CheckStatus.Critical, "1 of 2 interfaces: Gi1 is not there"));
    }

    /// <summary>An SFP that is pulled, a member that leaves its stack: the row says notPresent, or goes.</summary>
    [Theory]
    [InlineData("described")]
    [InlineData("admin-up")]
    [InlineData("seen-up")]
    public async Task A_port_that_has_to_be_up_is_missed_when_its_hardware_goes_and_an_empty_slot_is_not(string mustBeUp)
    {
        using var check = Prepare(("must-be-up", mustBeUp));
        var (at, slot) = (100_000u, new Port(2, "Gi2") { State = NotPresent });

        var well = await RunAsync(check, at, new Port(1, "Gi1") { Alias = "uplink" }, slot);
        var pulled = await RunAsync(check, at += 6_000, new Port(1, "Gi1") { Alias = "uplink", State = NotPresent }, slot);
        var gone = await RunAsync(check, at += 6_000, slot);
        var back = await RunAsync(check, at + 6_000, new Port(1, "Gi1") { Alias = "uplink" }, slot);

        (well.Status, well.Text[..23]).ShouldBe((CheckStatus.Ok, "1 of 1 interfaces up, r"));
        (pulled.Status, pulled.Text).ShouldBe((CheckStatus.Critical, "1 of 1 interfaces: Gi1 (uplink) is down (notPresent)"));
        (gone.Status, gone.Text).ShouldBe((CheckStatus.Critical, "1 of 1 interfaces: Gi1 is not there"));
        back.Status.ShouldBe(CheckStatus.Ok);
    }

    [Fact]
    public async Task Of_all_an_empty_slot_is_one_and_what_its_administrator_shut_is_not_missed_when_it_goes()
    {
        using (var all = Prepare(("must-be-up", "all")))
        {
            (await RunAsync(all, 100, new Port(1, "Gi1"), new Port(2, "Gi2") { State = NotPresent })).Text.ShouldBe("1 of 2 interfaces: Gi2 is down (notPresent)");
        }

        using var described = Prepare(("must-be-up", "described"));
        await RunAsync(described, 6_100, new Port(1, "Gi1"), new Port(2, "Gi2") { Alias = "old" });
        await RunAsync(described, 12_100, new Port(1, "Gi1"), new Port(2, "Gi2") { Alias = "old", Wanted = Down, State = NotPresent });
        (await RunAsync(described, 18_100, new Port(1, "Gi1"))).Status.ShouldBe(CheckStatus.Ok);
    }

    [Theory]
    [InlineData("LAN", "WAN", "Gi1 (LAN)", "Gi1 (WAN)")]
    [InlineData("LAN", "LAN", "Gi1 (ifIndex 1)", "Gi1 (ifIndex 2)")]
    [InlineData("Gi1", "WAN", "Gi1 (ifIndex 1)", "Gi1 (WAN)")]
    public async Task Ports_that_share_a_name_are_told_apart(string first, string second, string one, string other)
    {
        using var check = Prepare();
        var (at, up, down) = (100_000u, new Port(1, "Gi1") { Description = first }, new Port(2, "Gi1") { Description = second, State = Down });

        var begun = await RunAsync(check, at, up, down);
        var both = await RunAsync(check, at += 6_000, up with { In = 750_000 }, down with { State = Up });
        var moved = await RunAsync(check, at += 6_000, up with { In = 750_000, State = Down }, down with { State = Up, In = 1_500_000 });
        var gone = await RunAsync(check, at + 6_000, down with { State = Up, In = 1_500_000 });

        begun.Status.ShouldBe(CheckStatus.Ok);
        (both.Status, Figures(both)[$"in {one}"]).ShouldBe((CheckStatus.Ok, 100_000));
        (moved.Text, Figures(moved)[$"in {other}"]).ShouldBe(($"1 of 2 interfaces: {one} is down", 200_000));
        (gone.Text, Figures(gone)[$"in {other}"]).ShouldBe(($"1 of 2 interfaces: {one} is not there", 0));
    }

    [Fact]
    public async Task Errors_that_were_cleared_have_no_rate()
    {
        using var check = Prepare();
        await RunAsync(check, 100_000, new Port(1, "Gi1") { ErrorsIn = 1_000 });

        var outcome = await RunAsync(check, 106_000, new Port(1, "Gi1") { ErrorsIn = 0 });

        outcome.Status.ShouldBe(CheckStatus.Ok);
        Figures(outcome).Keys.ShouldNotContain("errors-in Gi1");
        Figures(outcome).Keys.ShouldContain("errors-out Gi1");
    }

    [Theory]
    [InlineData("must-be-up", "described", "1 of 2 interfaces: Gi2 (printers) is down")]
    [InlineData("must-be-up", "admin-up", "2 of 3 interfaces: Gi2 (printers) is down; Gi4 is down")]
    [InlineData("must-be-up", "all", "4 of 5 interfaces: Gi2 (printers) is down; Gi3 is down; Gi4 is down; Gi5 (spare) is down")]
    [InlineData("must-be-up", "none", "1 of 5 interfaces up, rates come with the next run")]
    [InlineData("names", "gi1, Te9", "1 of 2 interfaces: Te9 is not there")]
    [InlineData("names", "printers", "0 of 1 interfaces up, rates come with the next run")]
    [InlineData("pattern", "^lo", "no interface of that name")]
    public async Task Which_ports_count_is_asked_for(string parameter, string value, string text)
    {
        using var check = Prepare((parameter, value));

        var outcome = await RunAsync(
            check, 100, new Port(1, "Gi1"), new Port(2, "Gi2") { State = Down, Alias = "printers" }, new Port(3, "Gi3") { State = Down, Wanted = Down },
            new Port(4, "Gi4") { State = Down }, new Port(5, "Gi5") { State = Down, Wanted = Down, Alias = "spare" });

        outcome.Text.ShouldBe(text);
    }

    [Fact]
    public async Task A_device_that_falls_silent_between_tables_is_unknown_not_well()
    {
        using var check = Prepare();
        await RunAsync(check, 100, new Port(1, "Gi1"));
        agent.Ignores = pdu => pdu.VarBinds[0].Oid.StartsWith(Oid.Parse("1.3.6.1.2.1.31.1.1.1.19"));

        var running = RunAsync(check, 200, new Port(1, "Gi1"));
        var outcome = await AsTimePassesAsync(running, TimeSpan.FromMilliseconds(5));
        outcome.Status.ShouldBe(CheckStatus.Unknown);
        outcome.Text.ShouldEndWith(", 1 parts of the device not read to their end");
    }

    [Fact]
    public async Task A_port_of_which_nothing_was_read_is_not_missed()
    {
        using var check = Prepare(("must-be-up", "described"));
        await RunAsync(check, 100, new Port(1, "Gi1"), new Port(2, "Gi2") { Alias = "uplink" });
        var behind = new[] { "1.3.6.1.2.1.2.2.1.2.1", "1.3.6.1.2.1.2.2.1.3.1", "1.3.6.1.2.1.31.1.1.1.1.1" }.Select(text => Oid.Parse(text)).ToList();
        agent.Ignores = pdu => behind.Contains(pdu.VarBinds[0].Oid);

        // The second rows of ifDescr, ifType and ifName are asked for behind the first ones, and come no more.
        agent.TooBigAbove = 1;
        var outcome = await AsTimePassesAsync(RunAsync(check, 6_100, new Port(1, "Gi1"), new Port(2, "Gi2") { Alias = "uplink" }), TimeSpan.FromMilliseconds(100));

        outcome.Status.ShouldBe(CheckStatus.Unknown);
        outcome.Text.ShouldEndWith(" parts of the device not read to their end");
    }

    [Fact]
    public async Task A_silent_device_is_critical_before_the_time_is_over()
    {
        using var check = Prepare();
        agent.Ignores = _ => true;

        var running = check.RunAsync(TestContext.Current.CancellationToken);
        (await AsTimePassesAsync(running, TimeSpan.FromMilliseconds(500))).ShouldBe(CheckOutcome.Critical("no answer within 3 s"));
    }

    private async Task<CheckOutcome> AsTimePassesAsync(Task<CheckOutcome> running, TimeSpan step)
    {
        await OneRun.UntilAsync(
            () =>
            {
                time.Advance(step);
                return running.IsCompleted;
            },
            "the run ends");
        return await running;
    }

    private PreparedCheck Prepare(params (string Name, string Value)[] parameters) => new InterfacesCheck(client, time)
        .Prepare(agent.Address.ToString(), parameters.ToDictionary(pair => pair.Name, pair => pair.Value)).Value;

    /// <summary>Runs a minute after the run before.</summary>
    private async Task<CheckOutcome> RunAsync(PreparedCheck check, uint uptime, params Port[] ports)
    {
        time.Advance(TimeSpan.FromMinutes(1));
        agent.Become(ports.SelectMany(port => port.Objects()).Append(KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.1.3.0"), SnmpValue.Unsigned(SnmpType.TimeTicks, uptime))));
        return await check.RunAsync(TestContext.Current.CancellationToken);
    }

    private static Dictionary<string, double?> Figures(CheckOutcome outcome) => outcome.Measurements.ToDictionary(figure => figure.Label, figure => figure.Value);

    private sealed record Port(uint Index, string Name)
    {
        public string Alias { get; init; } = "";

        public string Description { get; init; } = Name;

        public uint Type { get; init; } = Ethernet;

        public uint State { get; init; } = Up;

        public uint Wanted { get; init; } = Up;

        public uint Megabits { get; init; } = 1_000;

        public ulong In { get; init; }

        public ulong Out { get; init; }

        public uint ErrorsIn { get; init; }

        public uint Discontinuity { get; init; }

        /// <summary>Whether it has no counters of 64 bits.</summary>
        public bool Narrow { get; init; }

        public IEnumerable<KeyValuePair<Oid, SnmpValue>> Objects()
        {
            var (table, extension) = (Oid.Parse("1.3.6.1.2.1.2.2.1"), Oid.Parse("1.3.6.1.2.1.31.1.1.1"));
            yield return Cell(table, 2, SnmpValue.Octets(SnmpType.OctetString, Encoding.UTF8.GetBytes(Description)));
            yield return Cell(table, 3, SnmpValue.Integer(Type));
            yield return Cell(table, 7, SnmpValue.Integer(Wanted));
            yield return Cell(table, 8, SnmpValue.Integer(State));
            yield return Cell(table, 10, SnmpValue.Unsigned(SnmpType.Counter32, unchecked((uint)In)));
            yield return Cell(table, 13, SnmpValue.Unsigned(SnmpType.Counter32, 5));
            yield return Cell(table, 14, SnmpValue.Unsigned(SnmpType.Counter32, ErrorsIn));
            yield return Cell(table, 16, SnmpValue.Unsigned(SnmpType.Counter32, unchecked((uint)Out)));
            yield return Cell(table, 19, SnmpValue.Unsigned(SnmpType.Counter32, 5));
            yield return Cell(table, 20, SnmpValue.Unsigned(SnmpType.Counter32, 5));
            yield return Cell(extension, 1, SnmpValue.Octets(SnmpType.OctetString, Encoding.UTF8.GetBytes(Name)));
            yield return Cell(extension, 15, SnmpValue.Unsigned(SnmpType.Gauge32, Megabits));
            yield return Cell(extension, 18, SnmpValue.Octets(SnmpType.OctetString, Encoding.UTF8.GetBytes(Alias)));
            yield return Cell(extension, 19, SnmpValue.Unsigned(SnmpType.TimeTicks, Discontinuity));
            if (!Narrow)
            {
                yield return Cell(extension, 6, SnmpValue.Unsigned(SnmpType.Counter64, In));
                yield return Cell(extension, 10, SnmpValue.Unsigned(SnmpType.Counter64, Out));
            }
        }

        private KeyValuePair<Oid, SnmpValue> Cell(Oid table, uint column, SnmpValue value) => KeyValuePair.Create(table.Append(column, Index), value);
    }
}
