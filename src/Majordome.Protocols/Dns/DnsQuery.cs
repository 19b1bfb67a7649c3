using System.Buffers.Binary;

namespace Majordome.Protocols.Dns;

/// <summary>Writes queries (RFC 1035, 4.1; EDNS(0) of RFC 6891 to announce room for larger answers).</summary>
public static class DnsQuery
{
    /// <summary>Bytes enough for any query: header, longest name, question and the EDNS record.</summary>
    public const int LargestQuery = 12 + 255 + 4 + 11;

    /// <summary>Size of answer announced over UDP, in bytes: what passes unfragmented (DNS Flag Day 2020).</summary>
    public const int LargestUdpAnswer = 1232;

    /// <summary>
    /// Writes a query for one name in the Internet class, recursion desired.
    /// False when the name cannot be written: a label empty, above 63 or not ASCII, or the whole above 255 bytes.
    /// </summary>
    /// <param name="destination">At least <see cref="LargestQuery"/> bytes.</param>
    /// <param name="id">Number that the answer will repeat; unforeseeable.</param>
    /// <param name="name">Name in ASCII; a last dot is allowed, <c>.</c> is the root.</param>
    /// <param name="type">What is asked for.</param>
    /// <param name="written">How many bytes were written.</param>
    /// <param name="wantsSignatures">Whether signatures are wanted with the records (flag DO, RFC 3225); needs <paramref name="isExtended"/>.</param>
    /// <param name="isExtended">Whether it carries the EDNS record; not for a server that does not know it.</param>
    public static bool TryWrite(
        Span<byte> destination, ushort id, ReadOnlySpan<char> name, DnsType type, out int written, bool wantsSignatures = false, bool isExtended = true)
    {
        written = 0;
        destination[..12].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(destination, id);
        destination[2] = 0x01; // RD
        destination[3] = 0x20; // AD: ask to be told whether the data was authenticated (RFC 6840, 5.7)
        destination[5] = 1; // one question
        destination[11] = isExtended ? (byte)1 : (byte)0; // one additional record: EDNS
        if (!TryWriteName(destination, 12, name, out var at))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 2)..], 1);
        at += 4;
        written = at;
        if (!isExtended)
        {
            return true;
        }

        // OPT: root name, type 41, class = size of answer, no extended code, version 0, no flag but DO, no data.
        destination.Slice(at, 11).Clear();
        destination[at + 2] = 41;
        BinaryPrimitives.WriteUInt16BigEndian(destination[(at + 3)..], LargestUdpAnswer);
        destination[at + 7] = wantsSignatures ? (byte)0x80 : (byte)0;
        written = at + 11;
        return true;
    }

    /// <summary>Whether a name can be asked for.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => TryWriteName(stackalloc byte[12 + 256], 12, name, out _);

    private static bool TryWriteName(Span<byte> destination, int start, ReadOnlySpan<char> name, out int at)
    {
        at = start;
        name = name.EndsWith(".", StringComparison.Ordinal) ? name[..^1] : name;
        foreach (var part in name.Split('.'))
        {
            var label = name[part];
            if (label.IsEmpty && name.IsEmpty)
            {
                break;
            }

            if (label.IsEmpty || label.Length > 63 || at + 1 + label.Length - start > 254 || label.ContainsAnyExceptInRange('!', '~'))
            {
                return false;
            }

            destination[at++] = (byte)label.Length;
            foreach (var c in label)
            {
                destination[at++] = (byte)c;
            }
        }

        destination[at++] = 0;
        return true;
    }
}
