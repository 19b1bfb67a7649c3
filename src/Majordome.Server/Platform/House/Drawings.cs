using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Majordome.Server.Platform.House;

/// <summary>The line drawings named in <c>Build/Fetch.targets</c>, embedded at build time: 24 × 24 units, stroke in the text's colour.</summary>
internal static partial class Drawings
{
    private const string Prefix = "drawing.";

    private static readonly FrozenDictionary<string, string> Inner = Load();

    /// <summary>What is inside the drawing's svg element.</summary>
    /// <exception cref="ArgumentException">No drawing has this name: it is missing in <c>Build/Fetch.targets</c>.</exception>
    public static string Of(string name) =>
        Inner.TryGetValue(name, out var inner) ? inner : throw new ArgumentException($"No drawing is named '{name}': see Build/Fetch.targets.", nameof(name));

    private static FrozenDictionary<string, string> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(assembly, name), StringComparer.Ordinal);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var text = reader.ReadToEnd();
        var start = text.IndexOf('>', text.IndexOf("<svg", StringComparison.Ordinal)) + 1;
        var inner = text[start..text.LastIndexOf("</svg>", StringComparison.Ordinal)];
        return Spaces().Replace(inner.Replace("<path stroke=\"none\" d=\"M0 0h24v24H0z\" fill=\"none\" />", "", StringComparison.Ordinal), " ").Trim();
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces();
}
