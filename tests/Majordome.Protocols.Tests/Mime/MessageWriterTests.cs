using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain;
using Majordome.Protocols.Mime;
using NodaTime;

namespace Majordome.Protocols.Tests.Mime;

public class MessageWriterTests
{
    private const string Boundary = "b-0193";

    private static readonly MailMessage Plain = new()
    {
        From = new Mailbox(Address("desk@msp.example"), "Majordome"),
        To = [new Mailbox(Address("marie@example.fr"), "Marie Curie")],
        Subject = "Service restored",
        Date = Instant.FromUtc(2026, 3, 5, 7, 8, 9),
        MessageId = "0193.t2641@msp.example",
        Text = "All is well.",
    };

    private static MailAddress Address(string text) => MailAddress.Parse(text).Value;

    private static string Written(MailMessage message, string boundary = Boundary) =>
        Encoding.ASCII.GetString(MessageWriter.Write(message, boundary).Value);

    private static ReadMail Read(MailMessage message) => ReadMail.Parse(Written(message));

    private static IEnumerable<string> RulesOf(MailMessage message, string boundary = Boundary) =>
        MessageWriter.Write(message, boundary).Refusals.Select(refusal => $"{refusal.Path}: {refusal.Rule}");

    private static void ShouldBeFitForTheWire(string written)
    {
        written.ShouldEndWith("\r\n");
        foreach (var line in written[..^2].Split("\r\n"))
        {
            line.Length.ShouldBeLessThanOrEqualTo(998);
            line.All(c => c is '\t' or (>= ' ' and <= '~')).ShouldBeTrue(line);
        }
    }

    [Fact]
    public void A_plain_message_is_written_to_the_letter() => Written(Plain).ShouldBe(string.Join("\r\n",
        "Date: Thu, 05 Mar 2026 07:08:09 +0000",
        "From: Majordome <desk@msp.example>",
        "To: Marie Curie <marie@example.fr>",
        "Message-ID: <0193.t2641@msp.example>",
        "Subject: Service restored",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 7bit",
        "",
        "All is well.",
        ""));

    [Fact]
    public void A_full_message_is_written_to_the_letter() => Written(Plain with
    {
        From = new Mailbox(Address("desk@msp.example"), "Équipe d'astreinte"),
        To = [new Mailbox(Address("marie@example.fr"), "Curie, Marie"), new Mailbox(Address("a@example.fr"))],
        Cc = [new Mailbox(Address("b@hôpital.fr"), "Jean \"Jo\" Bon")],
        ReplyTo = [new Mailbox(Address("t-2641@msp.example"))],
        Subject = "[T-2641] Le site de l'hôpital ne répond plus : incident majeur pris en compte à 08 h 12",
        InReplyTo = "a@b",
        References = ["a.very.long.identifier.from.elsewhere.0123456789@mail.example", "a@b"],
        AutoSubmitted = AutoSubmitted.Generated,
        Headers = [new HeaderField("X-Majordome-Ticket", "T-2641")],
        Text = "Bonjour,\n\nLe service est rétabli = oui.\n.\nFrom now on\n",
        Html = "<p>漢字漢字漢字漢字漢字漢字</p>",
    }).ShouldBe(string.Join("\r\n",
        "Date: Thu, 05 Mar 2026 07:08:09 +0000",
        "From: =?utf-8?Q?=C3=89quipe_d=27astreinte?= <desk@msp.example>",
        "Reply-To: t-2641@msp.example",
        "To: \"Curie, Marie\" <marie@example.fr>, a@example.fr",
        "Cc: \"Jean \\\"Jo\\\" Bon\" <b@xn--hpital-ixa.fr>",
        "Message-ID: <0193.t2641@msp.example>",
        "In-Reply-To: <a@b>",
        "References: <a.very.long.identifier.from.elsewhere.0123456789@mail.example>",
        " <a@b>",
        "Subject: =?utf-8?Q?=5BT-2641=5D_Le_site_de_l=27h=C3=B4pital_ne_r=C3=A9pond?=",
        " =?utf-8?Q?_plus_=3A_incident_majeur_pris_en_compte_=C3=A0_08_h_12?=",
        "Auto-Submitted: auto-generated",
        "X-Majordome-Ticket: T-2641",
        "MIME-Version: 1.0",
        "Content-Type: multipart/alternative;",
        " boundary=\"b-0193\"",
        "",
        "--b-0193",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
        "",
        "Bonjour,",
        "",
        "Le service est r=C3=A9tabli =3D oui.",
        "=2E",
        "=46rom now on",
        "",
        "--b-0193",
        "Content-Type: text/html; charset=utf-8",
        "Content-Transfer-Encoding: base64",
        "",
        "PHA+5ryi5a2X5ryi5a2X5ryi5a2X5ryi5a2X5ryi5a2X5ryi5a2XPC9wPg0K",
        "",
        "--b-0193--",
        ""));

