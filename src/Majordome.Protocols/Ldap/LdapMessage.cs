using System.Formats.Asn1;
using System.Numerics;
using System.Text;

namespace Majordome.Protocols.Ldap;

/// <summary>What a server's message is (RFC 4511, 4.2.2, 4.5.2, 4.12); any other is kept by number.</summary>
public enum LdapOperation
{
    /// <summary>The answer to a bind.</summary>
    BindResponse = 1,

    /// <summary>An entry found.</summary>
    SearchEntry = 4,

    /// <summary>The end of a search.</summary>
    SearchDone = 5,

    /// <summary>A reference to another server.</summary>
    SearchReference = 19,

    /// <summary>The answer to an extended request, such as StartTLS.</summary>
    ExtendedResponse = 24,
}

/// <summary>A message of a server, as far as a check looks into it.</summary>
/// <param name="Operation">What it is.</param>
/// <param name="Code">Result code; zero is success. Zero too for what has none.</param>
/// <param name="Diagnostic">The server's words, possibly empty.</param>
public sealed record LdapMessage(LdapOperation Operation, int Code, string Diagnostic)
{
    /// <summary>The largest message that is read, in bytes.</summary>
    public const int Largest = 1024 * 1024;

    private const string StartTlsName = "1.3.6.1.4.1.1466.20037";

    /// <summary>A simple bind (4.2): a name and its password, both empty for nobody.</summary>
    public static byte[] Bind(int id, string name, string password) => Message(id, writer =>
    {
        using (writer.PushSequence(Application(0)))
        {
            writer.WriteInteger(3);
            writer.WriteOctetString(Encoding.UTF8.GetBytes(name));
            writer.WriteOctetString(Encoding.UTF8.GetBytes(password), new Asn1Tag(TagClass.ContextSpecific, 0));
        }
    });

    /// <summary>A request to go over to TLS (4.14).</summary>
    public static byte[] StartTls(int id) => Message(id, writer =>
    {
        using (writer.PushSequence(Application(23)))
        {
            writer.WriteOctetString(Encoding.ASCII.GetBytes(StartTlsName), new Asn1Tag(TagClass.ContextSpecific, 0));
        }
    });

    /// <summary>A search (4.5.1) that asks for the entries' names alone; <c>null</c> when the filter cannot be read (<see cref="LdapFilter"/>).</summary>
    /// <param name="id">Number of the message.</param>
    /// <param name="at">Where it begins.</param>
    /// <param name="scope">0 that entry, 1 those right under it, 2 all of it.</param>
    /// <param name="filter">Which entries.</param>
    /// <param name="most">How many at most.</param>
    public static byte[]? Search(int id, string at, int scope, string filter, int most)
    {
        var isRead = false;
        var message = Message(id, writer =>
        {
            using (writer.PushSequence(Application(3)))
            {
                writer.WriteOctetString(Encoding.UTF8.GetBytes(at));
                writer.WriteEncodedValue([0x0A, 1, (byte)scope]);
                writer.WriteEncodedValue([0x0A, 1, 0]); // aliases are not followed
                writer.WriteInteger(most);
                writer.WriteInteger(0);
                writer.WriteBoolean(true);
                isRead = LdapFilter.TryWrite(filter, writer);
                using (writer.PushSequence())
                {
                    writer.WriteOctetString("1.1"u8); // no attribute (4.5.1.8)
                }
            }
        });
        return isRead ? message : null;
    }

    /// <summary>Reads what is inside a message's outer sequence. False for what is no message.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, out LdapMessage? message)
    {
        message = null;
        try
        {
            var reader = new AsnReader(body, AsnEncodingRules.BER);
            reader.ReadInteger();
            var tag = reader.PeekTag();
            if (tag.TagClass != TagClass.Application)
            {
                return false;
            }

            var operation = (LdapOperation)tag.TagValue;
            if (operation is LdapOperation.BindResponse or LdapOperation.SearchDone or LdapOperation.ExtendedResponse)
            {
                var result = reader.ReadSequence(tag);
                var code = new BigInteger(result.ReadEnumeratedBytes().Span, isBigEndian: true);
                result.ReadOctetString();
                message = new LdapMessage(operation, code >= 0 && code < 100_000 ? (int)code : -1, Encoding.UTF8.GetString(result.ReadOctetString()));
            }
            else
            {
                message = new LdapMessage(operation, 0, "");
            }

            return true;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static byte[] Message(int id, Action<AsnWriter> operation)
    {
        var writer = new AsnWriter(AsnEncodingRules.BER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(id);
            operation(writer);
        }

        return writer.Encode();
    }

    private static Asn1Tag Application(int tag) => new(TagClass.Application, tag, isConstructed: true);
}
