using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Majordome.Domain;
using NodaTime;

namespace Majordome.Protocols.Webhooks;

/// <summary>The three headers of a signed webhook.</summary>
/// <param name="Id"><c>webhook-id</c>: names the event; the same at each attempt, so that a receiver can drop what it has.</param>
/// <param name="Timestamp"><c>webhook-timestamp</c>: when this attempt was signed, in seconds since 1970 UTC.</param>
/// <param name="Signature"><c>webhook-signature</c>: one or more of <c>v1,base64</c>, parted by spaces.</param>
public sealed record WebhookHeaders(string Id, string Timestamp, string Signature)
{
    /// <summary>The name of the header of <see cref="Id"/>.</summary>
    public const string IdName = "webhook-id";

    /// <summary>The name of the header of <see cref="Timestamp"/>.</summary>
    public const string TimestampName = "webhook-timestamp";

    /// <summary>The name of the header of <see cref="Signature"/>.</summary>
    public const string SignatureName = "webhook-signature";
}

/// <summary>
/// Signs webhooks and verifies them as Standard Webhooks 1.0 says: HMAC-SHA256 (RFC 2104) over <c>id.timestamp.body</c>, so that neither the
/// body, nor its name, nor its time can be changed or used again.
/// </summary>
public static class WebhookSignature
{
    /// <summary>How far a timestamp may lie from the receiver's clock, either way.</summary>
    /// <value>5 minutes.</value>
    public static readonly Duration DefaultTolerance = Duration.FromMinutes(5);

    /// <summary>The longest <c>webhook-id</c>, in characters.</summary>
    public const int MaxId = 256;

    /// <summary>A receiver looks at no longer <c>webhook-signature</c> than this, in characters: some forty signatures.</summary>
    private const int MaxSignatureHeader = 2048;

    private const string Version = "v1,";

    /// <summary>Signs a body.</summary>
    /// <param name="keys">The receiver's key; while a key is being replaced, the new and the old one.</param>
    /// <param name="id">Visible ASCII without a dot (it parts the signed fields), 1 to 256 characters.</param>
    /// <param name="at">When this attempt is made; told in whole seconds, rounded down.</param>
    /// <param name="body">The octets that are sent.</param>
    /// <returns>The headers, or <c>webhook-id-invalid</c>, <c>webhook-time-out-of-range</c> (before 1970).</returns>
    /// <exception cref="ArgumentException">No key is given.</exception>
    public static Result<WebhookHeaders> Sign(ImmutableArray<WebhookKey> keys, string id, Instant at, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(id);
        if (keys.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A signature needs a key.", nameof(keys));
        }

        if (!IsId(id))
        {
            return Refusal.Of("id", "webhook-id-invalid", id);
        }

        var seconds = at.ToUnixTimeSeconds();
        if (seconds < 0)
        {
            return Refusal.Of("at", "webhook-time-out-of-range", at);
        }

        var timestamp = seconds.ToString(CultureInfo.InvariantCulture);
        var signatures = new List<string>(keys.Length);
        foreach (var key in keys)
        {
            signatures.Add(Version + Convert.ToBase64String(Mac(key, id, timestamp, body)));
        }

        return new WebhookHeaders(id, timestamp, string.Join(' ', signatures));
    }

    /// <summary>Whether a received webhook is what a holder of the key sent, and lately.</summary>
    /// <param name="keys">The keys that are good now.</param>
    /// <param name="headers">The headers as received.</param>
    /// <param name="body">The octets as received, before any decoding.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="tolerance">How far the timestamp may lie from <paramref name="now"/>, ends included; see <see cref="DefaultTolerance"/>.</param>
    /// <returns>
    /// Done, or <c>webhook-id-invalid</c>, <c>webhook-time-malformed</c>, <c>webhook-too-old</c>, <c>webhook-too-new</c> (seconds away),
    /// <c>webhook-signature-malformed</c>, <c>webhook-signature-wrong</c>. Comparison takes constant time. Signatures of other
    /// versions are passed over, as the specification asks.
    /// </returns>
    public static Result<Done> Verify(
        ImmutableArray<WebhookKey> keys, WebhookHeaders headers, ReadOnlySpan<byte> body, Instant now, Duration tolerance)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (keys.IsDefaultOrEmpty)
        {
            throw new ArgumentException("A verification needs a key.", nameof(keys));
        }

        if (!IsId(headers.Id))
        {
            return Refusal.Of(WebhookHeaders.IdName, "webhook-id-invalid", headers.Id);
        }

        if (FaultOfTime(headers.Timestamp, now, tolerance) is { } late)
        {
            return late;
        }

        if (headers.Signature.Length is 0 or > MaxSignatureHeader)
        {
            return Refusal.Of(WebhookHeaders.SignatureName, "webhook-signature-malformed", headers.Signature.Length);
        }

        return IsSignedByOne(keys, headers, body)
            ? Done.Value
            : Refusal.Of(WebhookHeaders.SignatureName, "webhook-signature-wrong");
    }

    private static Refusal? FaultOfTime(string timestamp, Instant now, Duration tolerance)
    {
        const int MaxDigits = 11; // beyond the year 5138
        if (timestamp.Length is 0 or > MaxDigits || !timestamp.All(char.IsAsciiDigit))
        {
            return Refusal.Of(WebhookHeaders.TimestampName, "webhook-time-malformed", timestamp);
        }

        var age = now - Instant.FromUnixTimeSeconds(long.Parse(timestamp, CultureInfo.InvariantCulture));
        if (age > tolerance)
        {
            return Refusal.Of(WebhookHeaders.TimestampName, "webhook-too-old", (long)age.TotalSeconds);
        }

        return age < -tolerance ? Refusal.Of(WebhookHeaders.TimestampName, "webhook-too-new", (long)-age.TotalSeconds) : null;
    }

    /// <summary>Every signature is compared with every key, whether or not one has matched.</summary>
    private static bool IsSignedByOne(ImmutableArray<WebhookKey> keys, WebhookHeaders headers, ReadOnlySpan<byte> body)
    {
        var isSigned = false;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            var expected = Mac(key, headers.Id, headers.Timestamp, body);
            foreach (var range in headers.Signature.AsSpan().Split(' '))
            {
                var entry = headers.Signature.AsSpan(range);
                if (entry.StartsWith(Version, StringComparison.Ordinal)
                    && Convert.TryFromBase64Chars(entry[Version.Length..], given, out var length)
                    && length == given.Length)
                {
                    isSigned |= CryptographicOperations.FixedTimeEquals(given, expected);
                }
            }
        }

        return isSigned;
    }

    private static byte[] Mac(WebhookKey key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Octets);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= MaxId && !id.AsSpan().ContainsAnyExceptInRange('!', '~') && !id.Contains('.', StringComparison.Ordinal);
}
