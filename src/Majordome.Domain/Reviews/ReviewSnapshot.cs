using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace Majordome.Domain.Reviews;

/// <summary>What a frozen review holds.</summary>
/// <param name="Format">The version of this text's form: 1.</param>
/// <param name="By">Who froze it.</param>
public sealed record FrozenReview(int Format, Instant FrozenAt, Guid By, ServiceReview Review);

/// <summary>
/// A review as it was frozen: its figures are read from the text and never counted again. The text carries the facts, so
/// that anybody can count them again and compare.
/// </summary>
/// <param name="Text">Canonical JSON of a <see cref="FrozenReview"/>; what is kept, to the byte.</param>
/// <param name="Hash">SHA-256 of the text in UTF-8, 64 lower-case hexadecimal digits.</param>
public sealed record ReviewSnapshot(string Text, string Hash)
{
    private const int Format = 1;

    /// <summary>Whether the text is the one that was frozen.</summary>
    public bool IsIntact => string.Equals(HashOf(Text), Hash, StringComparison.Ordinal);

    /// <summary>Freezes a review.</summary>
    public static ReviewSnapshot Freeze(ServiceReview review, Instant at, Guid by)
    {
        var text = FactJson.Canonical(new FrozenReview(Format, at, by, review));
        return new(text, HashOf(text));
    }

    /// <summary>What was frozen, or why it cannot be trusted or read.</summary>
    public Result<FrozenReview> Read()
    {
        if (!IsIntact)
        {
            return Refusal.Of("", "review-altered", Hash, HashOf(Text));
        }

        try
        {
            return JsonSerializer.Deserialize<FrozenReview>(Text, FactJson.Options) is { Format: Format } frozen
                ? frozen
                : Refusal.Of("format", "review-format-unknown");
        }
        catch (JsonException e)
        {
            return Refusal.Of(e.Path ?? "", "review-unreadable");
        }
    }

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
