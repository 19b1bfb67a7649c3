using System.Text;

namespace Majordome.Protocols.Snmp.Usm;

/// <summary>
/// The keys of a user before they are an engine's (RFC 3414, 2.6): they cost the hash of a megabyte per password once, those of each engine next to nothing.
/// </summary>
public sealed class UsmMasterKeys
{
    private const int Expanded = 1 << 20;

    private readonly UsmUser user;
    private readonly byte[] authenticationKey;
    private readonly byte[] privacyKey;

    /// <summary>Makes them.</summary>
    /// <exception cref="ArgumentException">The user is not complete.</exception>
    public UsmMasterKeys(UsmUser user)
    {
        this.user = user;
        authenticationKey = user.Level.HasFlag(UsmLevel.Authenticated) ? Of(user.Authentication, user.AuthenticationPassword) : [];
        privacyKey = user.Level.HasFlag(UsmLevel.Private) ? Of(user.Authentication, user.PrivacyPassword!) : [];
    }

    /// <summary>How the user's messages have to be protected.</summary>
    public UsmLevel Level => user.Level;

    /// <summary>The user's keys at an engine.</summary>
    public UsmKeys At(ReadOnlySpan<byte> engineId) => new(
        user.Authentication,
        Localise(user.Authentication, authenticationKey, engineId),
        user.Level.HasFlag(UsmLevel.Private) ? Localise(user.Authentication, privacyKey, engineId)[..UsmKeys.AesBlock] : null);

    /// <summary>The key of a password (RFC 3414, A.2): the password repeated to 2²⁰ bytes, and hashed.</summary>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    public static byte[] Of(UsmAuthentication authentication, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        var letters = Encoding.UTF8.GetBytes(password);
        var repeated = GC.AllocateUninitializedArray<byte>(Expanded);
        letters.AsSpan(0, Math.Min(letters.Length, Expanded)).CopyTo(repeated);
        for (var filled = letters.Length; filled < Expanded; filled *= 2)
        {
            repeated.AsSpan(0, Math.Min(filled, Expanded - filled)).CopyTo(repeated.AsSpan(filled));
        }

        return UsmHash.Of(authentication, repeated);
    }

    /// <summary>The key of a password at an engine (RFC 3414, A.2): hashed once more, with the engine between the key and itself.</summary>
    public static byte[] Localise(UsmAuthentication authentication, ReadOnlySpan<byte> key, ReadOnlySpan<byte> engineId) =>
        UsmHash.Of(authentication, [.. key, .. engineId, .. key]);
}
