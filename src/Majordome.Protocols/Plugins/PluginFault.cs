namespace Majordome.Protocols.Plugins;

/// <summary>A place where a plugin's output breaks the grammar. What could be read around it is kept.</summary>
/// <param name="Rule">Which rule, in kebab case: the key of its sentence. Each is listed with <see cref="PerformanceDataReader"/>.</param>
/// <param name="Position">Where it starts: zero-based character of the text that was read.</param>
/// <param name="Text">The offending part as written, cut after 80 characters.</param>
public sealed record PluginFault(string Rule, int Position, string Text)
{
    private const int LongestText = 80;

    internal static PluginFault At(string rule, int position, ReadOnlySpan<char> text) =>
        new(rule, position, text[..Math.Min(text.Length, LongestText)].ToString());

    /// <inheritdoc/>
    public override string ToString() => $"{Rule} at {Position}: {Text}";
}
