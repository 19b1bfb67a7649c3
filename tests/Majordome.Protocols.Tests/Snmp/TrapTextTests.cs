using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Notifications;

namespace Majordome.Protocols.Tests.Snmp;

public sealed class TrapTextTests
{
    [Fact]
    public void A_standard_trap_and_what_goes_with_it_are_told_in_the_names_of_their_mib() =>
        Of("1.3.6.1.6.3.1.1.5.3", Pair("1.3.6.1.2.1.2.2.1.1.3", SnmpValue.Integer(3)), Text("1.3.6.1.2.1.31.1.1.1.18.3", "vers le siège"), Pair("1.3.6.1.2.1.2.2.1.8.3", SnmpValue.Integer(7)))
            .ShouldBe("linkDown ifIndex=3 ifAlias=\"vers le siège\" ifOperStatus=lowerLayerDown");

    [Fact]
    public void What_is_not_known_stands_by_its_numbers_and_octets_that_are_no_text_in_hexadecimal() =>
        Of("1.3.6.1.4.1.9.0.1", Pair("1.3.6.1.4.1.9.2.0", SnmpValue.Octets(SnmpType.OctetString, [0, 1, 0xff])), Text("1.3.6.1.4.1.9.3.0", "a\r\nb"), Pair("1.3.6.1.2.1.2.2.1.8.3", SnmpValue.Integer(9)))
            .ShouldBe("1.3.6.1.4.1.9.0.1 1.3.6.1.4.1.9.2.0=0x0001ff 1.3.6.1.4.1.9.3.0=\"a b\" ifOperStatus=9");

    [Fact]
    public void The_community_that_a_proxy_added_is_not_told() =>
        Of("1.3.6.1.6.3.1.1.5.1", Text("1.3.6.1.6.3.18.1.4.0", "secrète")).ShouldBe("coldStart");

    [Fact]
    public void A_text_has_an_end() =>
        Of("1.3.6.1.6.3.1.1.5.1", Text("1.3.6.1.4.1.9.3.0", new string('x', 60_000))).Length.ShouldBe(TrapText.Longest);

    private static string Of(string trap, params VarBind[] pairs) =>
        TrapText.Of(new SnmpNotification(SnmpVersion.V2c, default, null, null, Oid.Parse(trap), [.. pairs], default));

    private static VarBind Pair(string oid, SnmpValue value) => new(Oid.Parse(oid), value);

    private static VarBind Text(string oid, string text) => Pair(oid, SnmpValue.Octets(SnmpType.OctetString, System.Text.Encoding.UTF8.GetBytes(text)));
}
