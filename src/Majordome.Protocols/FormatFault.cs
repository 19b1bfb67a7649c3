namespace Majordome.Protocols;

/// <summary>Where bytes from outside break the format they claim to be.</summary>
/// <param name="Rule">Which rule, in kebab case: the key of its sentence. Each reader lists its own.</param>
/// <param name="Position">Zero-based offset, in bytes of what the reader was given, of the part that is wrong.</param>
/// <param name="Text">The offending part as readable text, cut after 80 characters; empty where bytes would tell nobody anything.</param>
public sealed record FormatFault(string Rule, long Position, string Text = "")
{
    private const int LongestText = 80;

    /// <summary>A fault with the text it is about: UTF-8, what is not readable shown as <c>?</c>.</summary>
    internal static FormatFault At(string rule, long position, ReadOnlySpan<byte> text)
    {
        Span<char> shown = stackalloc char[Math.Min(text.Length, LongestText)];
        System.Text.Unicode.Utf8.ToUtf16(text[..shown.Length], shown, out _, out var length, replaceInvalidSequences: true);
        foreach (ref var c in shown[..length])
        {
            c = char.IsControl(c) ? '?' : c;
        }

        return new(rule, position, shown[..length].ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Rule} at {Position}{(Text.Length > 0 ? ": " : "")}{Text}");
}
