using Microsoft.AspNetCore.WebUtilities;

namespace Majordome.Server.Platform.House;

/// <summary>
/// The address of a page with its query: sort, filters and place live there. Every change gives another address; a change of
/// sort or filter forgets the place, which belongs to the old order.
/// </summary>
public sealed class PageAddress
{
    /// <summary>The fields of the query that say where in the list the reader is: keys of the last and first rows seen.</summary>
    public const string AfterField = "after", BeforeField = "before", SortField = "sort";

    private readonly IReadOnlyList<KeyValuePair<string, string>> query;

    /// <summary>An address from its parts.</summary>
    /// <param name="path">The path from the root.</param>
    /// <param name="query">The fields, in order.</param>
    public PageAddress(string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        Path = path;
        this.query = [.. query.Where(field => field.Value.Length > 0)];
    }

    /// <summary>The path.</summary>
    public string Path { get; }

    /// <summary>The address asked for: its path and query, as given by the browser.</summary>
    public static PageAddress Of(Uri asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        var fields = QueryHelpers.ParseQuery(asked.Query).SelectMany(field => field.Value, (field, value) => new KeyValuePair<string, string>(field.Key, value ?? ""));
        return new(asked.AbsolutePath, fields);
    }

    /// <summary>A field of the query, or <c>null</c>.</summary>
    public string? this[string name] => query.FirstOrDefault(field => field.Key == name).Value;

    /// <summary>The address with a field changed, or removed by <c>null</c>, from the first page.</summary>
    public string With(string name, string? value) => Write([.. query.Where(field => field.Key != name && !IsPlace(field.Key)), .. Field(name, value)]);

    /// <summary>The address with several fields changed, each removed by <c>null</c>, from the first page.</summary>
    public string With(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var kept = query.Where(field => !IsPlace(field.Key)).ToList();
        foreach (var (name, value) in fields)
        {
            kept.RemoveAll(field => field.Key == name);
            kept.AddRange(Field(name, value));
        }

        return Write(kept);
    }

    /// <summary>The address without one value of a field, from the first page.</summary>
    public string Without(string name, string value) => Write(query.Where(field => !(field.Key == name && field.Value == value) && !IsPlace(field.Key)));

    /// <summary>The address of the rows after or before a key.</summary>
    public string Place(string field, string key) => Write([.. query.Where(other => !IsPlace(other.Key)), .. Field(field, key)]);

    /// <summary>The address sorted by a key: ascending first, then the other way round (<c>-key</c>).</summary>
    public string SortedBy(string key) => With(SortField, string.Equals(this[SortField], key, StringComparison.Ordinal) ? "-" + key : key);

    /// <inheritdoc/>
    public override string ToString() => Write(query);

    private static bool IsPlace(string name) => name is AfterField or BeforeField;

    private static IEnumerable<KeyValuePair<string, string>> Field(string name, string? value) =>
        string.IsNullOrEmpty(value) ? [] : [new(name, value)];

    private string Write(IEnumerable<KeyValuePair<string, string>> fields) =>
        QueryHelpers.AddQueryString(Path, fields.Select(field => new KeyValuePair<string, string?>(field.Key, field.Value)));
}
