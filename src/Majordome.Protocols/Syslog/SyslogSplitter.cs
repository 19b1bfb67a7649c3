using System.Globalization;

namespace Majordome.Protocols.Syslog;

/// <summary>What splitting came to: a frame, the need of more octets, or the rule that is broken.</summary>
/// <param name="Start">Where the message starts in what was received.</param>
/// <param name="Count">Its octets.</param>
/// <param name="Length">The octets to take off before the next is read; 0: more are needed.</param>
/// <param name="Rule"><c>frame-too-long</c>, <c>frame-count</c> (a count that is no number, or has no space behind); <c>null</c>: none is broken.</param>
public readonly record struct SyslogFrame(int Start, int Count, int Length, string? Rule);

/// <summary>
/// Splits a TCP stream into messages (RFC 6587): octet counting (§3.4.1) where a frame begins with a digit that is not zero, else up to a line
/// feed or zero octet (§3.4.2). Each frame may be either.
/// </summary>
public static class SyslogSplitter
{
    /// <summary>Finds the first frame of what has been received.</summary>
    /// <param name="received">Octets from the sender that were not taken yet.</param>
    /// <param name="limit">The most octets of a message.</param>
    public static SyslogFrame Next(ReadOnlySpan<byte> received, int limit)
    {
        if (received.IsEmpty)
        {
            return default;
        }

        return received[0] is >= (byte)'1' and <= (byte)'9' ? Counted(received, limit) : Terminated(received, limit);
    }

    private static SyslogFrame Counted(ReadOnlySpan<byte> received, int limit)
    {
        const int MostDigits = 9;
        var head = received[..Math.Min(received.Length, MostDigits + 1)];
        var digits = head.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits < 0)
        {
            return head.Length > MostDigits ? new SyslogFrame(0, 0, 0, "frame-too-long") : default;
        }

        if (head[digits] != ' ')
        {
            return new SyslogFrame(0, 0, 0, "frame-count");
        }

        var count = int.Parse(head[..digits], CultureInfo.InvariantCulture);
        return count > limit ? new SyslogFrame(0, 0, 0, "frame-too-long")
            : received.Length < digits + 1 + count ? default
            : new SyslogFrame(digits + 1, count, digits + 1 + count, null);
    }

    private static SyslogFrame Terminated(ReadOnlySpan<byte> received, int limit)
    {
        var end = received.IndexOfAny((byte)'\n', (byte)0);
        if (end > limit || (end < 0 && received.Length > limit))
        {
            return new SyslogFrame(0, 0, 0, "frame-too-long");
        }

        return end < 0 ? default : new SyslogFrame(0, end, end + 1, null);
    }
}
