using System.Globalization;
using System.Text.RegularExpressions;
using Majordome.Server.Platform;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Contracts;

/// <summary>Every rule that contracts are held to is told in words. The rules are read from the sources, so that a new one cannot be forgotten.</summary>
public sealed partial class RuleSentenceTests
{
    private static readonly string[] Folders = ["src/Majordome.Domain/Contracts", "src/Majordome.Domain/Time", "src/Majordome.Server/Contracts"];

    [Fact]
    public void Each_rule_has_a_sentence()
    {
        var told = new Sentences().Rules.ToHashSet(StringComparer.Ordinal);
        var rules = Rules().ToHashSet(StringComparer.Ordinal);
        rules.Count.ShouldBeGreaterThan(35);
        rules.ShouldContain("span-overlaps");
        rules.ShouldContain("prepaid-without-hours");
        rules.Where(rule => !told.Contains(rule)).ShouldBeEmpty();
    }

    [Fact]
    public void A_sentence_is_written_in_the_readers_language()
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            var sentences = new Sentences();
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-FR");
            sentences.Tell("reference-taken", "LV-1").ShouldBe("Ce client a déjà un contrat «\u00A0LV-1\u00A0».");
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en-GB");
            sentences.Tell("reference-taken", "LV-1").ShouldBe("This client already has a contract “LV-1”.");
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    private static IEnumerable<string> Rules() =>
        from folder in Folders
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        from Match call in Call().Matches(File.ReadAllText(file))
        from Match word in Word().Matches(call.Value)
        select word.Groups["rule"].Value;

    // From the name of the call to the end of its statement; in it, a literal that another one follows is the path, the other the rule.
    [GeneratedRegex(@"\b(Refuse|Refusal\.Of)\([^;]*;", RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Call();

    [GeneratedRegex("""(?:,|\?|:)\s*"(?<rule>[a-z0-9]+(-[a-z0-9]+)*)"(?!\s*,\s*")(?=\s*[,):?])""", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
