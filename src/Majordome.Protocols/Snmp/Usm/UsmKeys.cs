using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>The keys of a user at one engine (RFC 3414, 2.6): a device that is broken into gives nothing away about another.</summary>
public sealed class UsmKeys
{
    internal const int AesBlock = 16;

    private readonly UsmAuthentication authentication;
    private readonly byte[] authenticationKey;
    private readonly byte[]? privacyKey;

    internal UsmKeys(UsmAuthentication authentication, byte[] authenticationKey, byte[]? privacyKey) =>
        (this.authentication, this.authenticationKey, this.privacyKey) = (authentication, authenticationKey, privacyKey);

    /// <summary>Bytes of a message's tag.</summary>
    public int TagLength => UsmHash.TagLength(authentication);

    /// <summary>The tag of a message in which the tag is zero.</summary>
    internal byte[] Tag(ReadOnlySpan<byte> message) => UsmHash.Tag(authentication, authenticationKey, message);

    /// <summary>AES-128 in CFB mode (RFC 3826, 3.1).</summary>
    internal byte[] Encrypt(ReadOnlySpan<byte> plain, int boots, int time, ReadOnlySpan<byte> salt)
    {
        using var aes = Aes.Create();
        aes.Key = privacyKey!;
        return aes.EncryptCfb(Padded(plain), Vector(boots, time, salt), PaddingMode.None, AesBlock * 8)[..plain.Length];
    }

    /// <summary>The other way; null without a key or with a salt that is none.</summary>
    internal byte[]? Decrypt(ReadOnlySpan<byte> cipher, int boots, int time, ReadOnlySpan<byte> salt)
    {
        if (privacyKey is null || salt.Length != 8)
        {
            return null;
        }

        using var aes = Aes.Create();
        aes.Key = privacyKey;
        return aes.DecryptCfb(Padded(cipher), Vector(boots, time, salt), PaddingMode.None, AesBlock * 8)[..cipher.Length];
    }

    /// <summary>CFB needs no whole blocks, the platform does: what the zeros become is cut off again.</summary>
    private static byte[] Padded(ReadOnlySpan<byte> bytes)
    {
        var padded = new byte[(bytes.Length + AesBlock - 1) / AesBlock * AesBlock];
        bytes.CopyTo(padded);
        return padded;
    }

    private static byte[] Vector(int boots, int time, ReadOnlySpan<byte> salt)
    {
        var vector = new byte[AesBlock];
        BinaryPrimitives.WriteInt32BigEndian(vector, boots);
        BinaryPrimitives.WriteInt32BigEndian(vector.AsSpan(4), time);
        salt.CopyTo(vector.AsSpan(8));
        return vector;
    }
}