    [Fact]
    public void The_same_message_gives_the_same_octets() => Written(Plain).ShouldBe(Written(Plain));

    [Theory]
    [InlineData("Le réseau de l'hôpital est coupé")]
    [InlineData("à")]
    [InlineData("漢字の件名はとても長いので折り返されなければなりません、そうでしょう、はい、そのとおりです")]
    [InlineData("=?utf-8?Q?not_a_word?=")]
    [InlineData("two  spaces   inside")]
    [InlineData(" space before and after ")]
    [InlineData("")]
    [InlineData("😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀")]
    [InlineData("question ? equals = underscore _ é")]
    public void A_subject_comes_back_as_it_was(string subject) => Read(Plain with { Subject = subject })["Subject"].ShouldBe(subject);

    [Fact]
    public void An_encoded_word_never_cuts_a_character()
    {
        for (var i = 0; i < 80; i++)
        {
            var subject = new string('a', i) + "é漢😀é漢😀é漢😀é漢😀é漢😀é漢😀é漢😀é漢😀";
            Read(Plain with { Subject = subject })["Subject"].ShouldBe(subject);
        }
    }

    [Fact]
    public void Headers_fold_at_78_columns()
    {
        var subject = string.Join(' ', Enumerable.Range(0, 200).Select(i => $"mot{i}"));
        var message = Plain with
        {
            Subject = subject,
            To = [.. Enumerable.Range(0, 50).Select(i => new Mailbox(Address($"user{i}@example.fr"), i % 2 == 0 ? $"Élodie {i}" : $"User {i}"))],
            References = [.. Enumerable.Range(0, 50).Select(i => $"{i}.reference@example.fr")],
        };
        var written = Written(message);
        written.Split("\r\n").Max(line => line.Length).ShouldBeLessThanOrEqualTo(78);
        var read = ReadMail.Parse(written);
        read["Subject"].ShouldBe(subject);
        read["To"]!.ShouldContain("Élodie 48 <user48@example.fr>, User 49 <user49@example.fr>");
    }

    [Fact]
    public void A_word_too_long_for_a_line_is_encoded()
    {
        var subject = new string('x', 5000);
        var written = Written(Plain with { Subject = subject });
        ShouldBeFitForTheWire(written);
        ReadMail.Parse(written)["Subject"].ShouldBe(subject);
    }

    [Theory]
    [InlineData("Arrêt du serveur à 8 h\n\nCordialement,\nL'équipe", "quoted-printable")]
    [InlineData("漢字漢字漢字漢字漢字漢字漢字漢字", "base64")]
    [InlineData("plain", "7bit")]
    [InlineData("", "7bit")]
    [InlineData(".\n..\nend", "quoted-printable")]
    [InlineData("From here", "quoted-printable")]
    [InlineData("trailing space \nand\ttab\t", "quoted-printable")]
    [InlineData("100 % = =3D", "7bit")]
    [InlineData("nul \0 and bell \a", "quoted-printable")]
    public void A_text_comes_back_in_the_encoding_that_suits_it(string text, string encoding)
    {
        var read = Read(Plain with { Text = text });
        read["Content-Transfer-Encoding"].ShouldBe(encoding);
        read.Text.ShouldBe(text.ReplaceLineEndings("\r\n") + "\r\n");
    }

    [Fact]
    public void A_line_of_any_length_comes_back()
    {
        for (var length = 60; length < 240; length++)
        {
            var text = new string('é', length / 7) + new string('x', length) + " ";
            var written = Written(Plain with { Text = text });
            written.Split("\r\n").Max(line => line.Length).ShouldBeLessThanOrEqualTo(76);
            ReadMail.Parse(written).Text.ShouldBe(text + "\r\n");
        }
    }

    [Fact]
    public void Html_makes_an_alternative_with_the_text_first()
    {
        var read = Read(Plain with { Text = "Rétabli", Html = "<p>Rétabli</p>" });
        read["Content-Type"].ShouldBe($"multipart/alternative; boundary=\"{Boundary}\"");
        read.Parts.ShouldBe([("text/plain", "Rétabli\r\n"), ("text/html", "<p>Rétabli</p>\r\n")]);
    }

