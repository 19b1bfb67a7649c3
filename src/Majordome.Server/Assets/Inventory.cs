using System.Text.Json;

namespace Majordome.Server.Assets;

/// <summary>
/// What was found in a machine, read from <see cref="Asset.Inventory"/>. Who wrote it may be older or newer than this program:
/// what is absent or of another shape reads as not told.
/// </summary>
/// <param name="System">« Debian GNU/Linux 12 (bookworm) ».</param>
/// <param name="Kernel">Release of the kernel.</param>
/// <param name="Hardware">Maker and model.</param>
/// <param name="Serial">Serial number.</param>
/// <param name="Processors">Logical processors; zero: not told.</param>
/// <param name="ProcessorModel">Model of the first.</param>
/// <param name="Memory">In bytes; zero: not told.</param>
/// <param name="Swap">In bytes; zero: none, or not told.</param>
/// <param name="Disks">File systems.</param>
/// <param name="Interfaces">Network interfaces.</param>
/// <param name="Services">Listening TCP services.</param>
public sealed record Inventory(
    string? System, string? Kernel, string? Hardware, string? Serial, int Processors, string? ProcessorModel, long Memory, long Swap,
    IReadOnlyList<FoundDisk> Disks, IReadOnlyList<FoundInterface> Interfaces, IReadOnlyList<FoundService> Services)
{
    /// <summary>Reads it; <c>null</c> when there is none, or nothing that can be read.</summary>
    public static Inventory? Read(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind is JsonValueKind.Object ? Read(document.RootElement) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Inventory Read(JsonElement machine)
    {
        var system = Part(machine, "system");
        var hardware = Part(machine, "hardware");
        var processors = Part(machine, "processors");
        var maker = string.Join(' ', new[] { Text(hardware, "maker"), Text(hardware, "model") }.OfType<string>());
        return new Inventory(
            Text(system, "name") ?? Text(system, "id"), Text(system, "kernel"),
            maker.Length == 0 ? null : maker, Text(hardware, "serial"),
            (int)Math.Clamp(Number(processors, "count"), 0, int.MaxValue), Text(processors, "model"),
            Number(machine, "memory"), Number(machine, "swap"),
            [.. Items(machine, "disks").Select(d => new FoundDisk(Text(d, "mountPoint") ?? "", Text(d, "device"), Text(d, "kind"), Number(d, "total")))],
            [.. Items(machine, "interfaces").Select(i => new FoundInterface(Text(i, "name") ?? "", Text(i, "hardwareAddress"), [.. Texts(i, "addresses")]))],
            [.. Items(machine, "services").Select(ReadService)]);
    }

    private static FoundService ReadService(JsonElement service)
    {
        var identity = Part(service, "identity");
        return new FoundService(
            (int)Math.Clamp(Number(service, "port"), 0, ushort.MaxValue), Text(service, "process"), Text(identity, "protocol"), Text(identity, "banner"),
            service.TryGetProperty("isPublic", out var isPublic) && isPublic.ValueKind is JsonValueKind.True);
    }

    private static JsonElement Part(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var part) ? part : default;

    private static IEnumerable<JsonElement> Items(JsonElement of, string name) =>
        Part(of, name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Where(i => i.ValueKind is JsonValueKind.Object) : [];

    private static string? Text(JsonElement of, string name) =>
        Part(of, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: > 0 } said ? said : null;

    private static IEnumerable<string> Texts(JsonElement of, string name) =>
        Part(of, name) is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray().Where(i => i.ValueKind is JsonValueKind.String).Select(i => i.GetString()!)
            : [];

    private static long Number(JsonElement of, string name) =>
        Part(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value > 0 ? value : 0;
}

/// <summary>A file system.</summary>
/// <param name="MountPoint">Where it is mounted.</param>
/// <param name="Device">Its device.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Total">Its size in bytes; zero: not told.</param>
public sealed record FoundDisk(string MountPoint, string? Device, string? Kind, long Total);

/// <summary>A network interface.</summary>
/// <param name="Name">Its name.</param>
/// <param name="HardwareAddress">Its hardware address.</param>
/// <param name="Addresses">Its addresses with their prefix lengths.</param>
public sealed record FoundInterface(string Name, string? HardwareAddress, IReadOnlyList<string> Addresses);

/// <summary>A listening TCP service.</summary>
/// <param name="Port">Its port.</param>
/// <param name="Process">Its process.</param>
/// <param name="Protocol">What it speaks, as its key: <c>http</c>.</param>
/// <param name="Banner">Its first words.</param>
/// <param name="IsPublic">Whether it listens beyond the loopback.</param>
public sealed record FoundService(int Port, string? Process, string? Protocol, string? Banner, bool IsPublic);
