namespace Majordome.Probe.Snmp.Inventory;

/// <summary>Reads the inventory of a device over the network.</summary>
public static class InventoryWalk
{
    /// <summary>Walks the system group, then what the device is known to have. No inventory when the system group could not be read at all.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="target">Who is asked.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The inventory, and the subtrees that are missing from it or cut short.</returns>
    public static async Task<(DeviceInventory? Inventory, IReadOnlyList<RootFault> Faults)> ReadAsync(SnmpClient client, SnmpTarget target, CancellationToken cancel)
    {
        var system = await client.WalkAsync(target, [InventoryRoots.System], cancel).ConfigureAwait(false);
        if (system.Objects.Count == 0 && system.Faults.Count > 0)
        {
            return (null, system.Faults);
        }

        var rest = await client.WalkAsync(target, InventoryRoots.For(WalkedObjects.Of(system.Objects)), cancel).ConfigureAwait(false);
        return (InventoryReader.Read(WalkedObjects.Of(system.Objects.Concat(rest.Objects))), [.. system.Faults, .. rest.Faults]);
    }
}
