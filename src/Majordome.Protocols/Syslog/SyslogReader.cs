using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Protocols.Syslog;

/// <summary>
/// Reads messages of RFC 5424 and of RFC 3164 as devices really write them. A message always comes out: what cannot be understood is its text,
/// as RFC 3164 §4.3.3 has it, and the fault says why.
/// </summary>
/// <remarks>
/// Rules: <c>priority-missing</c> (facility user, severity notice are taken), <c>priority-range</c> (over 191), <c>header-short</c>, <c>timestamp</c> (also of a year before 1970 or after 9998),
/// <c>structured-data</c>, <c>message-cut</c> (longer than 64 KiB), <c>date-missing</c> (RFC 3164).
/// </remarks>
public static class SyslogReader
{
    /// <summary>The longest message that is read, in bytes.</summary>
    public const int LongestMessage = 64 * 1024;

    private const int UserNotice = 13;
    private const int MostElements = 64;

    /// <summary>Reads a message, without its framing.</summary>
    /// <param name="message">The datagram, or a frame of <see cref="SyslogSplitter"/>.</param>
    /// <param name="received">When it was received: gives a date without a year the year that brings it nearest.</param>
    /// <param name="zone">The zone of the sender, for dates that have none.</param>
    public static SyslogMessage Read(ReadOnlySpan<byte> message, Instant received, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var isCut = message.Length > LongestMessage;
        message = (isCut ? message[..LongestMessage] : message).TrimEnd("\r\n\0"u8);
        var text = Utf8.IsValid(message) ? Encoding.UTF8.GetString(message) : Encoding.Latin1.GetString(message);
        var at = ReadPriority(text, out var priority, out var rule);
        var head = new SyslogMessage
        {
            Facility = priority >> 3,
            Severity = (SyslogSeverity)(priority & 7),
            Text = text[at..],
            Fault = rule is null ? null : new FormatFault(rule, 0),
        };
        var read = rule is null && text.AsSpan(at).StartsWith("1 ") ? ReadStructured(head, text, at + 2) : SyslogTradition.Read(head, received, zone);
        return isCut ? read with { Fault = read.Fault ?? new FormatFault("message-cut", text.Length) } : read;
    }

    private static int ReadPriority(string text, out int priority, out string? rule)
    {
        var end = text.AsSpan(0, Math.Min(text.Length, 5)).IndexOf('>');
        priority = UserNotice;
        rule = "priority-missing";
        if (end < 2 || text[0] != '<' || text.AsSpan(1, end - 1).ContainsAnyExceptInRange('0', '9'))
        {
            return 0;
        }

        var value = int.Parse(text.AsSpan(1, end - 1), System.Globalization.CultureInfo.InvariantCulture);
        rule = value > 191 ? "priority-range" : null;
        priority = value > 191 ? UserNotice : value;
        return end + 1;
    }

    private static SyslogMessage ReadStructured(SyslogMessage head, string text, int at)
    {
        var words = new string?[5];
        for (var i = 0; i < words.Length; i++)
        {
            var space = text.IndexOf(' ', at);
            if (space < 0)
            {
                return head with { Fault = new FormatFault("header-short", at) };
            }

            words[i] = space == at + 1 && text[at] == '-' ? null : text[at..space];
            at = space + 1;
        }

        var date = words[0] is { } stamp ? OffsetDateTimePattern.Rfc3339.Parse(stamp) : null;
        var told = date is { Success: true } ? ToldInstant.Of(date.Value) : null;
        var fault = date is not null && told is null ? new FormatFault("timestamp", text.IndexOf(' ', StringComparison.Ordinal) + 1) : null;
        var data = ImmutableArray.CreateBuilder<SyslogElement>();
        var end = ReadData(text, at, data);
        if (end < 0)
        {
            (fault, end) = (fault ?? new FormatFault("structured-data", at), at);
            data.Clear();
        }

        var said = text.AsSpan(Math.Min(end, text.Length)).TrimStart(' ');
        return head with
        {
            IsStructured = true,
            At = told,
            Host = words[1],
            Application = words[2],
            Process = words[3],
            MessageId = words[4],
            Data = data.ToImmutable(),
            Text = (said.Length > 0 && said[0] == '\uFEFF' ? said[1..] : said).ToString(),
            Fault = fault,
        };
    }

    /// <summary>Reads <c>-</c> or <c>[id name="value" …]…</c>; gives where it ends, or −1.</summary>
    private static int ReadData(string text, int at, ImmutableArray<SyslogElement>.Builder data)
    {
        if (at < text.Length && text[at] == '-')
        {
            return at + 1;
        }

        while (at < text.Length && text[at] == '[')
        {
            at = data.Count < MostElements ? ReadElement(text, at + 1, data) : -1;
            if (at < 0)
            {
                return -1;
            }
        }

        return data.Count > 0 && (at == text.Length || text[at] == ' ') ? at : -1;
    }

    private static int ReadElement(string text, int at, ImmutableArray<SyslogElement>.Builder data)
    {
        var end = text.AsSpan(at).IndexOfAny(' ', ']');
        if (end <= 0)
        {
            return -1;
        }

        var id = text.Substring(at, end);
        var parameters = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        for (at += end; at < text.Length && text[at] == ' ';)
        {
            at++;
            var equals = text.AsSpan(at).IndexOf("=\"");
            if (equals <= 0 || text.AsSpan(at, equals).ContainsAny(' ', ']', '"'))
            {
                return -1;
            }

            var name = text.Substring(at, equals);
            at = ReadValue(text, at + equals + 2, out var value);
            if (at < 0)
            {
                return -1;
            }

            parameters.Add(new(name, value));
        }

        data.Add(new SyslogElement(id, parameters.ToImmutable()));
        return at < text.Length && text[at] == ']' ? at + 1 : -1;
    }

    /// <summary>A backslash before a quote, a backslash or a bracket is an escape; before anything else it stands for itself (§6.3.3).</summary>
    private static int ReadValue(string text, int at, out string value)
    {
        var clear = new StringBuilder();
        for (; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' && at + 1 < text.Length && text[at + 1] is ('"' or '\\' or ']') ? 1 : 0;
            clear.Append(text[at]);
        }

        value = clear.ToString();
        return at < text.Length ? at + 1 : -1;
    }
}
