using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Majordome.Protocols.Protobuf;

/// <summary>How a field is laid out (protobuf.dev, «Encoding», «Message structure»).</summary>
internal enum WireType
{
    /// <summary>int32, int64, uint32, uint64, sint, bool, enum.</summary>
    Varint = 0,

    /// <summary>fixed64, sfixed64, double.</summary>
    Fixed64 = 1,

    /// <summary>string, bytes, messages, packed lists.</summary>
    Bytes = 2,

    /// <summary>fixed32, sfixed32, float.</summary>
    Fixed32 = 5,
}

/// <summary>
/// Walks the fields of one protobuf message without copying. Whatever is read that is not there leaves a <see cref="Rule"/>, ends the
/// walk, and gives zero.
/// </summary>
/// <remarks>
/// Rules: <c>protobuf-truncated</c> (a field runs past the end), <c>protobuf-varint</c> (longer than ten bytes), <c>protobuf-wire-type</c>
/// (a group, or a type that does not exist), <c>protobuf-field-number</c> (zero, or beyond 2²⁹ − 1), <c>protobuf-field-type</c> (a field is laid out
/// otherwise than its type says).
/// </remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message, int offset = 0)
{
    private readonly ReadOnlySpan<byte> message = message;
    private int at;

    /// <summary>The number of the field that was met last.</summary>
    public int Field { get; private set; }

    /// <summary>How it is laid out.</summary>
    public WireType Wire { get; private set; }

    /// <summary>What is wrong; <c>null</c>: nothing so far.</summary>
    public string? Rule { get; private set; }

    /// <summary>Where the walk stands, in the message.</summary>
    public readonly int At => at;

    /// <summary>Where the walk stands, in the whole that this message is a part of.</summary>
    public readonly int Position => offset + at;

    /// <summary>What is wrong, with its place.</summary>
    public readonly FormatFault? Fault => Rule is null ? null : new FormatFault(Rule, Position);

    /// <summary>Goes to the next field; <c>false</c> at the end, or where something is wrong. Its value must then be read or skipped.</summary>
    public bool Next()
    {
        if (at >= message.Length || Rule is not null)
        {
            return false;
        }

        var start = at;
        var tag = ReadVarint();
        Field = (int)Math.Min(tag >> 3, int.MaxValue);
        Wire = (WireType)(tag & 7);
        if (Rule is null && Field is 0 or > 0x1FFFFFFF)
        {
            (Rule, at) = ("protobuf-field-number", start);
        }

        return Rule is null;
    }

    /// <summary>Reads a varint field.</summary>
    public ulong Varint() => Is(WireType.Varint) ? ReadVarint() : 0;

    /// <summary>Reads a fixed64 field.</summary>
    public ulong Fixed64() => Is(WireType.Fixed64) && Take(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;

    /// <summary>Reads a double.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>Reads a string, bytes or message, in place.</summary>
    public ReadOnlySpan<byte> Bytes() => Is(WireType.Bytes) ? ReadBytes() : default;

    /// <summary>Reads a message, to be walked in its turn.</summary>
    public ProtoReader Message()
    {
        var bytes = Bytes();
        return new ProtoReader(bytes, Position - bytes.Length);
    }

    /// <summary>Takes over what was found wrong within a message of this one.</summary>
    public void Adopt(in ProtoReader inner)
    {
        if (Rule is null && inner.Rule is not null)
        {
            Fail(inner.Rule, inner.Position);
        }
    }

    /// <summary>Ends the walk with a rule of the caller's.</summary>
    public void Fail(string rule, int position) => (Rule, at) = (rule, position - offset);

    /// <summary>Passes over a field of any kind.</summary>
    public void Skip()
    {
        switch (Wire)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Bytes:
                ReadBytes();
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            default:
                Rule = "protobuf-wire-type";
                break;
        }
    }

    private bool Is(WireType expected)
    {
        if (Rule is null && Wire != expected)
        {
            Rule = "protobuf-field-type";
        }

        return Rule is null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong ReadVarint()
    {
        if ((uint)at < (uint)message.Length && message[at] < 0x80)
        {
            return message[at++];
        }

        return ReadLongVarint();
    }

    private ulong ReadLongVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (at >= message.Length)
            {
                Rule ??= "protobuf-truncated";
                return 0;
            }

            var octet = message[at++];
            value |= shift < 64 ? (ulong)(octet & 0x7F) << shift : 0;
            if (octet < 0x80)
            {
                return value;
            }
        }

        Rule ??= "protobuf-varint";
        return 0;
    }

    private ReadOnlySpan<byte> ReadBytes()
    {
        var length = ReadVarint();
        return Rule is null ? Take(length) : default;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(message.Length - at))
        {
            Rule ??= "protobuf-truncated";
            return default;
        }

        at += (int)length;
        return message.Slice(at - (int)length, (int)length);
    }
}
