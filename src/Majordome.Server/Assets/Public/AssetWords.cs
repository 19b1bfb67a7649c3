using Majordome.Domain.Contracts;
using Majordome.Server.Platform;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Wording;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.Assets.Public;

/// <summary>How classes and weights of assets are written for the reader, and in addresses and files.</summary>
public sealed class AssetWords(IStringLocalizer<AssetsTexts> texts)
{
    /// <summary>A class at the head of a line: « Serveur ».</summary>
    public string Class(ItemClass itemClass) => Words.Capital(texts[$"Class.{itemClass}"]);

    /// <summary>A weight: « fort ».</summary>
    public string Weight(Impact weight) => texts[$"Weight.{weight}"];

    /// <summary>The classes to choose among, in the order of the domain.</summary>
    public IReadOnlyList<Choice> Classes => [.. Enum.GetValues<ItemClass>().Select(c => new Choice(Key(c), Class(c)))];

    /// <summary>The weights to choose among, each with what it means.</summary>
    public IReadOnlyList<Choice> Weights => [.. Enum.GetValues<Impact>().Select(w => new Choice(Key(w), texts[$"Weight.{w}.Means"]))];

    /// <summary>How a class is written in addresses and files: <c>server</c>.</summary>
    public static string Key(ItemClass itemClass) => Json.Kebab(itemClass.ToString());

    /// <summary>How a weight is written in addresses and files: <c>high</c>.</summary>
    public static string Key(Impact weight) => Json.Kebab(weight.ToString());

    /// <summary>The class of a key; <c>null</c> when there is none.</summary>
    public static ItemClass? ClassOf(string? key) => Enum.GetValues<ItemClass>().Cast<ItemClass?>().FirstOrDefault(c => Key(c!.Value) == key);

    /// <summary>The weight of a key; <c>null</c> when there is none.</summary>
    public static Impact? WeightOf(string? key) => Enum.GetValues<Impact>().Cast<Impact?>().FirstOrDefault(w => Key(w!.Value) == key);
}
