using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Majordome.Server.Platform.Identity;

/// <summary>Random secrets that are shown once and kept as a hash: API tokens, set-up links.</summary>
public static class Secrets
{
    /// <summary>A secret of 256 random bits, in URL-safe base 64 behind a prefix that tells what it opens.</summary>
    public static string Draw(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>
    /// What is kept: SHA-256 in lower-case hexadecimal. A slow password hash would add nothing to 256 random bits,
    /// and would cost each API call tens of milliseconds.
    /// </summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
