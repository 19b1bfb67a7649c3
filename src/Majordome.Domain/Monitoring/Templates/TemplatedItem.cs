using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring.Templates;

/// <summary>An item with a template, as it is now.</summary>
/// <param name="Id">The item.</param>
/// <param name="Name">Its name.</param>
/// <param name="Address">The host name or address that checks speak to; <c>null</c>: none.</param>
public sealed record TemplatedItem(Guid Id, string Name, string? Address)
{
    /// <summary>The template's parameters that the item says for itself.</summary>
    public ImmutableSortedDictionary<string, FieldText> Overrides { get; init; } = CheckSheet.Empty;

    /// <summary>Keys of the template's checks that the item does without.</summary>
    public ImmutableSortedSet<string> Excluded { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The checks that the template made on it.</summary>
    public ImmutableArray<LinkedCheck> Checks { get; init; } = [];

    /// <summary>Names of the item's other checks, which are taken.</summary>
    public ImmutableHashSet<string> OtherNames { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>A fact of the item that templates may name; <c>null</c>: it has none.</summary>
    public string? Fact(string name) => name switch
    {
        TemplateText.ItemAddress => string.IsNullOrWhiteSpace(Address) ? null : Address,
        TemplateText.ItemName => Name,
        _ => null,
    };
}

/// <summary>A check that a template made.</summary>
/// <param name="Id">The check.</param>
/// <param name="Key">Which of the template's checks it is.</param>
/// <param name="Fields">The check as it is.</param>
/// <param name="Overridden">Fields that were changed by hand on this item, and stay.</param>
public sealed record LinkedCheck(Guid Id, string Key, ImmutableSortedDictionary<string, FieldText> Fields, ImmutableSortedSet<string> Overridden)
{
    /// <summary>
    /// Which fields are the item's own after a change by hand: of the fields that changed, those that differ from what the template says; a field put back follows the
    /// template again. The others stay as they were.
    /// </summary>
    /// <param name="now">The check after the change.</param>
    /// <param name="rendered">What the template says; <c>null</c>: it cannot say, and all that changed is the item's own.</param>
    public ImmutableSortedSet<string> OverriddenBy(ImmutableSortedDictionary<string, FieldText> now, ImmutableSortedDictionary<string, FieldText>? rendered)
    {
        var own = Overridden.ToBuilder();
        foreach (var field in Fields.Keys.Union(now.Keys, StringComparer.Ordinal).Where(f => !Same(Fields, now, f)))
        {
            _ = rendered is not null && Same(rendered, now, field) ? own.Remove(field) : own.Add(field);
        }

        return own.ToImmutable();
    }

    /// <summary>Whether two checks have the same secret in a field.</summary>
    public static bool IsSameSecret(ImmutableSortedDictionary<string, FieldText> one, ImmutableSortedDictionary<string, FieldText> other, string field) =>
        one.TryGetValue(field, out var text) && text.IsSecret && Same(one, other, field);

    /// <summary>Whether two checks have the same text in a field, or both none.</summary>
    internal static bool Same(ImmutableSortedDictionary<string, FieldText> one, ImmutableSortedDictionary<string, FieldText> other, string field) =>
        one.TryGetValue(field, out var left) == other.TryGetValue(field, out var right) && left.Text == right.Text;
}
