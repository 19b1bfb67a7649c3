using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>A template as the provider has it: its own, or a shipped one that some item has, at the version that was taken over. It is the provider's, for all clients.</summary>
public sealed class TemplateRow : IVersioned
{
    /// <summary>Key; of a shipped one, the same in every installation.</summary>
    public required Guid Id { get; init; }

    /// <summary>The <see cref="CheckTemplate"/> as JSON, without the defaults of its secrets.</summary>
    public required string Content { get; set; }

    /// <summary>Defaults of its secrets by parameter, as a JSON object of protected texts (<see cref="CheckSecrets"/>); <c>null</c>: none.</summary>
    public string? Secrets { get; set; }

    /// <summary>The version of the program's content it has; <c>null</c>: the provider wrote it.</summary>
    public int? ShippedVersion { get; set; }

    /// <summary>When it was written, or first applied.</summary>
    public required Instant CreatedAt { get; init; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>Its content as it may be told: without the defaults of secrets.</summary>
    public CheckTemplate Shown() => JsonSerializer.Deserialize<CheckTemplate>(Content, Json.Options)!;

    /// <summary>Its whole content.</summary>
    public CheckTemplate Read(CheckSecrets secrets)
    {
        var open = secrets.OpenAll(Secrets);
        var shown = Shown();
        return shown with { Parameters = [.. shown.Parameters.Select(p => p.Kind is TemplateParameterKind.Secret ? p with { Default = open.GetValueOrDefault(p.Key) ?? p.Default } : p)] };
    }

    /// <summary>Takes a content over.</summary>
    public void Take(CheckTemplate template, CheckSecrets secrets)
    {
        var standards = template.Parameters.Where(p => p is { Kind: TemplateParameterKind.Secret, Default.Length: > 0 });
        Secrets = secrets.SealAll(standards.ToDictionary(p => p.Key, p => p.Default!, StringComparer.Ordinal), Secrets);
        Content = JsonSerializer.Serialize(Told(template), Json.Options);
    }

    /// <summary>A content as it may be told: of the default of a secret only that it is empty.</summary>
    public static CheckTemplate Told(CheckTemplate template) => template with
    {
        Parameters = [.. template.Parameters.Select(p => p is { Kind: TemplateParameterKind.Secret, Default.Length: > 0 } ? p with { Default = null } : p)],
    };
}

/// <summary>A template on an item, with what the item has of its own in it.</summary>
public sealed class AppliedTemplate : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The item.</summary>
    public required Guid AssetId { get; init; }

    /// <summary>The template.</summary>
    public required Guid TemplateId { get; init; }

    /// <summary>Parameters that the item says for itself, as a JSON object of texts; without the secret ones.</summary>
    public required string Overrides { get; set; }

    /// <summary>Secret parameters that the item says for itself, as a JSON object of protected texts (<see cref="CheckSecrets"/>); <c>null</c>: none.</summary>
    public string? Secrets { get; set; }

    /// <summary>Keys of the template's checks that the item does without, as a JSON list.</summary>
    public required string Excluded { get; set; }

    /// <summary>When it was applied.</summary>
    public required Instant CreatedAt { get; init; }

    /// <inheritdoc/>
    public int Version { get; set; }

    /// <summary>The overrides that may be told.</summary>
    public ImmutableSortedDictionary<string, string> ReadOverrides() =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Overrides, Json.Options)!.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <summary>The checks it does without.</summary>
    public ImmutableSortedSet<string> ReadExcluded() => ReadKeys(Excluded);

    /// <summary>A set of keys as it is kept.</summary>
    internal static ImmutableSortedSet<string> ReadKeys(string? kept) =>
        kept is null ? ImmutableSortedSet.Create<string>(StringComparer.Ordinal) : [.. JsonSerializer.Deserialize<string[]>(kept, Json.Options)!];

    /// <summary>A set of keys, to be kept.</summary>
    internal static string WriteKeys(IEnumerable<string> keys) => JsonSerializer.Serialize(keys.Order(StringComparer.Ordinal), Json.Options);
}
