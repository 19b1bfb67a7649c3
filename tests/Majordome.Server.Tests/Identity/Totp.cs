using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Majordome.Server.Tests.Identity;

/// <summary>What an authenticator application does (RFC 6238): six digits of HMAC-SHA1 over the count of half minutes.</summary>
internal static class Totp
{
    public static string Code(string key) => Code(key, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);

    public static string Code(string key, long step)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        var hash = HMACSHA1.HashData(FromBase32(key), counter);
        var at = hash[^1] & 0xf;
        var number = (BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(at, 4)) & 0x7fffffff) % 1_000_000;
        return number.ToString("000000");
    }

    private static byte[] FromBase32(string text)
    {
        var (bits, value, bytes) = (0, 0, new List<byte>());
        foreach (var c in text.Replace(" ", ""))
        {
            value = (value << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(char.ToUpperInvariant(c));
            bits += 5;
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(value >> bits));
                value &= (1 << bits) - 1;
            }
        }

        return [.. bytes];
    }
}
