using System.Security.Cryptography;
using System.Text;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>Writes messages of version 3 under USM (RFC 3412, 6; RFC 3414, 3.1).</summary>
public static class UsmWriter
{
    /// <summary>Writes a message.</summary>
    /// <param name="messageId">Number that the answer repeats.</param>
    /// <param name="engine">The engine in authority and its clock; one without an identity asks for it (RFC 3414, 4).</param>
    /// <param name="user">Its name; empty in a discovery.</param>
    /// <param name="level">How it is protected.</param>
    /// <param name="keys">The user's keys at the engine; null when it is not protected.</param>
    /// <param name="scoped">What is said, and of whose objects.</param>
    public static byte[] Write(int messageId, in UsmEngine engine, string user, UsmLevel level, UsmKeys? keys, ScopedPdu scoped)
    {
        var writer = new BerWriter();
        scoped.Pdu.Write(writer);
        writer.WriteOctets(scoped.Context.Span);
        writer.WriteOctets(scoped.EngineId.Span);
        writer.Close(BerReader.Sequence, 0);
        Span<byte> salt = stackalloc byte[8];
        salt = level.HasFlag(UsmLevel.Private) ? salt : [];
        if (level.HasFlag(UsmLevel.Private))
        {
            // Never the same twice under one key: at random out of 2⁶⁴, and the clock of the engine is in the vector too.
            RandomNumberGenerator.Fill(salt);
            var cipher = keys!.Encrypt(writer.Written.Span, engine.Boots, engine.Time, salt);
            writer.Clear();
            writer.WriteOctets(cipher);
        }

        var tagLength = level.HasFlag(UsmLevel.Authenticated) ? keys!.TagLength : 0;
        var tagEnd = WriteHead(writer, messageId, engine, user, level, tagLength, salt);
        var message = writer.Written.ToArray();
        if (tagLength > 0)
        {
            keys!.Tag(message).CopyTo(message.AsSpan(message.Length - tagEnd));
        }

        return message;
    }

    /// <summary>Everything before the data. Where the tag begins, counted from the end of the message.</summary>
    private static int WriteHead(BerWriter writer, int messageId, in UsmEngine engine, string user, UsmLevel level, int tagLength, ReadOnlySpan<byte> salt)
    {
        var since = writer.Length;
        writer.WriteOctets(salt);
        writer.WriteRaw(stackalloc byte[tagLength]);
        var tag = writer.Length;
        writer.Close((byte)SnmpType.OctetString, tag - tagLength);
        writer.WriteOctets(Encoding.UTF8.GetBytes(user));
        writer.WriteInteger(engine.Time);
        writer.WriteInteger(engine.Boots);
        writer.WriteOctets(engine.Id.Span);
        writer.Close(BerReader.Sequence, since);
        writer.Close((byte)SnmpType.OctetString, since);

        since = writer.Length;
        writer.WriteInteger(3); // the User-based Security Model
        writer.WriteOctets([(byte)level]);
        writer.WriteInteger(SnmpMessage.Largest);
        writer.WriteInteger(messageId);
        writer.Close(BerReader.Sequence, since);
        writer.WriteInteger((int)SnmpVersion.V3);
        writer.Close(BerReader.Sequence, 0);
        return tag;
    }
}
