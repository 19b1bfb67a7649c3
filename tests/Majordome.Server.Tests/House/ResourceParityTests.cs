using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using System.Text.RegularExpressions;
using Majordome.Server.Platform.Wording;

namespace Majordome.Server.Tests.House;

/// <summary>French is the neutral language, English is whole: every *Texts class of the server has both, with the same places.</summary>
public partial class ResourceParityTests
{
    public static TheoryData<string> Pairs =>
        [.. typeof(HouseTexts).Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith("Texts.resources", StringComparison.Ordinal))
            .Select(name => name[..^".resources".Length])];

    [Fact]
    public void The_house_texts_are_among_the_pairs() =>
        Pairs.Select(row => row.Data).ShouldContain(typeof(HouseTexts).FullName!);

    [Theory, MemberData(nameof(Pairs))]
    public void French_and_English_have_the_same_keys(string name)
    {
        var (french, english) = Read(name);
        english.Keys.Order(StringComparer.Ordinal).ShouldBe(french.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Pairs))]
    public void French_and_English_have_the_same_places(string name)
    {
        var (french, english) = Read(name);
        foreach (var (key, text) in french)
        {
            english.TryGetValue(key, out var other).ShouldBeTrue(key);
            Places(other!).ShouldBe(Places(text), $"{name}: {key}");
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void No_text_is_blank_and_none_exclaims(string name)
    {
        var (french, english) = Read(name);
        foreach (var (key, text) in french.Concat(english))
        {
            text.ShouldNotBeNullOrWhiteSpace($"{name}: {key}");
            text.ShouldNotContain("!", Case.Sensitive, $"{name}: {key}");
        }
    }

    [Theory, MemberData(nameof(Pairs))]
    public void French_puts_no_breaking_space_before_double_punctuation_nor_inside_quotation_marks(string name)
    {
        foreach (var (key, text) in Read(name).French)
        {
            Breaking().IsMatch(text).ShouldBeFalse($"{name}: {key}: {text}");
        }
    }

    private static (Dictionary<string, string> French, Dictionary<string, string> English) Read(string name)
    {
        var manager = new ResourceManager(name, typeof(HouseTexts).Assembly);
        return (Read(manager, CultureInfo.InvariantCulture), Read(manager, CultureInfo.GetCultureInfo("en")));
    }

    private static Dictionary<string, string> Read(ResourceManager manager, CultureInfo culture) =>
        manager.GetResourceSet(culture, createIfNotExists: true, tryParents: false)?.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal)
        ?? throw new MissingManifestResourceException($"{manager.BaseName} has no texts in '{culture.Name}'.");

    private static string[] Places(string text) =>
        [.. Place().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{\d+", RegexOptions.None, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(" [:;?!%»]|« |\\w[;?!»]", RegexOptions.None, 1000)]
    private static partial Regex Breaking();
}
