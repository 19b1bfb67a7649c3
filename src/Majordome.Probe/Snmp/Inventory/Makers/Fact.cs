using System.Text.RegularExpressions;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Where a fact of the whole device stands.</summary>
internal sealed class Fact
{
    private readonly Words words;
    private readonly Lazy<Regex>? pattern;

    private Fact(string words, string? pattern)
    {
        this.words = Words.Of(words);
        this.pattern = pattern is null ? null : new Lazy<Regex>(() => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    /// <summary>The text itself.</summary>
    public static implicit operator Fact(string words) => new(words, null);

    /// <summary>The first group of a pattern in a text (linear in its length, whatever a device says); the whole match where it has no group.</summary>
    public static Fact In(string words, string pattern) => new(words, pattern);

    /// <summary>The first group of a pattern in sysDescr.</summary>
    public static Fact InDescription(string pattern) => new("{1.3.6.1.2.1.1.1.0}", pattern);

    /// <summary>The fact; <c>null</c> where the device does not tell it.</summary>
    public string? Of(WalkedObjects walked)
    {
        if (words.Whole(walked) is not { } text)
        {
            return null;
        }

        if (pattern is null)
        {
            return text;
        }

        var match = pattern.Value.Match(text);
        return match.Success && match.Groups[match.Groups.Count > 1 ? 1 : 0].Value.Trim() is { Length: > 0 } found ? found : null;
    }
}
