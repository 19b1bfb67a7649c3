using System.Globalization;

namespace Majordome.Protocols.Smtp;

/// <summary>The finer code a server may put at the head of its text (RFC 2034, RFC 3463): <c>5.1.1</c>, no such mailbox.</summary>
/// <param name="Class">2 done, 4 not now, 5 never.</param>
/// <param name="Subject">What about, 0 to 999: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 content, 7 policy.</param>
/// <param name="Detail">What exactly, 0 to 999.</param>
public readonly record struct EnhancedStatus(int Class, int Subject, int Detail)
{
    /// <summary>Reads the code at the head of a text, followed by a space or nothing.</summary>
    public static EnhancedStatus? AtHeadOf(ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(' ');
        var code = end < 0 ? text : text[..end];
        Span<Range> parts = stackalloc Range[4];
        if (code.Split(parts, '.') != 3)
        {
            return null;
        }

        return Number(code[parts[0]]) is 2 or 4 or 5 && Number(code[parts[1]]) is { } subject && Number(code[parts[2]]) is { } detail
            ? new EnhancedStatus(code[0] - '0', subject, detail)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    /// <summary>1 to 3 digits, without leading zeros (RFC 3463 §2).</summary>
    private static int? Number(ReadOnlySpan<char> digits) =>
        digits.Length is > 0 and <= 3
        && !digits.ContainsAnyExceptInRange('0', '9')
        && (digits.Length == 1 || digits[0] != '0')
            ? int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture)
            : null;
}
