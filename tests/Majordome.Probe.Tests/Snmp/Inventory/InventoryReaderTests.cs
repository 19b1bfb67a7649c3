using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Inventory;

public sealed class InventoryReaderTests
{
    private static readonly DeviceInventory Switch = Read(OwnRecordings.Switch);
    private static readonly DeviceInventory Machine = Read(OwnRecordings.Machine);

    [Fact]
    public void A_port_has_its_speed_from_ifHighSpeed_its_words_by_the_registries_and_its_texts_without_padding() =>
        Switch.Ports[0].ShouldBe(new PortFacts(1, "Gi1", "Gi1", "uplink", "ethernetCsmacd", "001122334455", "lowerLayerDown", "up", 10_000_000_000));

    [Fact]
    public void A_port_that_is_not_present_or_has_no_name_is_no_port() => Switch.Ports.Select(port => port.Index).ShouldBe([1, 4]);

    [Theory]
    [InlineData(null, 64_000, 64_000)]
    [InlineData(0L, 64_000, 64_000)]
    [InlineData(0L, 10_000_000, null)]
    [InlineData(100L, 4_294_967_295, 100_000_000)]
    [InlineData(1_000_000_000L, 0, 1_000_000_000)]
    [InlineData(-1L, 5, null)]
    public void Speeds_are_bits_whatever_the_agent_counts_in(long? millions, long bits, object? expected)
    {
        var lines = $"1.3.6.1.2.1.2.2.1.2.1|4|a\n1.3.6.1.2.1.2.2.1.5.1|66|{bits}" + (millions is null ? "" : $"\n1.3.6.1.2.1.31.1.1.1.15.1|2|{millions}");

        Read(lines).Ports[0].Speed.ShouldBe(expected is null ? null : Convert.ToInt64(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void The_chassis_gives_model_and_serial_number_where_the_maker_gives_none()
    {
        (Switch.System.Maker, Switch.System.Hardware, Switch.System.Serial, Switch.System.Version, Switch.System.Kind).ShouldBe(("cisco", "EX-9", "EX0001", "1.2(3)", "network"));
        Switch.System.ObjectId.ShouldBe(".1.3.6.1.4.1.9.1.1");
    }

    [Fact]
    public void Makers_tables_are_read_by_row_through_other_tables()
    {
        Switch.Processors.ShouldBe([new ProcessorFacts("Chassis", 7)]);
        Switch.Memory.ShouldBe([new MemoryFacts("Processor", 100, 25, 25)]);
        Switch.Sensors.ShouldContain(new SensorFacts("temperature", "Outlet", 43));
    }

    [Fact]
    public void A_sensor_has_its_unit_by_scale_and_precision() => Switch.Sensors.ShouldContain(new SensorFacts("temperature", "Inlet", 21.625));

    [Theory]
    [InlineData(2, 2.15)]
    [InlineData(0, 215)]
    [InlineData(-2, 215)] // digits that are accurate
    public void The_precision_of_a_sensor_is_its_decimal_places(int precision, double value) => Read(
            $"1.3.6.1.2.1.47.1.1.1.1.7.9|4|Inlet\n1.3.6.1.2.1.99.1.1.1.1.9|2|8\n1.3.6.1.2.1.99.1.1.1.2.9|2|9\n1.3.6.1.2.1.99.1.1.1.3.9|2|{precision}\n1.3.6.1.2.1.99.1.1.1.4.9|2|215")
        .Sensors.ShouldBe([new SensorFacts("temperature", "Inlet", value)]);

    [Fact]
    public void Buffers_and_cache_are_not_memory_in_use() =>
        Machine.Memory.ShouldBe(
        [
            new MemoryFacts("Physical memory", 1_024_000, 512_000, 50),
            new MemoryFacts("Memory buffers", 1_024_000, 102_400, 10),
            new MemoryFacts("Cached memory", 1_024_000, 307_200, 30),
        ]);

    [Fact]
    public void Views_of_the_kernel_are_no_volumes_and_counts_that_wrapped_are_unwrapped() =>
        Machine.Storage.ShouldBe(
        [
            new StorageFacts("/", 819_200, 4096, 204_800, 614_400, 25),
            new StorageFacts("/big", 4_000_000_000L * 4096, 4096, 2_000_000_000L * 4096, 2_000_000_000L * 4096, 50),
        ]);

    [Fact]
    public void A_maker_hidden_behind_the_agents_identifier_is_known_by_its_objects()
    {
        (Machine.System.Hardware, Machine.System.Version, Machine.System.Kind).ShouldBe(("DS9", "7.2-1", "storage"));
        Machine.Processors.ShouldBe([new ProcessorFacts("Intel Xeon E9 @ 2.00GHz", 12)]);
    }

    [Fact]
    public void Tenths_come_out_as_they_are_and_lines_are_numbered_where_there_are_several()
    {
        Machine.Sensors.ShouldContain(new SensorFacts("voltage", "Battery", 270.7));
        Machine.Sensors.ShouldContain(new SensorFacts("voltage", "Input Phase 2", 231));
        Machine.Sensors.ShouldContain(new SensorFacts("temperature", "Core 0", 41.5));
    }

    [Fact]
    public void The_roots_after_the_system_group_are_the_standard_ones_and_those_of_the_maker_none_within_another()
    {
        var roots = InventoryRoots.For(Walked(OwnRecordings.Switch));

        roots.ShouldContain(Oid.Parse("1.3.6.1.2.1.2.2.1"));
        roots.ShouldContain(Oid.Parse("1.3.6.1.4.1.9.9.48.1"));
        roots.Where(root => roots.Any(other => other != root && root.StartsWith(other))).ShouldBeEmpty();
        roots.Length.ShouldBeLessThan(80);
    }

    [Fact]
    public void Behind_an_agents_identifier_every_maker_who_hides_there_is_asked_for_within_bounds()
    {
        var roots = InventoryRoots.For(Walked(OwnRecordings.Machine));

        roots.ShouldContain(Oid.Parse("1.3.6.1.4.1.6574.1"));
        roots.Length.ShouldBeLessThan(160);
    }

    [Fact]
    public void The_first_of_equal_objects_counts_and_order_does_not()
    {
        var lines = OwnRecordings.Lines(OwnRecordings.Switch);
        var shuffled = WalkedObjects.Of(SnmpRecording.Read([.. lines.Reverse(), "1.3.6.1.2.1.1.5.0|4|another"]));

        InventoryReader.Read(shuffled).System.Name.ShouldBe("edge-1");
        InventoryReader.Read(shuffled).Ports.ShouldBe(Switch.Ports);
    }

    [Fact]
    public void A_table_of_a_hundred_thousand_rows_is_read_in_bounds()
    {
        var objects = Enumerable.Range(1, 150_000).Select(index => KeyValuePair.Create(
            Oid.Parse("1.3.6.1.2.1.2.2.1.2").Append((uint)index), SnmpValue.Octets(SnmpType.OctetString, "port"u8.ToArray())));

        InventoryReader.Read(WalkedObjects.Of(objects)).Ports.Length.ShouldBe(100_000);
    }

    private static WalkedObjects Walked(string recording) => WalkedObjects.Of(SnmpRecording.Read(OwnRecordings.Lines(recording)));

    private static DeviceInventory Read(string recording) => InventoryReader.Read(Walked(recording));
}
