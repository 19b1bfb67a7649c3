using Majordome.Protocols.Dns;

namespace Majordome.Protocols.Tests.Dns;

public sealed class DnsTests
{
    /// <summary>An answer with every kind of record and compressed names, laid out by hand from RFC 1035, 4.1.</summary>
    private static readonly byte[] Answer = Convert.FromHexString(string.Concat(
        "1234", "8580", "0001", "0008", "0000", "0000",
        "07" + "6578616d706c65" + "03" + "6f7267" + "00", "0001", "0001", // example.org A IN, at 12
        "C00C", "0001", "0001", "0000003C", "0004", "C0000201", // A 192.0.2.1
        "C00C", "001C", "0001", "0000003C", "0010", "20010DB8000000000000000000000001",
        "C00C", "000F", "0001", "0000003C", "0009", "000A", "04" + "6d61696c" + "C00C", // MX 10 mail.example.org
        "C00C", "0010", "0001", "0000003C", "0006", "02" + "6869" + "02" + "2021", // TXT "hi" " !"
        "C00C", "0006", "0001", "0000003C", "001D", "026e73C00C", "0161C00C", "000004D2", "00000E10", "00000384", "00093A80", "0000012C",
        "C00C", "0021", "0001", "0000003C", "0008", "0001", "0002", "01BB", "C00C", // SRV
        "C00C", "0005", "0001", "0000003C", "0002", "C014", // CNAME org: a pointer into the middle of a name
        "C00C", "FF01", "0001", "0000003C", "0003", "ABCDEF")); // unknown kind

    [Fact]
    public void An_answer_is_read_with_its_compressed_names()
    {
        DnsReader.TryRead(Answer, out var message, out var rule).ShouldBeTrue(rule);

        message!.Id.ShouldBe((ushort)0x1234);
        (message.IsResponse, message.IsAuthoritative, message.IsTruncated, message.Code).ShouldBe((true, true, false, DnsResponseCode.NoError));
        (message.QuestionName, message.QuestionType).ShouldBe(("example.org", DnsType.A));
        message.Answers.Select(record => record.Data).ShouldBe(
        [
            "192.0.2.1",
            "2001:db8::1",
            "10 mail.example.org",
            "hi !",
            "ns.example.org a.example.org 1234 3600 900 604800 300",
            "1 2 443 example.org",
            "org",
            "abcdef",
        ]);
        message.Answers.ShouldAllBe(record => record.Name == "example.org" && record.TimeToLive == 60);
    }

    [Theory]
    [InlineData("example.org", 11 + 2)]
    [InlineData("example.org.", 11 + 2)]
    [InlineData(".", 1)]
    public void A_query_is_header_question_and_edns(string name, int nameBytes)
    {
        Span<byte> query = stackalloc byte[DnsQuery.LargestQuery];

        DnsQuery.TryWrite(query, 0xBEEF, name, DnsType.Mx, out var written).ShouldBeTrue();

        written.ShouldBe(12 + nameBytes + 4 + 11);
        DnsReader.TryRead(query[..written], out var message, out _).ShouldBeTrue();
        (message!.Id, message.QuestionName, message.QuestionType).ShouldBe(((ushort)0xBEEF, name == "." ? "." : "example.org", DnsType.Mx));
    }

    [Fact]
    public void A_query_without_extensions_ends_with_its_question()
    {
        Span<byte> query = stackalloc byte[DnsQuery.LargestQuery];

        DnsQuery.TryWrite(query, 0xBEEF, "example.org", DnsType.Mx, out var written, isExtended: false).ShouldBeTrue();

        written.ShouldBe(12 + 13 + 4);
        query[11].ShouldBe((byte)0);
    }

    [Fact]
    public void Of_an_answer_that_was_cut_the_records_before_the_cut_are_read()
    {
        var cut = Answer[..(12 + 17 + 16 + 20)];
        DnsReader.TryRead(cut, out _, out var rule).ShouldBeFalse();
        rule.ShouldBe("record-short");

        cut[2] |= 0x02;

        DnsReader.TryRead(cut, out var message, out rule).ShouldBeTrue(rule);
        message!.IsTruncated.ShouldBeTrue();
        message.Answers.ShouldHaveSingleItem().Data.ShouldBe("192.0.2.1");
    }

    [Fact]
    public void A_name_that_cannot_be_asked_for_is_refused()
    {
        DnsQuery.IsName("a..b").ShouldBeFalse();
        DnsQuery.IsName("").ShouldBeTrue("the root");
        DnsQuery.IsName(new string('a', 64)).ShouldBeFalse();
        DnsQuery.IsName(new string('a', 63)).ShouldBeTrue();
        DnsQuery.IsName("été.fr").ShouldBeFalse();
        DnsQuery.IsName("a b").ShouldBeFalse();
        DnsQuery.IsName(string.Join('.', Enumerable.Repeat("abcdefg", 31)) + ".abcde").ShouldBeTrue("253 characters");
        DnsQuery.IsName(string.Join('.', Enumerable.Repeat("abcdefg", 31)) + ".abcdef").ShouldBeFalse("254 characters");
    }

    [Theory]
    [InlineData("1234818000010000", "header-short")]
    [InlineData("123481800001000000000000C00C00010001", "name-broken")] // a name that points at itself
    [InlineData("12348180000000010000000003616263", "name-broken")]
    [InlineData("1234818000000001000000000000010001000000000005C0000201FF", "data-broken")]
    [InlineData("1234818000000001000000000000010001000000000004C000", "record-short")]
    [InlineData("123481800000000100000000000010000100000000000203FF", "data-broken")]
    [InlineData("12348180000000010000000000000F00010000000000" + "04000AC0FF", "name-broken")] // once read as a mail server without a name
    public void A_message_that_does_not_hold_together_is_refused(string hex, string expected)
    {
        DnsReader.TryRead(Convert.FromHexString(hex), out _, out var rule).ShouldBeFalse();

        rule.ShouldBe(expected);
    }

    [Fact]
    public void A_hundred_thousand_mangled_messages_are_read_without_a_throw()
    {
        var random = new Random(20260101);
        var buffer = new byte[Answer.Length + 8];
        var read = 0;

        for (var i = 0; i < 100_000; i++)
        {
            var length = i % 5 == 0 ? random.Next(64) : random.Next(Answer.Length + 1);
            if (i % 5 == 0)
            {
                random.NextBytes(buffer.AsSpan(0, length));
            }
            else
            {
                Answer.AsSpan(0, length = i % 2 == 0 ? Answer.Length : length).CopyTo(buffer);
                for (var edits = random.Next(4); edits > 0 && length > 0; edits--)
                {
                    buffer[random.Next(length)] = (byte)random.Next(256);
                }
            }

            read += DnsReader.TryRead(buffer.AsSpan(0, length), out _, out var rule) ? 1 : rule is null ? throw new InvalidOperationException("no rule") : 0;
        }

        read.ShouldBeGreaterThan(1000);
    }
}
