using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Protocols.Snmp;

namespace Majordome.Protocols.Tests.Snmp;

public sealed class SnmpMessageTests
{
    // GET of sysDescr.0 as snmpget -v2c -c public writes it, but for the request-id.
    private const string Get = "302902010104067075626c6963a01c020412345678020100020100300e300c06082b060102010101000500";

    // coldStart of 192.0.2.1, 12.34 s after its start, written by hand from RFC 1157, 4.1.6.
    private const string Trap = "302702010004067075626c6963a41a06062b0601040109" + "4004c0000201" + "020100" + "020100" + "430204d2" + "3000";

    [Fact]
    public void A_request_is_written_byte_for_byte()
    {
        var pdu = SnmpPdu.Request(PduType.Get, 0x12345678, [Oid.Parse("1.3.6.1.2.1.1.1.0")]);
        Convert.ToHexStringLower(new SnmpMessage(SnmpVersion.V2c, "public"u8.ToArray(), pdu).ToBytes()).ShouldBe(Get);
    }

    [Fact]
    public void A_request_is_read()
    {
        SnmpMessage.TryRead(Convert.FromHexString(Get), out var message).ShouldBeTrue();
        message!.Version.ShouldBe(SnmpVersion.V2c);
        Encoding.ASCII.GetString(message.Community.Span).ShouldBe("public");
        message.Pdu.RequestId.ShouldBe(0x12345678);
        message.Pdu.VarBinds.ShouldHaveSingleItem().Oid.ToString().ShouldBe("1.3.6.1.2.1.1.1.0");
    }

    [Fact]
    public void A_trap_of_version_1_is_read_and_written()
    {
        SnmpMessage.TryRead(Convert.FromHexString(Trap), out var message).ShouldBeTrue();
        message!.Pdu.Trap.ShouldNotBeNull().Enterprise.ToString().ShouldBe("1.3.6.1.4.1.9");
        message.Pdu.Trap.Agent.ShouldBe([192, 0, 2, 1]);
        message.Pdu.Trap.Uptime.ShouldBe(1234u);
        Convert.ToHexStringLower(message.ToBytes()).ShouldBe(Trap);
    }

    [Theory]
    [InlineData("41047fffffff", 0x7fffffffu)]
    [InlineData("410500ffffffff", 0xffffffffu)]
    [InlineData("4104ffffffff", 0xffffffffu)] // without the leading zero
    [InlineData("4105ffffffffff", 0xffffffffu)] // as if it had a sign
    public void A_counter_is_read_however_an_agent_pads_it(string bytes, uint expected)
    {
        new BerReader(Convert.FromHexString(bytes)).TryReadValue(out var value).ShouldBeTrue();
        value.AsUnsigned.ShouldBe(expected);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3080020101")] // indefinite length
    [InlineData("3084ffffffff020101")]
    [InlineData("3003020109")] // no such version
    [InlineData("300302020101")] // longer inside than outside
    public void What_is_no_message_is_refused(string bytes) => SnmpMessage.TryRead(Convert.FromHexString(bytes), out _).ShouldBeFalse();

    [Theory]
    [InlineData("0602ff80")] // ends within an arc
    [InlineData("06062b9080808000")] // an arc above 32 bits
    public void What_is_no_identifier_is_refused(string bytes) => new BerReader(Convert.FromHexString(bytes)).TryReadOid(out _).ShouldBeFalse();

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(Messages.ToArbitrary(), message =>
    {
        var bytes = message.ToBytes();
        return SnmpMessage.TryRead(bytes, out var read) && read!.ToBytes().SequenceEqual(bytes) && Same(message.Pdu, read.Pdu);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_make_a_reader_throw_or_loop() => SnmpFuzzer.Fuzz(inputs: 20_000, seed: 20_261_125);

    private static Gen<Oid> Oids => from first in Gen.Choose(0, 1)
                                    from second in Gen.Choose(0, 39)
                                    from rest in Gen.Choose(0, int.MaxValue).Select(arc => unchecked((uint)arc * 3)).ListOf()
                                    select Oid.Of((uint)first, (uint)second).Append([.. rest.Take(Oid.Most - 2)]);

    private static Gen<SnmpValue> Values => Gen.OneOf(
        ArbMap.Default.GeneratorFor<long>().Select(SnmpValue.Integer),
        ArbMap.Default.GeneratorFor<ulong>().Select(number => SnmpValue.Unsigned(SnmpType.Counter64, number)),
        ArbMap.Default.GeneratorFor<uint>().Select(number => SnmpValue.Unsigned(SnmpType.Counter32, number)),
        ArbMap.Default.GeneratorFor<byte[]>().Where(bytes => bytes is not null).Select(bytes => SnmpValue.Octets(SnmpType.OctetString, bytes)),
        Oids.Select(SnmpValue.Identifier),
        Gen.Constant(SnmpValue.Nothing(SnmpType.EndOfMibView)));

    private static Gen<SnmpMessage> Messages => from version in Gen.Elements(SnmpVersion.V1, SnmpVersion.V2c)
                                                from type in Gen.Elements(PduType.Get, PduType.GetBulk, PduType.Response, PduType.Inform, PduType.Report)
                                                from id in ArbMap.Default.GeneratorFor<int>()
                                                from index in Gen.Choose(0, 300)
                                                from oids in Oids.ListOf()
                                                from values in Values.ListOf()
                                                select new SnmpMessage(
                                                    version, "c"u8.ToArray(), new SnmpPdu(type, id, 0, index, [.. oids.Zip(values, (oid, value) => new VarBind(oid, value))]));

    private static bool Same(SnmpPdu one, SnmpPdu other) =>
        (one.Type, one.RequestId, one.First, one.Second, one.VarBinds.Length) == (other.Type, other.RequestId, other.First, other.Second, other.VarBinds.Length)
        && one.VarBinds.Zip(other.VarBinds).All(pair => pair.First.Oid == pair.Second.Oid && Same(pair.First.Value, pair.Second.Value));

    private static bool Same(SnmpValue one, SnmpValue other) =>
        one.Type == other.Type && one.AsUnsigned == other.AsUnsigned && one.Bytes.SequenceEqual(other.Bytes) && one.AsOid == other.AsOid;
}
