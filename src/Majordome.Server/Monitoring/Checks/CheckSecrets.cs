using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Server.Platform.Identity;
using Microsoft.AspNetCore.DataProtection;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Of checks: passwords, communities, tokens that their probes need.</summary>
public sealed class CheckSecrets(IDataProtectionProvider protection) : KeptSecrets(protection, "Majordome.Monitoring.Checks.v1")
{
    /// <summary>The secrets by name, still sealed.</summary>
    public static ImmutableSortedDictionary<string, string> Names(string? kept) => kept is null
        ? ImmutableSortedDictionary<string, string>.Empty
        : JsonSerializer.Deserialize<Dictionary<string, string>>(kept, FactJson.Options)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>As they are kept; <c>null</c>: none.</summary>
    public static string? Write(IReadOnlyDictionary<string, string> sealedTexts) =>
        sealedTexts.Count == 0 ? null : JsonSerializer.Serialize(sealedTexts.ToImmutableSortedDictionary(StringComparer.Ordinal), FactJson.Options);

    /// <summary>The secrets by name, readable; those whose key is gone are left out.</summary>
    public ImmutableSortedDictionary<string, string> OpenAll(string? kept) =>
        Names(kept).Select(s => (s.Key, Text: Read(s.Value))).Where(s => s.Text is not null).ToImmutableSortedDictionary(s => s.Key, s => s.Text!, StringComparer.Ordinal);

    /// <summary>Those that a form keeps: of the secret ones all, or those that it names.</summary>
    /// <param name="kept">As they are kept.</param>
    /// <param name="isSecret">Whether a name is a secret's now.</param>
    /// <param name="named">The names to keep; <c>null</c>: all.</param>
    public ImmutableSortedDictionary<string, string> Staying(string? kept, Func<string, bool> isSecret, IReadOnlyList<string>? named) =>
        OpenAll(kept).Where(s => isSecret(s.Key) && named?.Contains(s.Key, StringComparer.Ordinal) is not false).ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>Seals new ones, and keeps the sealed text of those that are as before, so that what did not change looks unchanged.</summary>
    public string? SealAll(IReadOnlyDictionary<string, string> texts, string? before)
    {
        var (kept, open) = (Names(before), OpenAll(before));
        return Write(texts.ToDictionary(t => t.Key, t => open.GetValueOrDefault(t.Key) == t.Value ? kept[t.Key] : Protect(t.Value), StringComparer.Ordinal));
    }
}
