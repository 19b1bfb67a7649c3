using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>What an uninterruptible power supply measures: UPS-MIB (RFC 1628).</summary>
internal static class UpsReadings
{
    private static readonly Oid Ups = Oid.Parse("1.3.6.1.2.1.33.1");

    private const double Unknown = uint.MaxValue;

    /// <summary>The whole MIB: it is small.</summary>
    public static Oid Root => Ups;

    /// <summary>upsIdentManufacturer and upsIdentModel, as far as told.</summary>
    public static string? Model(WalkedObjects walked) => Said.Text(walked[Ups.Append(1, 2, 0)]);

    /// <summary>upsIdentUPSSoftwareVersion; else that of the agent.</summary>
    public static string? Version(WalkedObjects walked) => Said.Text(walked[Ups.Append(1, 3, 0)]) ?? Said.Text(walked[Ups.Append(1, 4, 0)]);

    /// <summary>The readings. Tenths of volts (battery), amperes and hertz, minutes, seconds on battery.</summary>
    public static IEnumerable<SensorFacts> Read(WalkedObjects walked)
    {
        if (!walked.Has(Ups.Append(2)) && !walked.Has(Ups.Append(4)))
        {
            return [];
        }

        return
        [
            .. One(walked, "state", "Battery Status", 1, 2, 1).Select(Told),
            .. One(walked, "runtime", "Time on battery", 1.0 / 60, 2, 2).Select(reading => reading with { IsElapsed = true }),
            .. One(walked, "runtime", "Estimated battery time remaining", 1, 2, 3),
            .. One(walked, "charge", "Battery charge remaining", 1, 2, 4),
            .. One(walked, "voltage", "Battery", 0.1, 2, 5),
            .. One(walked, "current", "Battery", 0.1, 2, 6),
            .. One(walked, "temperature", "Battery", 1, 2, 7),
            .. Lines(walked, "frequency", "Input", 0.1, 3, 3, 1, 2),
            .. Lines(walked, "voltage", "Input", 1, 3, 3, 1, 3),
            .. Lines(walked, "current", "Input", 0.1, 3, 3, 1, 4),
            .. Lines(walked, "power", "Input", 1, 3, 3, 1, 5),
            .. One(walked, "state", "Output Source", 1, 4, 1).Select(Told),
            .. One(walked, "frequency", "Output", 0.1, 4, 2),
            .. Lines(walked, "voltage", "Output", 1, 4, 4, 1, 2),
            .. Lines(walked, "current", "Output", 0.1, 4, 4, 1, 3),
            .. Lines(walked, "power", "Output", 1, 4, 4, 1, 4),
            .. Lines(walked, "load", "Percentage load", 1, 4, 4, 1, 5),
            .. One(walked, "frequency", "Bypass", 0.1, 5, 1),
            .. Lines(walked, "voltage", "Bypass", 1, 5, 3, 1, 2),
            .. Lines(walked, "current", "Bypass", 0.1, 5, 3, 1, 3),
            .. Lines(walked, "power", "Bypass", 1, 5, 3, 1, 4),
        ];
    }

    /// <summary>What is wrong, by upsBatteryStatus, upsOutputSource and upsAlarmsPresent; nothing for what is no UPS.</summary>
    public static IEnumerable<(CheckStatus Worth, string Said)> Alarms(WalkedObjects walked)
    {
        (CheckStatus, string)? battery = Said.Whole(walked[Ups.Append(2, 1, 0)]) switch
        {
            3 => (CheckStatus.Critical, "the battery is low"),
            4 => (CheckStatus.Critical, "the battery is depleted"),
            _ => null,
        };
        (CheckStatus, string)? output = Said.Whole(walked[Ups.Append(4, 1, 0)]) switch
        {
            2 => (CheckStatus.Critical, "the UPS gives no output"),
            4 => (CheckStatus.Warning, "the UPS is on bypass"),
            5 => (CheckStatus.Warning, "the UPS is on its battery"),
            _ => null,
        };
        (CheckStatus, string)? alarms = Said.Whole(walked[Ups.Append(6, 1, 0)]) is > 0 and var count
            ? (CheckStatus.Warning, string.Create(CultureInfo.InvariantCulture, $"the UPS has {count} alarms"))
            : null;
        return new[] { battery, output, alarms }.Where(one => one is not null).Select(one => one!.Value);
    }

    /// <summary>A state whose faults <see cref="Alarms"/> tells.</summary>
    private static SensorFacts Told(SensorFacts state) => state with { Worth = CheckStatus.Ok };

    private static IEnumerable<SensorFacts> One(WalkedObjects walked, string kind, string description, double scale, params ReadOnlySpan<uint> arcs) =>
        Said.Number(walked[Ups.Append([.. arcs, 0])]) is { } value && value != Unknown ? [new SensorFacts(kind, description, Reading.Scaled(value, scale))] : [];

    /// <summary>One reading a line; the phase is named where there is more than one.</summary>
    private static IEnumerable<SensorFacts> Lines(WalkedObjects walked, string kind, string description, double scale, params ReadOnlySpan<uint> column)
    {
        var lines = walked.Under(Ups.Append(column)).Where(cell => cell.Row.Length == 1).ToList();
        var word = kind == "load" ? description : $"{description} Phase";
        return from cell in lines
               let value = Said.Number(cell.Value)
               where value is not null
               select new SensorFacts(kind, lines.Count > 1 ? $"{word} {cell.Row[0]}" : description, Reading.Scaled(value.Value, scale));
    }
}
