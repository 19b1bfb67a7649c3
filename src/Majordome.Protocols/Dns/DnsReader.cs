using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;

namespace Majordome.Protocols.Dns;

/// <summary>
/// Reads messages (RFC 1035, 4.1). Never throws: a message that does not hold together is refused with its rule. Of one that says it is truncated, the answers are those before
/// the first that is not whole (RFC 2181, 9).
/// </summary>
/// <remarks>
/// Rules: <c>header-short</c>, <c>name-broken</c> (past the end, a pointer that does not lead backwards, longer than 255 bytes),
/// <c>record-short</c>, <c>data-broken</c> (the data do not fit their kind).
/// </remarks>
public ref struct DnsReader
{
    private const int LongestName = 255;

    private readonly ReadOnlySpan<byte> message;
    private int at;
    private string? fault;

    private DnsReader(ReadOnlySpan<byte> message) => this.message = message;

    /// <summary>Reads a whole message.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DnsMessage? message, out string? rule)
    {
        var reader = new DnsReader(bytes);
        message = reader.ReadMessage();
        rule = reader.fault;
        if (rule is not null)
        {
            message = null; // a name within data may be broken although the record holds together
        }

        return message is not null;
    }

    private DnsMessage? ReadMessage()
    {
        if (message.Length < 12)
        {
            return Fail<DnsMessage>("header-short");
        }

        var (flags, questions, answers) = (U16(2), U16(4), U16(6));
        var isTruncated = (flags & 0x0200) != 0;
        var (questionName, questionType) = ("", default(DnsType));
        at = 12;
        for (var i = 0; i < questions; i++)
        {
            if (ReadName() is not { } name || !Has(4))
            {
                return Fail<DnsMessage>("record-short");
            }

            (questionName, questionType) = i == 0 ? (name, (DnsType)U16(at)) : (questionName, questionType);
            at += 4;
        }

        var records = ImmutableArray.CreateBuilder<DnsRecord>();
        for (var i = 0; i < answers; i++)
        {
            if (ReadRecord() is not { } record)
            {
                if (!isTruncated)
                {
                    return null;
                }

                fault = null; // it may be cut anywhere (RFC 2181, 9)
                break;
            }

            records.Add(record);
        }

        return new DnsMessage(
            U16(0),
            IsResponse: (flags & 0x8000) != 0,
            IsAuthoritative: (flags & 0x0400) != 0,
            isTruncated,
            IsAuthenticated: (flags & 0x0020) != 0,
            (DnsResponseCode)(flags & 0xF),
            questionName,
            questionType,
            records.ToImmutable());
    }

    private DnsRecord? ReadRecord()
    {
        if (ReadName() is not { } name)
        {
            return null;
        }

        if (!Has(10))
        {
            return Fail<DnsRecord>("record-short");
        }

        var (type, @class, ttl, length) = ((DnsType)U16(at), U16(at + 2), U32(at + 4), U16(at + 8));
        at += 10;
        if (!Has(length))
        {
            return Fail<DnsRecord>("record-short");
        }

        var end = at + length;
        var data = ReadData(type, length);
        if (data is null || at > end)
        {
            return Fail<DnsRecord>("data-broken");
        }

        at = end;
        return new DnsRecord(name, type, @class, ttl, data);
    }

    private string? ReadData(DnsType type, int length)
    {
        var end = at + length;
        switch (type)
        {
            case DnsType.A when length == 4:
            case DnsType.Aaaa when length == 16:
                return new IPAddress(message.Slice(at, length)).ToString();
            case DnsType.A or DnsType.Aaaa:
                return null;
            case DnsType.Ns or DnsType.Cname or DnsType.Ptr:
                return ReadName();
            case DnsType.Mx when length > 2:
                return Numbers(1) + ReadName();
            case DnsType.Srv when length > 6:
                return Numbers(3) + ReadName();
            case DnsType.Ds when length > 4:
                return string.Create(CultureInfo.InvariantCulture, $"{U16(at)} {message[at + 2]} {message[at + 3]} {Hex(at + 4, end)}");
            case DnsType.Tlsa when length > 3:
                return string.Create(CultureInfo.InvariantCulture, $"{message[at]} {message[at + 1]} {message[at + 2]} {Hex(at + 3, end)}");
            case DnsType.Caa:
                return ReadAuthorization(end);
            case DnsType.Soa:
                return ReadAuthority(end);
            case DnsType.Txt:
                return ReadTexts(end);
            default:
                return Hex(at, end);
        }
    }

    private string? ReadAuthority(int end)
    {
        var (server, mailbox) = (ReadName(), ReadName());
        if (server is null || mailbox is null || at + 20 > end)
        {
            return null;
        }

        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{server} {mailbox} {U32(at)} {U32(at + 4)} {U32(at + 8)} {U32(at + 12)} {U32(at + 16)}");
        at += 20;
        return text;
    }

    /// <summary>Flags, tag and value (RFC 8659, 4.1).</summary>
    private readonly string? ReadAuthorization(int end)
    {
        if (at + 2 > end || at + 2 + message[at + 1] > end)
        {
            return null;
        }

        var tag = message.Slice(at + 2, message[at + 1]);
        var value = message[(at + 2 + message[at + 1])..end];
        return string.Create(CultureInfo.InvariantCulture, $"{message[at]} {Encoding.ASCII.GetString(tag)} \"{Encoding.UTF8.GetString(value)}\"");
    }

    private readonly string Hex(int start, int end) => Convert.ToHexStringLower(message[start..end]);

    private string? ReadTexts(int end)
    {
        var text = new StringBuilder();
        while (at < end)
        {
            var length = message[at++];
            if (at + length > end)
            {
                return null;
            }

            text.Append(Encoding.UTF8.GetString(message.Slice(at, length)));
            at += length;
        }

        return text.ToString();
    }

    private string Numbers(int count)
    {
        var text = "";
        for (; count > 0; count--, at += 2)
        {
            text += U16(at).ToString(CultureInfo.InvariantCulture) + " ";
        }

        return text;
    }

    /// <summary>Reads a name with its compression (4.1.4). Pointers must lead to an earlier place, so that reading ends.</summary>
    private string? ReadName()
    {
        var text = new StringBuilder();
        var (position, limit, jumped, total) = (at, at, false, 0);
        while (position < message.Length)
        {
            var length = message[position];
            if (length == 0)
            {
                at = jumped ? at : position + 1;
                return text.Length == 0 ? "." : text.ToString();
            }

            if (length >= 0xC0)
            {
                if (position + 1 >= message.Length)
                {
                    break;
                }

                var target = U16(position) & 0x3FFF;
                at = jumped ? at : position + 2;
                if (target >= limit)
                {
                    break;
                }

                (position, limit, jumped) = (target, target, true);
                continue;
            }

            total += length + 1;
            if (length > 63 || position + 1 + length > message.Length || total > LongestName)
            {
                break;
            }

            AppendLabel(text, message.Slice(position + 1, length));
            position += 1 + length;
        }

        return Fail<string>("name-broken");
    }

    /// <summary>Presentation form (RFC 1035, 5.1): what is not printable, a dot or a backslash within a label is escaped.</summary>
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        if (text.Length > 0)
        {
            text.Append('.');
        }

        foreach (var octet in label)
        {
            if (octet is (byte)'.' or (byte)'\\')
            {
                text.Append('\\').Append((char)octet);
            }
            else if (octet is > 0x20 and < 0x7F)
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\{octet:000}");
            }
        }
    }

    private readonly bool Has(int count) => at + count <= message.Length;

    private readonly ushort U16(int position) => BinaryPrimitives.ReadUInt16BigEndian(message[position..]);

    private readonly uint U32(int position) => BinaryPrimitives.ReadUInt32BigEndian(message[position..]);

    private T? Fail<T>(string rule)
        where T : class
    {
        fault ??= rule;
        return null;
    }
}
