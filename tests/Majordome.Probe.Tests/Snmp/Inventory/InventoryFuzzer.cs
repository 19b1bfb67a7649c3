using System.Text.Json;
using Majordome.Probe.Snmp.Inventory;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp.Inventory;

/// <summary>Walks of devices that lie: mutations of small devices of our own.</summary>
public static class InventoryFuzzer
{
    private static readonly uint[] Enterprises =
    [
        9, 11, 43, 171, 232, 318, 476, 534, 674, 705, 789, 1588, 1718, 1916, 1991, 2011, 2620, 2636, 3808, 6527, 6876, 8072, 12356, 13742, 14988, 25461, 25506, 41112,
    ];

    /// <summary>Reads mutated walks.</summary>
    /// <param name="inputs">How many.</param>
    /// <param name="seed">Of the mutations: the same seed, the same walks.</param>
    public static void Fuzz(int inputs, int seed)
    {
        var random = new Random(seed);
        var corpus = OwnRecordings.All.Select(lines => SnmpRecording.Read(lines).ToList()).ToList();
        for (var input = 0; input < inputs; input++)
        {
            var walk = corpus[random.Next(corpus.Count)].ToList();
            for (var change = random.Next(1, 12); change > 0; change--)
            {
                Mutate(walk, corpus, random);
            }

            using var json = new MemoryStream();
            var system = WalkedObjects.Of(walk);
            _ = InventoryRoots.For(system);
            InventoryJson.Write(InventoryReader.Read(system), json);
            json.Length.ShouldBeLessThan(1_000_000, $"seed {seed}, input {input}");
            using var read = JsonDocument.Parse(json.ToArray());
        }
    }

    private static void Mutate(List<KeyValuePair<Oid, SnmpValue>> walk, List<List<KeyValuePair<Oid, SnmpValue>>> corpus, Random random)
    {
        var at = random.Next(walk.Count);
        walk[at] = random.Next(8) switch
        {
            0 => KeyValuePair.Create(walk[at].Key, AnyValue(random)),
            1 => KeyValuePair.Create(AnyOid(walk[at].Key, random), walk[at].Value),
            2 => KeyValuePair.Create(walk[at].Key, walk[random.Next(walk.Count)].Value),
            3 => Any(Any(corpus, random), random),
            4 => KeyValuePair.Create(walk[at].Key, AnyBytes(walk[at].Value, random)),
            5 => KeyValuePair.Create(Oid.Parse("1.3.6.1.2.1.1.2.0"), SnmpValue.Identifier(Oid.Parse("1.3.6.1.4.1").Append(Enterprises[random.Next(Enterprises.Length)], 1, 1))),
            6 => KeyValuePair.Create(Below(walk, random), AnyValue(random)),
            _ => KeyValuePair.Create(walk[random.Next(walk.Count)].Key, walk[at].Value),
        };
    }

    /// <summary>Something within what the makers of the walk are asked for.</summary>
    private static Oid Below(List<KeyValuePair<Oid, SnmpValue>> walk, Random random)
    {
        var roots = InventoryRoots.For(WalkedObjects.Of(walk));
        return roots[random.Next(roots.Length)].Append([.. Enumerable.Range(0, random.Next(5)).Select(_ => (uint)random.Next(4))]);
    }

    private static T Any<T>(List<T> of, Random random) => of[random.Next(of.Count)];

    private static SnmpValue AnyValue(Random random) => random.Next(7) switch
    {
        0 => SnmpValue.Integer(random.Next(3) switch { 0 => long.MinValue, 1 => int.MinValue, _ => random.NextInt64() }),
        1 => SnmpValue.Unsigned(SnmpType.Counter64, random.Next(2) == 0 ? ulong.MaxValue : (ulong)random.NextInt64()),
        2 => SnmpValue.Identifier(Oid.Of([.. Enumerable.Range(0, random.Next(Oid.Most)).Select(_ => (uint)random.Next())])),
        3 => SnmpValue.Octets(SnmpType.Opaque, Bytes(random, random.Next(14), 0x9f, 0x78, 4)),
        4 => SnmpValue.Octets(SnmpType.IpAddress, Bytes(random, random.Next(20))),
        5 => SnmpValue.Nothing(SnmpType.NoSuchInstance),
        _ => SnmpValue.Octets(SnmpType.OctetString, Bytes(random, random.Next(4) == 0 ? 70_000 : random.Next(40))),
    };

    private static SnmpValue AnyBytes(SnmpValue value, Random random)
    {
        var bytes = value.Bytes.ToArray();
        if (bytes.Length > 0)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return SnmpValue.Octets(SnmpType.OctetString, bytes);
    }

    private static Oid AnyOid(Oid oid, Random random)
    {
        var arcs = oid.Arcs.ToArray();
        arcs[random.Next(arcs.Length)] = random.Next(3) switch { 0 => uint.MaxValue, 1 => 0, _ => (uint)random.Next(64) };
        return random.Next(3) == 0 ? Oid.Of([.. arcs, .. Enumerable.Repeat(7u, random.Next(Oid.Most - arcs.Length))]) : Oid.Of(arcs);
    }

    private static byte[] Bytes(Random random, int length, params ReadOnlySpan<byte> first)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        first[..Math.Min(first.Length, length)].CopyTo(bytes);
        return bytes;
    }
}
