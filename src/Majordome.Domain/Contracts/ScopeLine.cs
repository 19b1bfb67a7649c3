using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Majordome.Domain.Contracts;

/// <summary>How closely a line points at an item; the more specific line wins.</summary>
public enum Specificity
{
    /// <summary>A class of items, wherever they stand.</summary>
    ClassAnywhere = 1,

    /// <summary>A class of items at one site.</summary>
    ClassAtSite,

    /// <summary>The item itself.</summary>
    Item,
}

/// <summary>What a scope line covers: one item, or a class of items at a site.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OneItem), "item")]
[JsonDerivedType(typeof(ClassOfItems), "class")]
public abstract record ScopeTarget
{
    private ScopeTarget()
    {
    }

    /// <summary>How closely it points.</summary>
    [JsonIgnore]
    public abstract Specificity Specificity { get; }

    /// <summary>Whether it covers a thing.</summary>
    public abstract bool Covers(EstateItem thing);

    /// <summary>A configuration item, by name.</summary>
    public sealed record OneItem(Guid Id) : ScopeTarget
    {
        /// <inheritdoc/>
        [JsonIgnore]
        public override Specificity Specificity => Specificity.Item;

        /// <inheritdoc/>
        public override bool Covers(EstateItem thing) => thing.Id == Id;
    }

    /// <summary>All items of a class.</summary>
    /// <param name="Site">At one site; <c>null</c>: at all sites of the client.</param>
    public sealed record ClassOfItems(ItemClass Class, Guid? Site = null) : ScopeTarget
    {
        /// <inheritdoc/>
        [JsonIgnore]
        public override Specificity Specificity => Site is null ? Specificity.ClassAnywhere : Specificity.ClassAtSite;

        /// <inheritdoc/>
        public override bool Covers(EstateItem thing) => thing.Class == Class && (Site is null || thing.Site == Site);
    }
}

/// <summary>One element that the contract covers, from a day to a day.</summary>
/// <param name="Key">Its name in the contract (<c>L2</c>), unique there.</param>
/// <param name="Days">In the contract's zone; an open end ends with the contract.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Promises">What this line promises otherwise than the contract; <c>null</c>: nothing.</param>
public sealed record ScopeLine(
    string Key,
    ScopeTarget Target,
    DayRange Days,
    string? Label = null,
    ByPriority<ServicePromise?>? Promises = null);
