using System.Text;

namespace Majordome.Protocols.Mime;

/// <summary>
/// Writes one header after the other, folded at 76 columns (RFC 5322 §2.1.1 asks for 78, RFC 2047 §2 for 76 with encoded words).
/// Only a word that cannot be broken passes that, up to <see cref="MaxWord"/>: no line reaches the hard 998.
/// Values must have passed <see cref="HeaderText.FaultOf"/>.
/// </summary>
internal sealed class HeaderWriter(StringBuilder output)
{
    /// <summary>The longest unbroken word, in characters: a name, a colon, a space and it stay under 998.</summary>
    public const int MaxWord = 900;

    /// <summary>Longer names of people are encoded, since encoded words fold anywhere.</summary>
    private const int MaxQuoted = 60;

    private const int MaxColumn = 76;

    private int column;
    private bool isFirstWord;

    /// <summary>Free text (RFC 5322 §3.6.5 <c>unstructured</c>).</summary>
    public void Unstructured(string name, string text)
    {
        Begin(name);
        if (IsPlain(text))
        {
            Fold(text);
        }
        else
        {
            Encoded(text);
        }

        Finish();
    }

    /// <summary>A list of people (RFC 5322 §3.4 <c>mailbox-list</c>).</summary>
    public void Mailboxes(string name, IReadOnlyList<Mailbox> mailboxes)
    {
        Begin(name);
        for (var i = 0; i < mailboxes.Count; i++)
        {
            var displayName = mailboxes[i].DisplayName?.Trim() ?? "";
            var comma = i < mailboxes.Count - 1 ? "," : "";
            if (displayName.Length == 0)
            {
                Word($"{mailboxes[i].Address}{comma}");
                continue;
            }

            Phrase(displayName);
            Word($"<{mailboxes[i].Address}>{comma}");
        }

        Finish();
    }

    /// <summary>Message identifiers (RFC 5322 §3.6.4), given without their brackets.</summary>
    public void Identifiers(string name, params IEnumerable<string> identifiers)
    {
        Begin(name);
        foreach (var identifier in identifiers)
        {
            Word($"<{identifier}>");
        }

        Finish();
    }

    private void Phrase(string name)
    {
        var looksEncoded = name.Contains("=?", StringComparison.Ordinal);
        if (!looksEncoded && name.Length <= MaxQuoted && name.Split(' ').All(word => Atoms.IsAtom(word)))
        {
            Fold(name);
        }
        else if (!looksEncoded && name.Length <= MaxQuoted && Atoms.IsPrintable(name))
        {
            Word($"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }
        else
        {
            Encoded(name);
        }
    }

    /// <summary>Whether a text may stand as it is: it folds, comes back the same, and is not mistaken for an encoded word.</summary>
    private static bool IsPlain(string text) =>
        Atoms.IsPrintable(text)
        && !text.StartsWith(' ') && !text.EndsWith(' ')
        && !text.Contains("=?", StringComparison.Ordinal)
        && text.Split(' ').All(word => word.Length <= MaxWord);

    private void Encoded(string text)
    {
        foreach (var word in EncodedWord.Encode(text, MaxColumn - column - 1))
        {
            Word(word);
        }
    }

    /// <summary>Breaks before runs of spaces, which stay whole: unfolding gives the text back.</summary>
    private void Fold(string text)
    {
        var spaces = 1;
        foreach (var word in text.Split(' '))
        {
            if (word.Length == 0 && text.Length > 0)
            {
                spaces++;
                continue;
            }

            Word(word, spaces);
            spaces = 1;
        }
    }

    private void Begin(string name)
    {
        output.Append(name).Append(':');
        column = name.Length + 1;
        isFirstWord = true;
    }

    private void Word(string word, int spaces = 1)
    {
        if (!isFirstWord && column + spaces + word.Length > MaxColumn)
        {
            output.Append("\r\n");
            column = 0;
        }

        output.Append(' ', spaces).Append(word);
        column += spaces + word.Length;
        isFirstWord = false;
    }

    private void Finish() => output.Append("\r\n");
}
