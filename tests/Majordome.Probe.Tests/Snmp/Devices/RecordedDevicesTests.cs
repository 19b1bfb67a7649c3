using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Snmp;
using Majordome.Probe.Snmp.Devices;
using Majordome.Probe.Tests.Checks;
using Majordome.Probe.Tests.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Devices;

/// <summary>Recorded devices of the field, replayed over UDP.</summary>
public sealed class RecordedDevicesTests(ITestOutputHelper output)
{
    private static readonly string[] Types = ["snmp-interfaces", "snmp-storage", "snmp-processors", "snmp-memory", "snmp-sensors"];

    [Theory]
    [InlineData("ciscosb_cbs350", "snmp-interfaces")]
    [InlineData("iosxe_ie32008t2s-ios17-12", "snmp-processors")]
    [InlineData("iosxe_ie32008t2s-ios17-12", "snmp-memory")]
    [InlineData("iosxe_ie32008t2s-ios17-12", "snmp-sensors")]
    [InlineData("arubaos-cx_10.10", "snmp-interfaces")]
    [InlineData("arubaos-cx_10.10", "snmp-sensors")]
    [InlineData("fortigate_60fospfv3", "snmp-processors")]
    [InlineData("junos_qfx5100", "snmp-sensors")]
    [InlineData("dsm_ds214se-dsm6", "snmp-storage")]
    [InlineData("dhcpatriot", "snmp-memory")]
    [InlineData("jetdirect_m252dw", "snmp-sensors")]
    [InlineData("samsungprinter_m4080fx", "snmp-interfaces")]
    [InlineData("apc_smx750i", "snmp-sensors")]
    [InlineData("huaweiups_ups2000", "snmp-sensors")]
    public async Task A_device_of_the_field_is_read(string device, string type)
    {
        Needs.Condition(InventoryRecordingTests.Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        await using var agent = new AgentSimulator(InventoryRecordingTests.Recording(device));

        var outcome = await OneRun.OnceAsync(type, agent.Address.ToString());

        output.WriteLine($"{outcome.Status} {outcome.Text}");
        outcome.Text.ShouldNotContain("tells of no");
        outcome.Text.ShouldNotContain("not read to their end");
        outcome.Measurements.ShouldNotBeEmpty();
        outcome.Measurements.Select(figure => figure.Label).ShouldBeUnique();
    }

    [Fact]
    public async Task Every_device_gives_each_check_an_answer_and_the_same_names_twice()
    {
        Needs.Condition(InventoryRecordingTests.Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        var devices = Directory.GetFiles(Path.Combine(InventoryRecordingTests.Folder.Value, "recordings"), "*.snmprec").Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();
        var answered = new System.Collections.Concurrent.ConcurrentBag<string>();
        using var catalogue = OneRun.Catalogue();
        await Parallel.ForEachAsync(devices, TestContext.Current.CancellationToken, async (device, cancel) =>
        {
            await using var agent = new AgentSimulator(InventoryRecordingTests.Recording(device));
            foreach (var type in Types)
            {
                using var check = catalogue.Prepare(type, agent.Address.ToString(), new Dictionary<string, string>()).Value;
                var (first, second) = (await check.RunAsync(cancel), await check.RunAsync(cancel));
                first.Text.ShouldNotContain("not read to their end", customMessage: device);
                first.Measurements.Length.ShouldBeLessThanOrEqualTo(FigureList.Most);
                second.Measurements.Select(figure => figure.Label).Intersect(first.Measurements.Select(figure => figure.Label)).ShouldBe(
                    first.Measurements.Select(figure => figure.Label), ignoreOrder: true, $"{device} {type}");
                if (first.Measurements.Length > 0)
                {
                    answered.Add(type);
                }
            }
        });
        foreach (var type in Types)
        {
            output.WriteLine(FormattableString.Invariant($"{type}: {answered.Count(one => one == type)} of {devices.Count} devices tell"));
        }

        answered.Count(type => type == "snmp-interfaces").ShouldBeGreaterThan(devices.Count / 2);
        answered.Count(type => type == "snmp-sensors").ShouldBeGreaterThan(devices.Count / 2);
    }

    [Theory]
    [InlineData("ciscosb_cbs350")]
    [InlineData("arubaos-cx_10.10")]
    [InlineData("jetstream")]
    public async Task A_switch_that_counts_on_has_rates_and_one_that_restarts_has_none(string device)
    {
        Needs.Condition(InventoryRecordingTests.Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        var (time, recorded) = (new ManualTime(), InventoryRecordingTests.Recording(device));
        using var client = new SnmpClient(time);
        await using var agent = new AgentSimulator(recorded);
        using var check = new InterfacesCheck(client, time).Prepare(agent.Address.ToString(), new Dictionary<string, string> { ["must-be-up"] = "none" }).Value;
        await check.RunAsync(TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(1));
        agent.Become(recorded.Select(pair => After(pair, uptime: 6_000, octets: 75_000)));
        var second = await check.RunAsync(TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(1));
        agent.Become(recorded.Select(pair => pair.Key == Oid.Parse("1.3.6.1.2.1.1.3.0") ? KeyValuePair.Create(pair.Key, SnmpValue.Unsigned(SnmpType.TimeTicks, 500)) : pair));
        var third = await check.RunAsync(TestContext.Current.CancellationToken);

        var rates = second.Measurements.Where(figure => figure.Label.StartsWith("in ", StringComparison.Ordinal)).ToList();
        rates.ShouldNotBeEmpty();
        rates.ShouldAllBe(figure => figure.Value == 10_000);
        third.Measurements.ShouldHaveSingleItem().Label.ShouldBe("interfaces-up");
        third.Text.ShouldEndWith(", the agent restarted, the rates come with the next run");
    }

    [Fact]
    public async Task A_ups_on_its_battery_and_a_sensor_that_broke_are_told()
    {
        string[] lines =
        [
            .. OwnRecordings.Lines(OwnRecordings.Switch),
            "1.3.6.1.2.1.47.1.1.1.1.7.10|4|Fan 1", "1.3.6.1.2.1.99.1.1.1.1.10|2|10", "1.3.6.1.2.1.99.1.1.1.3.10|2|0", "1.3.6.1.2.1.99.1.1.1.4.10|2|0", "1.3.6.1.2.1.99.1.1.1.5.10|2|3",
            "1.3.6.1.2.1.33.1.2.1.0|2|3", "1.3.6.1.2.1.33.1.2.4.0|2|35", "1.3.6.1.2.1.33.1.4.1.0|2|5", "1.3.6.1.2.1.33.1.6.1.0|66|2",
        ];
        await using var agent = new AgentSimulator(SnmpRecording.Read(lines));

        var outcome = await OneRun.OnceAsync("snmp-sensors", agent.Address.ToString(), "temperature-warning=40", "temperature-critical=60");

        outcome.Status.ShouldBe(CheckStatus.Critical);
        outcome.Text.ShouldContain("Fan 1 does not work; the battery is low; ");
        outcome.Text.ShouldContain("Outlet 43 °C");
        outcome.LongText.ShouldContain("WARNING the UPS is on its battery\nWARNING the UPS has 2 alarms");
        outcome.Measurements.ShouldContain(figure => figure.Label == "temperature Inlet" && figure.Value == 21.625 && figure.Unit == "°C" && figure.Warning == "40");
        outcome.Measurements.ShouldNotContain(figure => figure.Label.Contains("Fan 1", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("volumes=fixed", "2 volumes, the fullest /big 50 % used, 7.5 TiB available of 14.9 TiB")]
    [InlineData("volumes=network", "the device tells of no volume")]
    [InlineData("names=/", "/ 25 % used, 600 KiB available of 800 KiB")]
    [InlineData("names=/big", "/big 50 % used")]
    [InlineData("names=/srv", "1 of 1 volumes: /srv is not there")]
    [InlineData("used-critical=40", "1 of 2 volumes: /big 50 % used")]
    public async Task Volumes_are_chosen_and_judged(string parameter, string text)
    {
        await using var agent = new AgentSimulator(SnmpRecording.Read(OwnRecordings.Lines(OwnRecordings.Machine)));

        var outcome = await OneRun.OnceAsync("snmp-storage", agent.Address.ToString(), parameter);

        outcome.Text.ShouldStartWith(text);
    }

    [Theory]
    [InlineData("snmp-memory", "50 % used, 500 KiB available of 1000 KiB", "used 50,available 512000,total 1024000")] // buffers and cache are given back
    [InlineData("snmp-processors", "12 % busy", "usage 12,usage-most 12,processors 1")]
    public async Task A_machine_is_measured(string type, string text, string figures)
    {
        await using var agent = new AgentSimulator(SnmpRecording.Read(OwnRecordings.Lines(OwnRecordings.Machine)));

        var outcome = await OneRun.OnceAsync(type, agent.Address.ToString());

        outcome.Text.ShouldBe(text);
        string.Join(',', outcome.Measurements.Select(figure => FormattableString.Invariant($"{figure.Label} {figure.Value}"))).ShouldBe(figures);
    }

    /// <summary>Routers under IOS XE have a pool that is full by design.</summary>
    [Theory]
    [InlineData("used-critical=95", CheckStatus.Ok, "2 memories, the fullest Processor 40 % used, 600 B available of 1000 B")]
    [InlineData("names=processor", CheckStatus.Ok, "40 % used, 600 B available of 1000 B")]
    [InlineData("pattern=^I/O$", CheckStatus.Ok, "10 % used, 900 B available of 1000 B")]
    [InlineData("names=Processor, Spare", CheckStatus.Critical, "1 of 2 memories: Spare is not there")]
    [InlineData("pattern=^nothing$", CheckStatus.Unknown, "no memory of that name")]
    public async Task Memories_are_chosen_and_buffers_for_messages_are_none(string parameter, CheckStatus status, string text)
    {
        string[] lines =
        [
            "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.9.1.1",
            "1.3.6.1.4.1.9.9.48.1.1.1.2.1|4|Processor", "1.3.6.1.4.1.9.9.48.1.1.1.5.1|66|400", "1.3.6.1.4.1.9.9.48.1.1.1.6.1|66|600",
            "1.3.6.1.4.1.9.9.48.1.1.1.2.2|4|I/O", "1.3.6.1.4.1.9.9.48.1.1.1.5.2|66|100", "1.3.6.1.4.1.9.9.48.1.1.1.6.2|66|900",
            "1.3.6.1.4.1.9.9.48.1.1.1.2.22|4|lsmpi_io", "1.3.6.1.4.1.9.9.48.1.1.1.5.22|66|6294304", "1.3.6.1.4.1.9.9.48.1.1.1.6.22|66|824",
        ];
        await using var agent = new AgentSimulator(SnmpRecording.Read(lines));

        var outcome = await OneRun.OnceAsync("snmp-memory", agent.Address.ToString(), parameter);

        (outcome.Status, outcome.Text).ShouldBe((status, text));
        outcome.Measurements.ShouldNotContain(figure => figure.Label.Contains("lsmpi", StringComparison.Ordinal));
    }

    /// <summary>What a maker's MIB calls a fault is one; states whose numbers are not known are said not to be judged.</summary>
    [Theory]
    [InlineData("dsm_ds214se-dsm6", "6574.3.1.1.3.0", 1, CheckStatus.Ok, "6 sensors as they should be, 1 states not judged")]
    [InlineData("dsm_ds214se-dsm6", "6574.3.1.1.3.0", 11, CheckStatus.Warning, "1 of 6 sensors: Volume 1 is degraded")]
    [InlineData("dsm_ds214se-dsm6", "6574.3.1.1.3.0", 12, CheckStatus.Critical, "1 of 6 sensors: Volume 1 does not work")]
    [InlineData("dsm_ds214se-dsm6", "6574.1.3.0", 2, CheckStatus.Critical, "1 of 6 sensors: Power does not work")]
    [InlineData("fujitsu-irmc_rx300", "231.2.10.2.2.10.6.2.1.5.1.2", 5, CheckStatus.Critical, "PSU2 has no power")]
    [InlineData("fujitsu-irmc_rx300", "231.2.10.2.2.10.5.2.1.5.1.1", 4, CheckStatus.Critical, " does not work")]
    [InlineData("xclarity_sr665", "19046.11.1.1.4.1.0", 2, CheckStatus.Critical, "Overall System Status is critical")]
    [InlineData("ios_ir809", "9.9.13.1.5.1.3.2", 3, CheckStatus.Critical, "IR800 DC power supply is critical")]
    [InlineData("ios_ir809", "9.9.13.1.3.1.6.1", 2, CheckStatus.Warning, " has a warning")]
    [InlineData("fortigate_60fospfv3", "12356.101.4.3.2.1.4.2", 1, CheckStatus.Critical, "B50182 Temperature is in alarm")]
    [InlineData("apc_smx750i", "318.1.1.1.2.2.4.0", 2, CheckStatus.Warning, "UPS Battery Replacement Status asks for a new battery")]
    public async Task A_state_is_judged_by_its_makers_numbers(string device, string state, int number, CheckStatus status, string text)
    {
        Needs.Condition(InventoryRecordingTests.Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        var oid = Oid.Parse($"1.3.6.1.4.1.{state}");
        await using var agent = new AgentSimulator(InventoryRecordingTests.Recording(device).Where(pair => pair.Key != oid).Append(KeyValuePair.Create(oid, SnmpValue.Integer(number))));

        var outcome = await OneRun.OnceAsync("snmp-sensors", agent.Address.ToString());

        outcome.Status.ShouldBe(status, outcome.LongText);
        outcome.Text.ShouldContain(text);
    }

    [Theory]
    [InlineData("674.10892.5.2.1.0", 3, "674.10892.5.1.3.2.0|4|ABC", CheckStatus.Ok, "1 sensors, all as they should be")]
    [InlineData("674.10892.5.2.1.0", 4, "674.10892.5.1.3.2.0|4|ABC", CheckStatus.Warning, "1 of 1 sensors: Global System Status has a warning")]
    [InlineData("674.10892.5.2.1.0", 5, "674.10892.5.1.3.2.0|4|ABC", CheckStatus.Critical, "1 of 1 sensors: Global System Status is critical")]
    [InlineData("11.2.14.11.1.2.6.1.4.1", 2, "11.2.14.11.1.2.6.1.7.1|4|Fan Sensor", CheckStatus.Critical, "1 of 1 sensors: Fan Sensor does not work")]
    [InlineData("11.2.14.11.1.2.6.1.4.1", 5, "11.2.14.11.1.2.6.1.7.1|4|Fan Sensor", CheckStatus.Ok, "1 sensors, all as they should be")]
    [InlineData("6574.1.5.4.0", 1, "6574.1.5.1.0|4|DS9", CheckStatus.Ok, "1 states not judged")]
    public async Task A_state_of_a_maker_of_whom_there_is_no_recording_is_judged(string state, int number, string beside, CheckStatus status, string text)
    {
        string[] lines =
        [
            "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1." + (state.StartsWith("11.", StringComparison.Ordinal) ? "11.2.3.7.11" : "8072.3.2.10"), $"1.3.6.1.4.1.{state}|2|{number}", $"1.3.6.1.4.1.{beside}",
        ];
        await using var agent = new AgentSimulator(SnmpRecording.Read(lines));

        var outcome = await OneRun.OnceAsync("snmp-sensors", agent.Address.ToString());

        (outcome.Status, outcome.Text).ShouldBe((status, text));
    }

    /// <summary>Limits for what is left of a battery are none for how long it has been giving, or how long a link has been up.</summary>
    [Theory]
    [InlineData("powerwalker-vfi_500r1u", "Time on battery")]
    [InlineData("rutos-otd_otd500", "Connection Uptime")]
    public async Task Time_that_has_passed_is_not_judged_as_time_that_is_left(string device, string elapsed)
    {
        Needs.Condition(InventoryRecordingTests.Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        await using var agent = new AgentSimulator(InventoryRecordingTests.Recording(device));

        var outcome = await OneRun.OnceAsync("snmp-sensors", agent.Address.ToString(), "runtime-warning=10000:", "runtime-critical=5:");

        outcome.LongText.ShouldContain($"OK {elapsed}");
        outcome.Status.ShouldNotBe(CheckStatus.Critical, outcome.Text);
    }

    /// <summary>Ports that share a name are not one port: that one is down says nothing of another that is up.</summary>
    [Theory]
    [InlineData("teldat", "ethernet0/0 (ifIndex 1)")]
    [InlineData("hiveos-wireless_ap305c-1", "wifi1.1 (ifIndex 20)")]
    public async Task Ports_of_one_name_are_told_apart(string device, string port)
    {
        Needs.Condition(InventoryRecordingTests.Folder.Value.Length > 0, "needs the recordings in ../shared/data/snmp");
        await using var agent = new AgentSimulator(InventoryRecordingTests.Recording(device));

        var outcome = await OneRun.OnceAsync("snmp-interfaces", agent.Address.ToString());

        (outcome.Status, outcome.LongText.Split('\n').Count(line => line == $"OK {port} is up")).ShouldBe((CheckStatus.Ok, 1));
    }

    private static KeyValuePair<Oid, SnmpValue> After(KeyValuePair<Oid, SnmpValue> pair, ulong uptime, ulong octets) =>
        pair.Key == Oid.Parse("1.3.6.1.2.1.1.3.0") ? KeyValuePair.Create(pair.Key, SnmpValue.Unsigned(SnmpType.TimeTicks, (uint)(pair.Value.AsUnsigned + uptime)))
        : pair.Value.Type == SnmpType.Counter64 ? KeyValuePair.Create(pair.Key, SnmpValue.Unsigned(SnmpType.Counter64, pair.Value.AsUnsigned + octets))
        : pair.Value.Type == SnmpType.Counter32 ? KeyValuePair.Create(pair.Key, SnmpValue.Unsigned(SnmpType.Counter32, unchecked((uint)(pair.Value.AsUnsigned + octets))))
        : pair;
}