    [Theory]
    [InlineData("a\r\nBcc: x@example.fr", "line-break-in-header")]
    [InlineData("a\nb", "line-break-in-header")]
    [InlineData("a\r", "line-break-in-header")]
    [InlineData("a\0b", "control-in-header")]
    [InlineData("a\u0085b", "control-in-header")]
    [InlineData("a\u2028b", "control-in-header")]
    [InlineData("a\tb", "control-in-header")]
    public void A_value_that_could_begin_another_header_is_refused_everywhere(string value, string rule)
    {
        var person = new Mailbox(Address("a@example.fr"), value);
        RulesOf(Plain with { Subject = value }).ShouldBe([$"subject: {rule}"]);
        RulesOf(Plain with { From = person }).ShouldBe([$"from.displayName: {rule}"]);
        RulesOf(Plain with { To = [person] }).ShouldBe([$"to[0].displayName: {rule}"]);
        RulesOf(Plain with { Cc = [person] }).ShouldBe([$"cc[0].displayName: {rule}"]);
        RulesOf(Plain with { ReplyTo = [person] }).ShouldBe([$"replyTo[0].displayName: {rule}"]);
        RulesOf(Plain with { Headers = [new HeaderField("X-A", value)] }).ShouldBe([$"headers[0].value: {rule}"]);
        RulesOf(Plain with { Headers = [new HeaderField(value, "x")] }).ShouldBe(["headers[0].name: header-name-invalid"]);
        RulesOf(Plain with { MessageId = value + "@b" }).ShouldBe(["messageId: message-id-invalid"]);
        RulesOf(Plain with { InReplyTo = value }).ShouldBe(["inReplyTo: message-id-invalid"]);
        RulesOf(Plain with { References = ["a@b", value] }).ShouldBe(["references[1]: message-id-invalid"]);
        RulesOf(Plain with { Html = "x" }, value).ShouldBe(["boundary: boundary-invalid"]);
    }

    [Fact]
    public void Every_refusal_of_a_message_is_told_at_once() =>
        RulesOf(Plain with { Subject = "\n", MessageId = "", Date = Instant.FromUtc(1899, 12, 31, 23, 59) })
            .ShouldBe(["subject: line-break-in-header", "messageId: message-id-invalid", "date: date-out-of-range"]);

    [Theory]
    [InlineData("Subject", "header-reserved")]
    [InlineData("bcc", "header-reserved")]
    [InlineData("content-type", "header-reserved")]
    [InlineData("", "header-name-invalid")]
    [InlineData("X:Y", "header-name-invalid")]
    [InlineData("X Y", "header-name-invalid")]
    [InlineData("X-É", "header-name-invalid")]
    public void A_header_of_the_callers_own_may_not_stand_for_another(string name, string rule) =>
        RulesOf(Plain with { Headers = [new HeaderField(name, "v")] }).ShouldBe([$"headers[0].name: {rule}"]);

    [Theory]
    [InlineData("a")]
    [InlineData("a@")]
    [InlineData("@b")]
    [InlineData("<a@b>")]
    [InlineData("a@b@c")]
    [InlineData("a b@c")]
    public void A_message_id_that_is_no_dot_atom_at_dot_atom_is_refused(string id) =>
        RulesOf(Plain with { MessageId = id }).ShouldBe(["messageId: message-id-invalid"]);

    [Fact]
    public void A_boundary_that_the_text_has_at_a_lines_head_is_refused() =>
        RulesOf(Plain with { Text = $"a\n--{Boundary}\nb", Html = "x" }).ShouldBe(["boundary: boundary-in-text"]);

    [Fact]
    public void What_a_machine_said_is_flattened_to_one_line() =>
        HeaderText.Flatten("  CRITICAL -\r\n\tdisk /  full\0\u2028now ").ShouldBe("CRITICAL - disk / full now");

    [Fact]
    public void Any_text_comes_back_through_subject_name_and_body() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), given =>
        {
            var text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(given.Get)); // lone surrogates are not text
            var line = HeaderText.Flatten(text);
            var name = line.Length <= Mailbox.MaxDisplayName ? line : "";
            var written = Written(Plain with
            {
                Subject = line,
                To = [new Mailbox(Address("a@example.fr"), name)],
                Text = text,
                Html = text,
            });
            ShouldBeFitForTheWire(written);
            var read = ReadMail.Parse(written);
            read["Subject"].ShouldBe(line);
            read.Text.TrimEnd('\r', '\n').ShouldBe(text.ReplaceLineEndings("\r\n").TrimEnd('\r', '\n'));
            read.Parts[1].Text.ShouldBe(read.Text);
        }).QuickCheckThrowOnFailure();
}
