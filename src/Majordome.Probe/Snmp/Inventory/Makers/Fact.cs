using System.Text.RegularExpressions;

namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>Where a fact of the whole device stands.</summary>
internal sealed class Fact
{
    private readonly Words words;
    private readonly string written;
    private readonly Lazy<Regex>? pattern;

    private Fact(string words, string? pattern, string written)
    {
        this.words = Words.Of(words);
        From = words;
        this.written = written;
        this.pattern = pattern is null ? null : new Lazy<Regex>(() => new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }

    /// <summary>What it is read from, as written.</summary>
    public string From { get; }

    /// <summary>The text itself.</summary>
    public static implicit operator Fact(string words) => new(words, null, "");

    /// <summary>What a pattern finds in a text (in time linear in its length, whatever a device says).</summary>
    /// <param name="words">The text.</param>
    /// <param name="pattern">The pattern.</param>
    /// <param name="written">What is made of its groups.</param>
    public static Fact In(string words, string pattern, string written = "$1") => new(words, pattern, written);

    /// <summary>What a pattern finds in sysDescr.</summary>
    public static Fact InDescription(string pattern, string written = "$1") => new("{1.3.6.1.2.1.1.1.0}", pattern, written);

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
        return match.Success && match.Result(written).Trim() is { Length: > 0 } found ? found : null;
    }
}
