using Majordome.Protocols.Mime;

namespace Majordome.Protocols.Tests.Mime;

public class MailAddressTests
{
    [Theory]
    [InlineData("marie@example.fr", "marie@example.fr")]
    [InlineData("Marie.Curie+tickets@Example.FR", "Marie.Curie+tickets@example.fr")]
    [InlineData("root@localhost", "root@localhost")]
    [InlineData("o'neil/x=y@a-b.example", "o'neil/x=y@a-b.example")]
    [InlineData("contact@hôpital-été.fr", "contact@xn--hpital-t-h1ab6i.fr")]
    [InlineData("a@例え.jp", "a@xn--r8jz45g.jp")]
    [InlineData("a@xn--r8jz45g.jp", "a@xn--r8jz45g.jp")]
    [InlineData("a@1and1.2x", "a@1and1.2x")]
    public void An_address_is_read(string text, string address) => MailAddress.Parse(text).Value.ToString().ShouldBe(address);

    [Theory]
    [InlineData("", "address-empty")]
    [InlineData("marie", "address-without-at")]
    [InlineData("@example.fr", "local-part-empty")]
    [InlineData("rené@example.fr", "local-part-not-ascii")]
    [InlineData(".marie@example.fr", "local-part-invalid")]
    [InlineData("marie.@example.fr", "local-part-invalid")]
    [InlineData("a..b@example.fr", "local-part-invalid")]
    [InlineData("a b@example.fr", "local-part-invalid")]
    [InlineData("a@b@example.fr", "local-part-invalid")]
    [InlineData("\"a b\"@example.fr", "local-part-invalid")]
    [InlineData("a(comment)@example.fr", "local-part-invalid")]
    [InlineData("a,b@example.fr", "local-part-invalid")]
    [InlineData("<a@example.fr", "local-part-invalid")]
    [InlineData("a\r\nRCPT TO:<x@example.fr", "local-part-invalid")]
    [InlineData("a\0@example.fr", "local-part-invalid")]
    [InlineData("a@", "domain-invalid")]
    [InlineData("a@example.fr>", "domain-invalid")]
    [InlineData("a@example.fr ", "domain-invalid")]
    [InlineData("a@example.fr\r\nDATA", "domain-invalid")]
    [InlineData("a@.example", "domain-invalid")]
    [InlineData("a@example.", "domain-invalid")]
    [InlineData("a@exa_mple.fr", "domain-invalid")]
    [InlineData("a@-x.fr", "domain-invalid")]
    [InlineData("a@x-.fr", "domain-invalid")]
    [InlineData("a@é\r\n.fr", "domain-invalid")]
    [InlineData("a@[192.0.2.1]", "domain-invalid")]
    [InlineData("a@192.0.2.1", "domain-is-an-ip-address")]
    public void What_is_no_address_is_refused_by_name(string text, string rule)
    {
        var refusal = MailAddress.Parse(text, "email").Refusals.ShouldHaveSingleItem();
        refusal.Rule.ShouldBe(rule);
        refusal.Path.ShouldBe("email");
    }

    [Fact]
    public void Lengths_are_those_of_the_standard()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 63), 3));
        MailAddress.Parse(new string('a', 64) + "@example.fr").IsAccepted.ShouldBeTrue();
        MailAddress.Parse(new string('a', 65) + "@example.fr").Refusals[0].Rule.ShouldBe("local-part-too-long");
        MailAddress.Parse("a@" + new string('d', 64) + ".fr").Refusals[0].Rule.ShouldBe("domain-invalid");
        MailAddress.Parse(new string('a', 62) + "@" + domain).Value.ToString().Length.ShouldBe(254);
        MailAddress.Parse(new string('a', 63) + "@" + domain).Refusals[0].Rule.ShouldBe("address-too-long");
    }

    [Fact]
    public void Domains_are_equal_whatever_their_case_and_script() =>
        MailAddress.Parse("a@BÜCHER.example").Value.ShouldBe(MailAddress.Parse("a@xn--bcher-kva.example").Value);

    [Fact]
    public void Any_of_100_000_broken_addresses_is_read_to_safe_ascii_or_refused()
    {
        const string Alphabet = "aZ09.@-_+<>()[]\"\\,;: \t\r\n\0éß漢字\ud83d。＠xn--";
        var random = new Random(5321);
        var accepted = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var text = i % 2 == 0 ? Noise(random, Alphabet, random.Next(24)) : Mutated(random, Alphabet, "marie.curie@hôpital.example.fr");
            var result = MailAddress.Parse(text);
            if (!result.TryGet(out var address, out var refusals))
            {
                refusals.ShouldHaveSingleItem();
                continue;
            }

            accepted++;
            var written = address.ToString();
            written.All(c => c is > ' ' and <= '~' && !"<>()[]\\,;:\"".Contains(c, StringComparison.Ordinal)).ShouldBeTrue(written);
            MailAddress.Parse(written).Value.ShouldBe(address);
        }

        accepted.ShouldBeGreaterThan(1_000);
    }

    private static string Noise(Random random, string alphabet, int length) =>
        string.Create(length, random, (span, source) => source.GetItems(alphabet, span));

    private static string Mutated(Random random, string alphabet, string address)
    {
        var at = random.Next(address.Length);
        return string.Concat(address.AsSpan(0, at), Noise(random, alphabet, random.Next(3)), address.AsSpan(Math.Min(address.Length, at + random.Next(3))));
    }
}
