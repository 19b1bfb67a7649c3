using System.Formats.Asn1;
using Majordome.Protocols.Ldap;

namespace Majordome.Protocols.Tests.Ldap;

public sealed class LdapTests
{
    [Theory]
    [InlineData("(cn=a)", "A3070402636E040161")]
    [InlineData("(cn=*)", "8702636E")]
    [InlineData("(cn=a*b*c)", "A40F0402636E3009800161810162820163")]
    [InlineData("(!(cn=*))", "A2048702636E")]
    [InlineData("(a>=1)", "A506040161040131")]
    [InlineData("(cn=\\2a)", "A3070402636E04012A")]
    public void A_filter_is_written_as_the_rfc_says(string text, string hex)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);

        LdapFilter.TryWrite(text, writer).ShouldBeTrue();

        Convert.ToHexString(writer.Encode()).ShouldBe(hex);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cn=a")]
    [InlineData("(cn=a")]
    [InlineData("(=a)")]
    [InlineData("(cn=\\2)")]
    [InlineData("(cn=a))")]
    [InlineData("(a>=1*)")]
    [InlineData("(cn:dn:=a)")]
    public void What_is_no_filter_is_refused(string text) => LdapMessage.Search(1, "", 2, text, 0).ShouldBeNull();

    [Fact]
    public void Mangled_filters_and_messages_are_read_or_refused_without_a_throw()
    {
        const string alphabet = "()&|!=*<>~\\2acn:";
        var random = new Random(20260401);
        var response = Convert.FromHexString("020101610C0A01310400040561626364650000");
        for (var i = 0; i < 50_000; i++)
        {
            _ = LdapMessage.Search(1, "", 2, "(" + new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => alphabet[random.Next(alphabet.Length)])]), 0);
            var bytes = response.AsSpan(0, random.Next(response.Length + 1)).ToArray();
            for (var edits = random.Next(4); edits > 0 && bytes.Length > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            LdapMessage.TryRead(bytes, out _);
        }
    }
}
