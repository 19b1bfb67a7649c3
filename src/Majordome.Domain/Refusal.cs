using System.Collections.Immutable;

namespace Majordome.Domain;

/// <summary>
/// Why an input is not accepted: the field, the rule it breaks and the values that show it.
/// A refusal is an expected answer, told to a person in their language; an exception is a defect of the program.
/// </summary>
/// <param name="Path">
/// Where: the path of the field in the caller's own input, written like a JSON path without the root
/// (<c>calendars.office.week.monday[0]</c>, <c>email</c>). Empty when the whole input is meant.
/// </param>
/// <param name="Rule">Which rule, in kebab case (<c>span-overlaps</c>): the key of the sentence in the resource files.</param>
/// <param name="Values">The offending value first, then what the sentence needs (bounds, the other value…).</param>
public sealed record Refusal(string Path, string Rule, ImmutableArray<object?> Values)
{
    /// <summary>Names a refusal.</summary>
    public static Refusal Of(string path, string rule, params object?[] values) => new(path, rule, [.. values]);

    /// <summary>The same refusal seen from one level higher: <c>week.monday</c> within <c>calendars.office</c>.</summary>
    public Refusal Within(string parent) =>
        this with { Path = Path.Length == 0 ? parent : Path[0] == '[' ? parent + Path : $"{parent}.{Path}" };

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Rule} ({string.Join(", ", Values)})";
}
