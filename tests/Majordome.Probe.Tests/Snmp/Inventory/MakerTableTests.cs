using System.Text.RegularExpressions;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Probe.Snmp.Inventory.Makers;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Inventory;

public sealed partial class MakerTableTests
{
    private static readonly IEnumerable<Maker> Makers = MakerTable.All.AddRange(Families.Accton("x", "259.10.1.1"), Families.Moxa("8691.7.1"), Families.Advantech("10297.202.1"));

    [Fact]
    public void What_is_read_of_a_maker_is_also_walked() =>
        Makers.SelectMany(maker => Read(maker).Where(written => !IsWalked(maker, Mib.Of(written))).Select(written => $"{maker.Name}: {written}")).ShouldBeEmpty();

    [Fact]
    public void What_is_walked_of_a_maker_is_also_read() =>
        Makers.SelectMany(maker => maker.Roots
                .Where(root => !Read(maker).Any(written => Mib.Of(written).StartsWith(Mib.Of(root))))
                .Select(root => $"{maker.Name}: {root}"))
            .ShouldBeEmpty();

    private static bool IsWalked(Maker maker, Oid oid) =>
        maker.Roots.Select(Mib.Of).Concat(InventoryRoots.Standard).Append(InventoryRoots.System).Any(root => oid.StartsWith(root));

    /// <summary>Every identifier that the maker's facts and tables name.</summary>
    private static IEnumerable<string> Read(Maker maker)
    {
        var words = new[] { maker.Hardware, maker.Version, maker.Serial, maker.Features }.SelectMany(facts => facts).Select(fact => fact.From)
            .Concat(maker.Processors.Select(load => load.Describe))
            .Concat(maker.Memory.Concat(maker.Storage).Select(pool => pool.Describe))
            .Concat(maker.Sensors.SelectMany(gauge => new[] { gauge.Describe, gauge.Where ?? "" }));
        var columns = maker.Processors.Select(load => load.Column)
            .Concat(maker.Sensors.Select(gauge => gauge.Column))
            .Concat(maker.Parts.Select(part => part.Column))
            .Concat(maker.Memory.Concat(maker.Storage).SelectMany(pool => new[] { pool.Total, pool.Used, pool.Free, pool.Percent, pool.FreePercent }.OfType<string>()));
        return words.SelectMany(text => Place().Matches(text)).Select(match => match.Groups[1].Value).Concat(columns);
    }

    [GeneratedRegex(@"[{:](\d+(?:\.\d+)+)", RegexOptions.None, 1000)]
    private static partial Regex Place();
}
