using System.Security.Cryptography;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>The hashes of USM under one roof.</summary>
#pragma warning disable CA5351 // MD5 is what old devices have; whoever can, chooses another.
internal static class UsmHash
{
    /// <summary>The longest tag, in bytes.</summary>
    public const int LongestTag = 48;

    /// <summary>Bytes of the tag that a message carries (RFC 3414, 6.3.1 and 7.3.1; RFC 7860, 4.2).</summary>
    public static int TagLength(UsmAuthentication authentication) => authentication switch
    {
        UsmAuthentication.Md5 or UsmAuthentication.Sha1 => 12,
        UsmAuthentication.Sha224 => 16,
        UsmAuthentication.Sha256 => 24,
        UsmAuthentication.Sha384 => 32,
        UsmAuthentication.Sha512 => LongestTag,
        _ => 0,
    };

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Of(UsmAuthentication authentication, ReadOnlySpan<byte> bytes) => authentication switch
    {
        UsmAuthentication.Md5 => MD5.HashData(bytes),
        UsmAuthentication.Sha1 => SHA1.HashData(bytes),
        UsmAuthentication.Sha224 => Sha224.HashData(bytes),
        UsmAuthentication.Sha256 => SHA256.HashData(bytes),
        UsmAuthentication.Sha384 => SHA384.HashData(bytes),
        UsmAuthentication.Sha512 => SHA512.HashData(bytes),
        _ => [],
    };

    /// <summary>The tag of a message, cut to its length.</summary>
    public static byte[] Tag(UsmAuthentication authentication, ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        var whole = authentication switch
        {
            UsmAuthentication.Md5 => HMACMD5.HashData(key, message),
            UsmAuthentication.Sha1 => HMACSHA1.HashData(key, message),
            UsmAuthentication.Sha224 => Sha224.Hmac(key, message),
            UsmAuthentication.Sha256 => HMACSHA256.HashData(key, message),
            UsmAuthentication.Sha384 => HMACSHA384.HashData(key, message),
            UsmAuthentication.Sha512 => HMACSHA512.HashData(key, message),
            _ => [],
        };
        return whole[..TagLength(authentication)];
    }
}
