using Majordome.Domain.Monitoring;

namespace Majordome.Protocols.Plugins;

/// <summary>
/// The state that the text of a plugin names. The guidelines put it in the exit code and only advise <c>SERVICE STATUS: text</c>, so this is a
/// reading for those who have the text alone (a log, a file), never a judgement.
/// </summary>
/// <remarks>
/// Recognised: <c>OK</c>, <c>WARNING</c> (or <c>WARN</c>), <c>CRITICAL</c> (or <c>CRIT</c>), <c>UNKNOWN</c> (or <c>UNKN</c>), whole words.
/// <list type="bullet">
/// <item><description>As the first word, possibly in brackets: in capitals; in other letters only when <c>:</c>, <c>-</c> or the end follows
/// (<c>Ok: fine</c>, not <c>Unknown option -x</c>).</description></item>
/// <item><description>After the name of a service: in capitals, after one word (<c>check_disk OK - …</c>, when <c>:</c>, <c>-</c>, <c>,</c> or the end follows)
/// or up to four words all in capitals (<c>MYSQL REPLICATION OK</c>).</description></item>
/// <item><description>Never after <c>not</c>, nor behind a <c>:</c> or a <c>-</c>: from there on it is prose.</description></item>
/// </list>
/// </remarks>
public static class PluginStatusWord
{
    private const int LongestName = 4;

    /// <summary>The status a text names at its beginning; <c>null</c> when it names none.</summary>
    public static CheckStatus? Find(ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart(" \t[(<*");
        var nameIsCapitals = true;
        for (var words = 0; words <= LongestName && !rest.IsEmpty; words++)
        {
            var length = rest.IndexOfAny(" \t:,;.!?)]>*|/");
            var word = length < 0 ? rest : rest[..length];
            var after = length < 0 ? [] : rest[length..];
            if (StatusOf(word) is { } status)
            {
                var isCapitals = IsCapitals(word);
                return words == 0 ? (isCapitals || Closes(after) ? status : null)
                    : isCapitals && (nameIsCapitals || (words == 1 && Closes(after))) ? status : null;
            }

            nameIsCapitals &= IsCapitals(word);
            if (word.IsEmpty || word.Equals("not", StringComparison.OrdinalIgnoreCase) || (words > 0 && !nameIsCapitals) || !after.StartsWith(" "))
            {
                return null;
            }

            rest = after.TrimStart(" \t[(<*");
        }

        return null;
    }

    private static CheckStatus? StatusOf(ReadOnlySpan<char> word) =>
        Is(word, "OK") ? CheckStatus.Ok
        : Is(word, "WARNING") || Is(word, "WARN") ? CheckStatus.Warning
        : Is(word, "CRITICAL") || Is(word, "CRIT") ? CheckStatus.Critical
        : Is(word, "UNKNOWN") || Is(word, "UNKN") ? CheckStatus.Unknown
        : null;

    private static bool Is(ReadOnlySpan<char> word, string known) => word.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static bool IsCapitals(ReadOnlySpan<char> word) => !word.ContainsAnyInRange('a', 'z') && word.ContainsAnyInRange('A', 'Z');

    /// <summary>Whether a status is over here: nothing follows, or what plugins put behind it.</summary>
    private static bool Closes(ReadOnlySpan<char> after)
    {
        var next = after.TrimStart(" \t)]>*");
        return next.IsEmpty || next[0] is ':' or '-' or ',' or ';' or '.' or '!' or '|';
    }
}
