namespace Majordome.Probe.Tests.Snmp.Inventory;

public sealed class InventoryFuzzTests
{
    [Fact]
    public void No_walk_makes_the_reading_throw_loop_or_write_what_is_no_json() => InventoryFuzzer.Fuzz(inputs: 2_000, seed: 20_261_125);
}
