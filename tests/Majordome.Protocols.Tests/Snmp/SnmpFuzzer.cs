using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Notifications;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Protocols.Tests.Snmp;

/// <summary>Messages of peers that lie: mutations of good ones.</summary>
public static class SnmpFuzzer
{
    /// <summary>Reads mutated messages; what is read has to be writable again, and read as the same.</summary>
    /// <param name="inputs">How many.</param>
    /// <param name="seed">Of the mutations: the same seed, the same messages.</param>
    public static void Fuzz(int inputs, int seed)
    {
        var random = new Random(seed);
        var corpus = Corpus().ToList();
        var reader = new NotificationReader(new byte[8], [new UsmUser("anna", UsmAuthentication.None, "", null)]);
        for (var input = 0; input < inputs; input++)
        {
            var bytes = Mutated(corpus[random.Next(corpus.Count)], random);
            _ = reader.Read(bytes, boots: 1, time: 1);
            if (SnmpMessage.TryRead(bytes, out var message))
            {
                var written = message!.ToBytes();
                SnmpMessage.TryRead(written, out var again).ShouldBeTrue($"seed {seed}, input {input}");
                again!.ToBytes().ShouldBe(written, $"seed {seed}, input {input}");
            }
        }
    }

    /// <summary>The same for version 3: heads are read, and opened as if they were authentic.</summary>
    public static void FuzzUsers(int inputs, int seed)
    {
        var random = new Random(seed);
        var engine = new UsmEngine(Convert.FromHexString("8000000001020304"), 3, 1_000);
        var user = new UsmUser("anna", UsmAuthentication.Sha512, "correct horse", "battery staple");
        var keys = new UsmMasterKeys(user).At(engine.Id.Span);
        var scoped = new ScopedPdu(engine.Id, default, SnmpPdu.Request(PduType.Get, 1, [Oid.Parse("1.3.6.1.2.1.1.5.0")]));
        var reader = new NotificationReader(engine.Id, [user]);
        byte[][] corpus =
        [
            UsmWriter.Write(7, engine, user.Name, user.Level, keys, scoped),
            UsmWriter.Write(8, engine, user.Name, UsmLevel.None, null, scoped),
        ];
        for (var input = 0; input < inputs; input++)
        {
            var bytes = Mutated(corpus[random.Next(corpus.Length)], random);
            if (UsmEnvelope.TryRead(bytes, out var envelope))
            {
                _ = envelope.IsAuthentic(keys);
                _ = envelope.Open(keys);
                _ = envelope.Open(null);
            }

            _ = reader.Read(bytes, engine.Boots, engine.Time);
        }
    }

    /// <summary>Some of the bytes turned, taken out, doubled or cut off.</summary>
    internal static byte[] Mutated(byte[] good, Random random)
    {
        var bytes = good.ToList();
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveAt(at); break;
                case 3: bytes.Insert(at, (byte)random.Next(256)); break;
                case 4: bytes.RemoveRange(at, random.Next(bytes.Count - at)); break;
                default: bytes[at] = random.Next(3) switch { 0 => 0x80, 1 => 0x84, _ => 0xFF }; break;
            }
        }

        return [.. bytes];
    }

    private static IEnumerable<byte[]> Corpus()
    {
        var oid = Oid.Parse("1.3.6.1.2.1.2.2.1.10.4294967295");
        VarBind[] all =
        [
            new(oid, SnmpValue.Integer(-129)),
            new(oid, SnmpValue.Unsigned(SnmpType.Counter64, ulong.MaxValue)),
            new(oid, SnmpValue.Octets(SnmpType.OctetString, new byte[200])),
            new(oid, SnmpValue.Octets(SnmpType.IpAddress, [192, 0, 2, 1])),
            new(oid, SnmpValue.Identifier(oid)),
            new(oid, SnmpValue.Nothing(SnmpType.EndOfMibView)),
        ];
        yield return new SnmpMessage(SnmpVersion.V2c, "public"u8.ToArray(), new SnmpPdu(PduType.Response, 7, 0, 0, [.. all])).ToBytes();
        yield return new SnmpMessage(SnmpVersion.V1, "public"u8.ToArray(), SnmpPdu.Request(PduType.GetNext, int.MinValue, [oid])).ToBytes();
        var trap = new SnmpPdu(PduType.TrapV1, 0, 0, 0, [all[0]]) { Trap = new TrapV1(oid, [192, 0, 2, 1], 6, 3, uint.MaxValue) };
        yield return new SnmpMessage(SnmpVersion.V1, "public"u8.ToArray(), trap).ToBytes();
    }
}
