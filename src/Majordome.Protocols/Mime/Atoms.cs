using System.Buffers;

namespace Majordome.Protocols.Mime;

/// <summary>The character classes of RFC 5322 §3.2.</summary>
internal static class Atoms
{
    private static readonly SearchValues<char> Text =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~");

    /// <summary><c>1*atext</c>.</summary>
    public static bool IsAtom(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(Text);

    /// <summary><c>1*atext *("." 1*atext)</c>.</summary>
    public static bool IsDotAtom(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split('.'))
        {
            if (!IsAtom(text[part]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Visible ASCII (<c>VCHAR</c>, RFC 5234) only; the empty text is.</summary>
    public static bool IsVisible(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('!', '~');

    /// <summary>Visible ASCII and spaces only; the empty text is.</summary>
    public static bool IsPrintable(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');
}
