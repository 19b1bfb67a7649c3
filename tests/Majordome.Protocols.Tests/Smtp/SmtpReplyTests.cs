using System.Text;
using Majordome.Protocols.Smtp;

namespace Majordome.Protocols.Tests.Smtp;

public class SmtpReplyTests
{
    private static SmtpReading Read(string text) => SmtpReply.Read(Encoding.UTF8.GetBytes(text));

    [Theory]
    [InlineData("250 Ok\r\n", "250 Ok")]
    [InlineData("250\r\n", "250 ")]
    [InlineData("250 \n", "250 ")]
    [InlineData("250-a\r\n250-b\r\n250 c\r\n", "250 a / b / c")]
    [InlineData("550 5.1.1 é\r\n", "550 5.1.1 é")]
    [InlineData("550 a\0\u001b[31mb\r\n", "550 a??[31mb")]
    public void A_reply_is_read(string text, string shown)
    {
        var reading = Read(text + "250 next\r\n");
        reading.Reply!.ToString().ShouldBe(shown);
        reading.Length.ShouldBe(Encoding.UTF8.GetByteCount(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("250")]
    [InlineData("250 Ok\r")]
    [InlineData("250-a\r\n250-b\r\n")]
    public void A_reply_that_has_not_ended_wants_more(string text) => Read(text).ShouldBe(default);

    [Theory]
    [InlineData("\r\n")]
    [InlineData("25\r\n")]
    [InlineData("2500 a\r\n")]
    [InlineData("150 a\r\n")]
    [InlineData("650 a\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("25a b\r\n")]
    [InlineData("250-a\r\n251 b\r\n")]
    [InlineData("250-a\r\nb\r\n")]
    public void What_is_no_reply_is_told(string text) => Read(text).Rule.ShouldBe("reply-malformed");

    [Fact]
    public void Lines_and_replies_are_bounded()
    {
        Read("250 " + new string('x', 2041) + "\r\n").Reply.ShouldNotBeNull();
        Read("250 " + new string('x', 2048)).Rule.ShouldBe("reply-line-too-long");
        Read("250 " + new string('x', 2048) + "\r\n").Rule.ShouldBe("reply-line-too-long");
        Read(string.Concat(Enumerable.Repeat("250-x\r\n", 5000))).Rule.ShouldBe("reply-too-long");
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", "5.1.1")]
    [InlineData("250 2.0.0", "2.0.0")]
    [InlineData("550 4.1.1 another class", null)]
    [InlineData("550 5.1 short", null)]
    [InlineData("550 5.01.1 zero", null)]
    [InlineData("550 5.1.1000 long", null)]
    [InlineData("550 5.1.1.1 long", null)]
    [InlineData("550 hello", null)]
    public void The_finer_code_is_read_when_it_is_one(string line, string? status) =>
        Read(line + "\r\n").Reply!.Status?.ToString().ShouldBe(status);

    [Fact]
    public void What_a_server_offers_is_read()
    {
        var offered = SmtpExtensions.Of(Read("250-mail.test\r\n250-starttls\r\n250-SIZE 1000\r\n250-AUTH PLAIN login\r\n250-AUTH=OLD\r\n250-X\r\n250 8BITMIME\r\n").Reply!);
        offered.ShouldSatisfyAllConditions(
            () => offered.StartTls.ShouldBeTrue(),
            () => offered.EightBitMime.ShouldBeTrue(),
            () => offered.MaxSize.ShouldBe(1000),
            () => offered.AuthMechanisms.ShouldBe(["PLAIN", "LOGIN"]));
        SmtpExtensions.Of(Read("250-STARTTLS\r\n250 SIZE 0\r\n").Reply!).ShouldSatisfyAllConditions(
            read => read.StartTls.ShouldBeFalse(), // that is the server's name
            read => read.MaxSize.ShouldBeNull());
    }

    [Fact]
    public void Any_of_100_000_noises_is_a_reply_or_not_and_reads_the_same_in_pieces()
    {
        var alphabet = "2345-- \r\n\r\n05.é\0x"u8.ToArray();
        var random = new Random(821);
        var replies = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var octets = random.GetItems(alphabet, random.Next(40));
            "250"u8[..Math.Min(octets.Length, i % 4)].CopyTo(octets);
            var whole = SmtpReply.Read(octets);
            (whole.Reply is null || whole.Rule is null).ShouldBeTrue();
            if (whole.Reply is { } reply)
            {
                replies++;
                reply.Code.ShouldBeInRange(200, 599);
                reply.ToString().Any(char.IsControl).ShouldBeFalse();
                SmtpReply.Read(octets.AsSpan(0, whole.Length)).Reply.ShouldBe(reply);
                SmtpReply.Read(octets.AsSpan(0, whole.Length - 1)).ShouldBe(default);
            }
        }

        replies.ShouldBeGreaterThan(1_000);
    }

    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("a\r\n", "a\r\n.\r\n")]
    [InlineData("a", "a\r\n.\r\n")]
    [InlineData(".", "..\r\n.\r\n")]
    [InlineData("..a\r\n.\r\nb.\r\n", "...a\r\n..\r\nb.\r\n.\r\n")]
    [InlineData("\r\n\r\n", "\r\n\r\n.\r\n")]
    [InlineData("a\n.\nQUIT\n", "a\r\n..\r\nQUIT\r\n.\r\n")]
    [InlineData("a\r.\rb", "a\r\n..\r\nb\r\n.\r\n")]
    [InlineData("a\r\r\n.\n\rb\r\n", "a\r\n\r\n..\r\n\r\nb\r\n.\r\n")]
    public void No_line_of_a_message_can_end_it(string message, string sent) =>
        Encoding.ASCII.GetString(DotStuffing.Stuff(Encoding.ASCII.GetBytes(message)).Span).ShouldBe(sent);
}
