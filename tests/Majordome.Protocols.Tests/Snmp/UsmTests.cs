using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Protocols.Tests.Snmp;

public sealed class UsmTests
{
    private static readonly byte[] Engine = Convert.FromHexString("000000000000000000000002");

    public static TheoryData<UsmAuthentication> Authentications => [.. Enum.GetValues<UsmAuthentication>()];

    [Theory]
    [InlineData(UsmAuthentication.Md5, "526f5eed9fcce26f8964c2930787d82b")] // RFC 3414, A.3.1
    [InlineData(UsmAuthentication.Sha1, "6695febc9288e36282235fc7151f128497b38f3f")] // RFC 3414, A.3.2
    public void A_password_becomes_the_key_of_the_standard(UsmAuthentication authentication, string key) =>
        Convert.ToHexStringLower(UsmMasterKeys.Localise(authentication, UsmMasterKeys.Of(authentication, "maplesyrup"), Engine)).ShouldBe(key);

    [Fact]
    public void A_password_of_any_length_is_repeated_to_a_megabyte()
    {
        foreach (var password in new[] { "a", "12345678", new string('x', (1 << 20) + 1) })
        {
            var repeated = string.Concat(Enumerable.Repeat(password, (1 << 20) / password.Length + 1))[..(1 << 20)];
            var key = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(repeated));
            UsmMasterKeys.Of(UsmAuthentication.Sha256, password).ShouldBe(key);
        }
    }

    [Theory]
    [MemberData(nameof(Authentications))]
    public void A_message_is_opened_by_the_same_user_and_no_other(UsmAuthentication authentication)
    {
        var user = new UsmUser("anna", authentication, "correct horse", authentication == UsmAuthentication.None ? null : "battery staple");
        var (keys, others) = (new UsmMasterKeys(user).At(Engine), new UsmMasterKeys(user with { AuthenticationPassword = "another horse" }).At(Engine));
        var pdu = SnmpPdu.Request(PduType.GetBulk, 77, [Oid.Parse("1.3.6.1.2.1.1.5.0")], 10);
        var bytes = UsmWriter.Write(99, new UsmEngine(Engine, 3, 1_000), user.Name, user.Level | UsmLevel.Reportable, keys, new ScopedPdu(Engine, default, pdu));

        UsmEnvelope.TryRead(bytes, out var envelope).ShouldBeTrue();
        (envelope.MessageId, envelope.Boots, envelope.Time).ShouldBe((99, 3, 1_000));
        envelope.EngineId.ToArray().ShouldBe(Engine);
        envelope.User.ToArray().ShouldBe("anna"u8.ToArray());
        envelope.IsAuthentic(keys).ShouldBe(authentication != UsmAuthentication.None);
        envelope.IsAuthentic(others).ShouldBeFalse();
        envelope.Open(keys).ShouldNotBeNull().Pdu.VarBinds.ShouldHaveSingleItem().Oid.ToString().ShouldBe("1.3.6.1.2.1.1.5.0");
    }

    [Fact]
    public void A_message_that_was_touched_is_not_authentic()
    {
        var user = new UsmUser("anna", UsmAuthentication.Sha256, "correct horse", null);
        var keys = new UsmMasterKeys(user).At(Engine);
        var good = UsmWriter.Write(99, new UsmEngine(Engine, 3, 1_000), user.Name, user.Level, keys, new ScopedPdu(Engine, default, SnmpPdu.Request(PduType.Get, 1, [Oid.Parse("1.3.6")])));
        for (var at = 0; at < good.Length; at++)
        {
            var touched = good.ToArray();
            touched[at] ^= 1;
            (UsmEnvelope.TryRead(touched, out var envelope) && envelope.IsAuthentic(keys)).ShouldBeFalse($"byte {at}");
        }
    }

    [Fact]
    public void No_bytes_make_the_reader_throw_or_loop() => SnmpFuzzer.FuzzUsers(inputs: 20_000, seed: 20_261_125);
}
