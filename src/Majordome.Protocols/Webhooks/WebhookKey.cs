using System.Security.Cryptography;
using Majordome.Domain;

namespace Majordome.Protocols.Webhooks;

/// <summary>
/// The secret that sender and receiver of a webhook share (Standard Webhooks, “Signature scheme”, symmetric): 24 to 64 random octets,
/// told as <c>whsec_</c> and their base64.
/// </summary>
/// <remarks>Never printed by accident: <see cref="ToString"/> hides it, <see cref="Reveal"/> shows it.</remarks>
public sealed class WebhookKey
{
    /// <summary>The fewest octets of a key.</summary>
    public const int MinOctets = 24;

    /// <summary>The most octets of a key.</summary>
    public const int MaxOctets = 64;

    private const int GeneratedOctets = 32; // as many as the output of HMAC-SHA256 (RFC 2104 §3)
    private const string Prefix = "whsec_";

    private readonly byte[] octets;

    private WebhookKey(byte[] octets) => this.octets = octets;

    /// <summary>The octets of the key.</summary>
    internal ReadOnlySpan<byte> Octets => octets;

    /// <summary>A new key of 32 octets from the system's generator.</summary>
    public static WebhookKey Generate() => new(RandomNumberGenerator.GetBytes(GeneratedOctets));

    /// <summary>Reads <c>whsec_…</c>.</summary>
    /// <returns>
    /// The key, or <c>webhook-key-without-prefix</c>, <c>webhook-key-not-base64</c>, <c>webhook-key-length</c> (octets, fewest, most). The
    /// refusals never carry the key.
    /// </returns>
    public static Result<WebhookKey> Parse(string text, string path = "")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return Refusal.Of(path, "webhook-key-without-prefix", Prefix);
        }

        var encoded = text.AsSpan(Prefix.Length);
        var decoded = new byte[(encoded.Length / 4 * 3) + 3];
        if (encoded.ContainsAny(" \t\r\n") || !Convert.TryFromBase64Chars(encoded, decoded, out var length))
        {
            return Refusal.Of(path, "webhook-key-not-base64");
        }

        return length is < MinOctets or > MaxOctets
            ? Refusal.Of(path, "webhook-key-length", length, MinOctets, MaxOctets)
            : new WebhookKey(decoded[..length]);
    }

    /// <summary>The key as it is told to the receiver, once.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(octets);

    /// <summary>Not the key.</summary>
    public override string ToString() => Prefix + "…";
}
