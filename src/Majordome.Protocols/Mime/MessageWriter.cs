using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Majordome.Domain;
using NodaTime;

namespace Majordome.Protocols.Mime;

/// <summary>
/// Writes a message for the wire: RFC 5322 headers, MIME (RFC 2045, 2046, 2047). Everything leaves as ASCII in short lines that end in
/// CRLF, so that it passes any server without 8BITMIME or SMTPUTF8. The same message and boundary give the same octets.
/// </summary>
public static class MessageWriter
{
    /// <summary>The longest boundary, in characters (RFC 2046 §5.1.1).</summary>
    public const int MaxBoundary = 70;

    /// <summary>Writes a message.</summary>
    /// <param name="message">What it says.</param>
    /// <param name="boundary">
    /// What parts the texts of a <c>multipart/alternative</c>: 1 to 70 characters of RFC 2046 <c>bchars</c> without the space; any value, for
    /// example the message's id in hexadecimal. Not used, and not looked at, when there is no HTML.
    /// </param>
    /// <returns>
    /// The message, whose last line ends in CRLF; or every refusal at once: <c>line-break-in-header</c>, <c>control-in-header</c>,
    /// <c>display-name-too-long</c>, <c>message-id-invalid</c>, <c>header-name-invalid</c>, <c>header-reserved</c>, <c>date-out-of-range</c>;
    /// then <c>boundary-invalid</c>, <c>boundary-in-text</c>. The first value is the offending one.
    /// </returns>
    public static Result<byte[]> Write(MailMessage message, string boundary)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(boundary);
        var refusals = MessageRules.RefusalsOf(message);
        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        var output = new StringBuilder(1024 + message.Text.Length + (message.Html?.Length ?? 0));
        WriteHeaders(output, message);
        if (message.Html is null)
        {
            WritePart(output, "plain", BodyEncoding.Of(message.Text));
        }
        else if (WriteAlternative(output, message.Text, message.Html, boundary) is { } refusal)
        {
            return refusal;
        }

        return Encoding.ASCII.GetBytes(output.ToString());
    }

    private static void WriteHeaders(StringBuilder output, MailMessage message)
    {
        var headers = new HeaderWriter(output);
        headers.Unstructured("Date", Written(message.Date));
        headers.Mailboxes("From", [message.From]);
        WritePeople(headers, "Reply-To", message.ReplyTo);
        WritePeople(headers, "To", message.To);
        WritePeople(headers, "Cc", message.Cc);
        headers.Identifiers("Message-ID", message.MessageId);
        if (message.InReplyTo is not null)
        {
            headers.Identifiers("In-Reply-To", message.InReplyTo);
        }

        if (!message.References.IsEmpty)
        {
            headers.Identifiers("References", message.References);
        }

        headers.Unstructured("Subject", message.Subject);
        if (message.AutoSubmitted != AutoSubmitted.No)
        {
            headers.Unstructured("Auto-Submitted", message.AutoSubmitted == AutoSubmitted.Generated ? "auto-generated" : "auto-replied");
        }

        foreach (var header in message.Headers)
        {
            headers.Unstructured(header.Name, header.Value);
        }

        headers.Unstructured("MIME-Version", "1.0");
    }

    private static void WritePeople(HeaderWriter headers, string name, ImmutableArray<Mailbox> people)
    {
        if (!people.IsEmpty)
        {
            headers.Mailboxes(name, people);
        }
    }

    /// <summary>Day name and month in English, whatever the culture (RFC 5322 §3.3).</summary>
    private static string Written(Instant instant) =>
        instant.ToDateTimeUtc().ToString("ddd, dd MMM yyyy HH':'mm':'ss '+0000'", CultureInfo.InvariantCulture);

    private static void WritePart(StringBuilder output, string subtype, BodyEncoding body) => output
        .Append("Content-Type: text/").Append(subtype).Append("; charset=utf-8\r\n")
        .Append("Content-Transfer-Encoding: ").Append(body.Name).Append("\r\n\r\n")
        .Append(body.Text);

    /// <summary>Plainest first, richest last: readers show the last one they understand (RFC 2046 §5.1.4).</summary>
    private static Refusal? WriteAlternative(StringBuilder output, string text, string html, string boundary)
    {
        if (boundary.Length is 0 or > MaxBoundary || !boundary.All(IsBoundaryCharacter))
        {
            return Refusal.Of("boundary", "boundary-invalid", boundary);
        }

        var (plain, rich) = (BodyEncoding.Of(text), BodyEncoding.Of(html));
        var delimiter = "--" + boundary;
        if (HasLine(plain.Text, delimiter) || HasLine(rich.Text, delimiter))
        {
            return Refusal.Of("boundary", "boundary-in-text", boundary);
        }

        output.Append("Content-Type: multipart/alternative;\r\n boundary=\"").Append(boundary).Append("\"\r\n\r\n").Append(delimiter).Append("\r\n");
        WritePart(output, "plain", plain);
        output.Append("\r\n").Append(delimiter).Append("\r\n");
        WritePart(output, "html", rich);
        output.Append("\r\n").Append(delimiter).Append("--\r\n");
        return null;
    }

    private static bool IsBoundaryCharacter(char c) => char.IsAsciiLetterOrDigit(c) || "'()+_,-./:=?".Contains(c, StringComparison.Ordinal);

    private static bool HasLine(string text, string start) =>
        text.StartsWith(start, StringComparison.Ordinal) || text.Contains("\r\n" + start, StringComparison.Ordinal);
}
