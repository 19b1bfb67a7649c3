using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Smtp;

/// <summary>What a server answered (RFC 5321 §4.2).</summary>
/// <param name="Code">200 to 599. The first digit tells: 2 done, 3 go on, 4 not now, 5 never.</param>
/// <param name="Lines">
/// The text of each line without its code; controls are shown as <c>?</c>, so that a reply can stand in a log. At least one.
/// </param>
public sealed record SmtpReply(int Code, ImmutableArray<string> Lines)
{
    /// <summary>The longest line, in octets with its end: four times what RFC 5321 §4.5.3.1.5 allows, since servers exceed it.</summary>
    public const int MaxLine = 2048;

    /// <summary>The longest reply, in octets.</summary>
    public const int MaxReply = 32 * 1024;

    /// <summary>2xx.</summary>
    public bool IsDone => Code is >= 200 and < 300;

    /// <summary>3xx.</summary>
    public bool IsGoOn => Code is >= 300 and < 400;

    /// <summary>4xx.</summary>
    public bool IsNotNow => Code is >= 400 and < 500;

    /// <summary>5xx.</summary>
    public bool IsNever => Code >= 500;

    /// <summary>The finer code, when the server gives one of the same class.</summary>
    public EnhancedStatus? Status => EnhancedStatus.AtHeadOf(Lines[0]) is { } status && status.Class == Code / 100 ? status : null;

    /// <summary>Reads the first reply of what has been received.</summary>
    /// <param name="received">Octets from the server; lines end in CRLF, or in LF alone from careless ones.</param>
    public static SmtpReading Read(ReadOnlySpan<byte> received)
    {
        var lines = ImmutableArray.CreateBuilder<string>(1);
        var position = 0;
        var code = 0;
        while (true)
        {
            var rest = received[position..];
            var length = rest.IndexOf((byte)'\n');
            if (length >= MaxLine || (length < 0 && rest.Length >= MaxLine))
            {
                return SmtpReading.Broken("reply-line-too-long");
            }

            if (length < 0)
            {
                return received.Length >= MaxReply ? SmtpReading.Broken("reply-too-long") : SmtpReading.More;
            }

            position += length + 1;
            var line = rest[..length].TrimEnd((byte)'\r');
            if (!TryReadLine(line, out var lineCode, out var isLast) || (lines.Count > 0 && lineCode != code))
            {
                return SmtpReading.Broken("reply-malformed");
            }

            code = lineCode;
            lines.Add(line.Length > 4 ? Shown(line[4..]) : "");
            if (isLast)
            {
                return position > MaxReply ? SmtpReading.Broken("reply-too-long") : new SmtpReading(new SmtpReply(code, lines.ToImmutable()), position, null);
            }
        }
    }

    /// <summary>The reply as one line, for logs: <c>250 2.0.0 Ok: queued as 4F2A</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code} {string.Join(" / ", Lines)}");

    /// <summary>Structural equality: the lines count, not their array.</summary>
    public bool Equals(SmtpReply? other) => other is not null && Code == other.Code && Lines.SequenceEqual(other.Lines);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Code, Lines.Length, Lines[0]);

    /// <summary>Three digits, then a space or nothing (the last line) or a hyphen (more follow).</summary>
    private static bool TryReadLine(ReadOnlySpan<byte> line, out int code, out bool isLast)
    {
        code = 0;
        isLast = line.Length == 3 || (line.Length > 3 && line[3] == ' ');
        if (line.Length < 3 || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            return false;
        }

        if (line[0] is < (byte)'2' or > (byte)'5' || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2]))
        {
            return false;
        }

        code = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0');
        return true;
    }

    private static string Shown(ReadOnlySpan<byte> text) =>
        string.Concat(Encoding.UTF8.GetString(text).Select(c => char.IsControl(c) ? '?' : c));
}

/// <summary>What reading a reply came to: a reply, the need of more octets, or the rule that is broken.</summary>
/// <param name="Reply">The reply, when whole.</param>
/// <param name="Length">The octets it takes.</param>
/// <param name="Rule"><c>reply-malformed</c>, <c>reply-line-too-long</c>, <c>reply-too-long</c>; <c>null</c>: none is broken.</param>
public readonly record struct SmtpReading(SmtpReply? Reply, int Length, string? Rule)
{
    internal static SmtpReading More => default;

    internal static SmtpReading Broken(string rule) => new(null, 0, rule);
}
