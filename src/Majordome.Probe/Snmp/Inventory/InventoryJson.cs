using System.Collections.Immutable;
using System.Text.Json;

namespace Majordome.Probe.Snmp.Inventory;

/// <summary>
/// An inventory as one JSON object. Names of objects are those of the MIBs (<c>ifOperStatus</c>); unknown facts are <c>null</c>, empty tables
/// empty arrays.
/// </summary>
public static class InventoryJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes an inventory in UTF-8.</summary>
    public static void Write(DeviceInventory inventory, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, Options);
        json.WriteStartObject();
        WriteSystem(json, inventory.System);
        WriteRows(json, "ports", inventory.Ports, WritePort);
        WriteRows(json, "processors", inventory.Processors, WriteProcessor);
        WriteRows(json, "sensors", inventory.Sensors, WriteSensor);
        WriteRows(json, "memory", inventory.Memory, WriteMemory);
        WriteRows(json, "storage", inventory.Storage, WriteStorage);
        WriteRows(json, "chassis", inventory.Chassis, WriteEntity);
        json.WriteEndObject();
    }

    private static void WriteRows<T>(Utf8JsonWriter json, string name, ImmutableArray<T> rows, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var row in rows)
        {
            json.WriteStartObject();
            write(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSystem(Utf8JsonWriter json, SystemFacts system)
    {
        json.WriteStartObject("system");
        json.WriteString("sysName", system.Name);
        json.WriteString("sysObjectID", system.ObjectId);
        json.WriteString("sysDescr", system.Description);
        json.WriteString("os", system.Maker);
        json.WriteString("version", system.Version);
        json.WriteString("hardware", system.Hardware);
        json.WriteString("serial", system.Serial);
        json.WriteString("features", system.Features);
        json.WriteString("type", system.Kind);
        json.WriteEndObject();
    }

    private static void WritePort(Utf8JsonWriter json, PortFacts port)
    {
        json.WriteNumber("ifIndex", port.Index);
        json.WriteString("ifName", port.Name);
        json.WriteString("ifDescr", port.Description);
        json.WriteString("ifAlias", port.Alias);
        json.WriteString("ifType", port.Type);
        json.WriteString("ifPhysAddress", port.PhysicalAddress);
        json.WriteString("ifOperStatus", port.OperationalStatus);
        json.WriteString("ifAdminStatus", port.AdministrativeStatus);
        if (port.Speed is { } speed)
        {
            json.WriteNumber("ifSpeed", speed);
        }
        else
        {
            json.WriteNull("ifSpeed");
        }
    }

    private static void WriteProcessor(Utf8JsonWriter json, ProcessorFacts processor)
    {
        json.WriteString("processor_descr", processor.Description);
        json.WriteNumber("processor_usage", processor.Usage);
    }

    private static void WriteSensor(Utf8JsonWriter json, SensorFacts sensor)
    {
        json.WriteString("sensor_class", sensor.Class);
        json.WriteString("sensor_descr", sensor.Description);
        json.WriteNumber("sensor_current", sensor.Current);
    }

    private static void WriteMemory(Utf8JsonWriter json, MemoryFacts memory)
    {
        json.WriteString("mempool_descr", memory.Description);
        json.WriteNumber("mempool_total", memory.Total);
        json.WriteNumber("mempool_used", memory.Used);
        json.WriteNumber("mempool_perc", memory.Percent);
    }

    private static void WriteStorage(Utf8JsonWriter json, StorageFacts storage)
    {
        json.WriteString("storage_descr", storage.Description);
        json.WriteNumber("storage_size", storage.Size);
        json.WriteNumber("storage_units", storage.Units);
        json.WriteNumber("storage_used", storage.Used);
        json.WriteNumber("storage_free", storage.Free);
        json.WriteNumber("storage_perc", storage.Percent);
    }

    private static void WriteEntity(Utf8JsonWriter json, EntityFacts entity)
    {
        json.WriteString("entPhysicalDescr", entity.Description);
        json.WriteString("entPhysicalClass", entity.Class);
        json.WriteString("entPhysicalName", entity.Name);
        json.WriteString("entPhysicalModelName", entity.Model);
        json.WriteString("entPhysicalSerialNum", entity.Serial);
    }
}
