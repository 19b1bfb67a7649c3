using Majordome.Domain.Contracts;
using Majordome.Server.Assets.Public;

namespace Majordome.Server.Assets;

/// <summary>The fields of an asset's form as a browser sends them.</summary>
public sealed class AssetInput
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>The key of its class.</summary>
    public string? Class { get; set; }

    /// <summary>The key of its weight.</summary>
    public string? Weight { get; set; }

    /// <summary>Where it stands.</summary>
    public string? SiteId { get; set; }

    /// <summary>What checks speak to.</summary>
    public string? Address { get; set; }

    /// <summary>What it does.</summary>
    public string? Description { get; set; }

    /// <summary>The version the form was filled from.</summary>
    public int? Version { get; set; }

    /// <summary>What a new asset is unless somebody says otherwise.</summary>
    public static AssetInput New => new() { Class = AssetWords.Key(ItemClass.Server), Weight = AssetWords.Key(Impact.Medium) };

    /// <summary>What is said of an asset.</summary>
    public static AssetInput Of(Asset asset) => new()
    {
        Name = asset.Name, Class = AssetWords.Key(asset.Class), Weight = AssetWords.Key(asset.Weight), SiteId = asset.SiteId?.ToString(),
        Address = asset.Address, Description = asset.Description, Version = asset.Version,
    };

    /// <summary>What the commands take; what is none of the choices is left for them to refuse.</summary>
    public AssetForm ToForm() => new(
        Name ?? "", AssetWords.ClassOf(Class) ?? default, AssetWords.WeightOf(Weight) ?? default,
        string.IsNullOrEmpty(SiteId) ? null : Guid.TryParse(SiteId, out var site) ? site : Guid.Empty, Address, Description);
}
