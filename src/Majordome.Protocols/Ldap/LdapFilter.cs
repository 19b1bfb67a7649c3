using System.Formats.Asn1;
using System.Globalization;
using System.Text;

namespace Majordome.Protocols.Ldap;

/// <summary>
/// Search filters as text (RFC 4515) and on the wire (RFC 4511, 4.5.1.7): and, or, not, equality, substrings, <c>&gt;=</c>, <c>&lt;=</c>, <c>~=</c>, presence.
/// Extensible matches are not read. At most 16 levels.
/// </summary>
public static class LdapFilter
{
    private const int DeepestLevel = 16;

    /// <summary>Writes a filter. False for what is none, or an extensible match; what was written by then is to be thrown away.</summary>
    public static bool TryWrite(string text, AsnWriter writer)
    {
        var at = 0;
        return TryWrite(text, ref at, writer, 0) && at == text.Length;
    }

    private static bool TryWrite(string text, ref int at, AsnWriter writer, int level)
    {
        if (level > DeepestLevel || at + 1 >= text.Length || text[at++] != '(')
        {
            return false;
        }

        var isRead = text[at] switch
        {
            '&' => TryWriteSet(text, ref at, writer, 0, level),
            '|' => TryWriteSet(text, ref at, writer, 1, level),
            '!' => TryWriteNot(text, ref at, writer, level),
            _ => TryWriteItem(text, ref at, writer),
        };
        return isRead && at < text.Length && text[at++] == ')';
    }

    private static bool TryWriteSet(string text, ref int at, AsnWriter writer, int tag, int level)
    {
        at++;
        using (writer.PushSetOf(Context(tag)))
        {
            while (at < text.Length && text[at] == '(')
            {
                if (!TryWrite(text, ref at, writer, level + 1))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private static bool TryWriteNot(string text, ref int at, AsnWriter writer, int level)
    {
        at++;
        using (writer.PushSequence(Context(2)))
        {
            return TryWrite(text, ref at, writer, level + 1);
        }
    }

    private static bool TryWriteItem(string text, ref int at, AsnWriter writer)
    {
        var end = text.IndexOf(')', at);
        var item = end < 0 ? "" : text[at..end];
        at += item.Length;
        var equals = item.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            return false;
        }

        var tag = item[equals - 1] switch { '>' => 5, '<' => 6, '~' => 8, _ => 3 };
        var attribute = item[..(tag == 3 ? equals : equals - 1)].Trim();
        var value = item[(equals + 1)..];
        if (attribute.Length == 0 || attribute.AsSpan().ContainsAny("()*\\:=<>~ "))
        {
            return false;
        }

        if (value == "*" && tag == 3)
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute), new Asn1Tag(TagClass.ContextSpecific, 7));
            return true;
        }

        return value.Contains('*', StringComparison.Ordinal) ? tag == 3 && TryWriteSubstrings(attribute, value, writer) : TryWritePair(attribute, value, tag, writer);
    }

    private static bool TryWritePair(string attribute, string value, int tag, AsnWriter writer)
    {
        if (!TryUnescape(value, out var bytes))
        {
            return false;
        }

        using (writer.PushSequence(Context(tag)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute));
            writer.WriteOctetString(bytes);
        }

        return true;
    }

    private static bool TryWriteSubstrings(string attribute, string value, AsnWriter writer)
    {
        var parts = value.Split('*');
        using (writer.PushSequence(Context(4)))
        {
            writer.WriteOctetString(Encoding.UTF8.GetBytes(attribute));
            using (writer.PushSequence())
            {
                for (var i = 0; i < parts.Length; i++)
                {
                    if (!TryUnescape(parts[i], out var bytes))
                    {
                        return false;
                    }

                    if (bytes.Length > 0)
                    {
                        writer.WriteOctetString(bytes, new Asn1Tag(TagClass.ContextSpecific, i == 0 ? 0 : i == parts.Length - 1 ? 2 : 1));
                    }
                }
            }
        }

        return true;
    }

    /// <summary>A value whose <c>\HH</c> are bytes.</summary>
    private static bool TryUnescape(string text, out byte[] bytes)
    {
        using var found = new MemoryStream();
        bytes = [];
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '\\')
            {
                var next = text.IndexOf('\\', i);
                found.Write(Encoding.UTF8.GetBytes(text[i..(next < 0 ? text.Length : next)]));
                i = next < 0 ? text.Length : next;
                continue;
            }

            if (i + 2 >= text.Length || !byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            found.WriteByte(octet);
            i += 3;
        }

        bytes = found.ToArray();
        return true;
    }

    private static Asn1Tag Context(int tag) => new(TagClass.ContextSpecific, tag, isConstructed: true);
}
