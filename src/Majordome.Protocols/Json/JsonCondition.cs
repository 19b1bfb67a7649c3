using System.Collections.Immutable;
using System.Text.Json;

namespace Majordome.Protocols.Json;

/// <summary>
/// What a JSON document has to be like: <c>$.status == "up"</c>. A path alone asks that it lead somewhere; with a comparison, that at least one of
/// the values it leads to fit. Several are joined by <c>&amp;&amp;</c>.
/// </summary>
/// <remarks>
/// Comparisons, against any JSON value: <c>==</c>, <c>!=</c> (of JSON values; numbers by value); <c>&lt;</c>, <c>&lt;=</c>, <c>&gt;</c>, <c>&gt;=</c> (two numbers, or two texts by
/// code unit); <c>contains</c> (a text holds a text, a list holds a value).
/// </remarks>
public sealed record JsonCondition
{
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">", "contains"];

    private readonly JsonPath path;
    private readonly string comparison;
    private readonly JsonElement expected;
    private readonly string text;

    private JsonCondition(JsonPath path, string comparison, JsonElement expected, string text) =>
        (this.path, this.comparison, this.expected, this.text) = (path, comparison, expected, text);

    /// <summary>Reads one condition or several. False when a path, a comparison or a value cannot be read.</summary>
    public static bool TryReadAll(string text, out ImmutableArray<JsonCondition> conditions)
    {
        var found = ImmutableArray.CreateBuilder<JsonCondition>();
        conditions = [];
        var rest = text.AsSpan().Trim();
        while (true)
        {
            if (!TryReadOne(rest, out var condition, out var length))
            {
                return false;
            }

            found.Add(condition!);
            rest = rest[length..].TrimStart();
            if (rest.IsEmpty)
            {
                conditions = found.ToImmutable();
                return true;
            }

            if (!rest.StartsWith("&&", StringComparison.Ordinal))
            {
                return false;
            }

            rest = rest[2..].TrimStart();
        }
    }

    /// <summary>Whether a document is as the condition says; one whose texts are no Unicode (half a surrogate pair) is not.</summary>
    public bool Holds(JsonElement document)
    {
        try
        {
            return path.Select(document).Any(Fits);
        }
        catch (InvalidOperationException)
        {
            return false; // JsonElement reads texts late, and says so in this way
        }
    }

    /// <inheritdoc/>
    public override string ToString() => text;

    private static bool TryReadOne(ReadOnlySpan<char> text, out JsonCondition? condition, out int length)
    {
        condition = null;
        if (!JsonPath.TryRead(text, out var path, out length))
        {
            return false;
        }

        var rest = text[length..].TrimStart();
        var start = text.Length - rest.Length;
        if (rest.IsEmpty || rest.StartsWith("&&", StringComparison.Ordinal))
        {
            condition = new JsonCondition(path!, "", default, path!.ToString());
            return true;
        }

        foreach (var known in Comparisons)
        {
            if (rest.StartsWith(known, StringComparison.Ordinal) && TryReadValue(rest[known.Length..], out var value, out var end))
            {
                length = start + known.Length + end;
                condition = new JsonCondition(path!, known, value, text[..length].ToString());
                return true;
            }
        }

        return false;
    }

    private static bool TryReadValue(ReadOnlySpan<char> text, out JsonElement value, out int end)
    {
        var written = text.TrimStart();
        end = EndOfValue(written);
        value = default;
        try
        {
            using var document = JsonDocument.Parse(written[..end].ToString());
            value = document.RootElement.Clone();
            end += text.Length - written.Length;
            return true;
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Where a value ends: a text at its quote, anything else before <c>&amp;&amp;</c>.</summary>
    private static int EndOfValue(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("\"", StringComparison.Ordinal))
        {
            var next = text.IndexOf("&&", StringComparison.Ordinal);
            return (next < 0 ? text : text[..next]).TrimEnd().Length;
        }

        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                return at + 1;
            }

            at += text[at] == '\\' ? 1 : 0;
        }

        return text.Length;
    }

    private bool Fits(JsonElement value) => comparison switch
    {
        "" => true,
        "==" => Same(value, expected),
        "!=" => !Same(value, expected),
        "contains" => Contains(value),
        "<" => Order(value) < 0,
        "<=" => Order(value) <= 0,
        ">" => Order(value) > 0,
        _ => Order(value) >= 0,
    };

    private bool Contains(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().Any(element => Same(element, expected)),
        JsonValueKind.String => expected.ValueKind == JsonValueKind.String &&
            value.GetString()!.Contains(expected.GetString()!, StringComparison.Ordinal),
        _ => false,
    };

    private int? Order(JsonElement value) => (value.ValueKind, expected.ValueKind) switch
    {
        (JsonValueKind.Number, JsonValueKind.Number) => value.GetDouble().CompareTo(expected.GetDouble()),
        (JsonValueKind.String, JsonValueKind.String) => string.CompareOrdinal(value.GetString(), expected.GetString()),
        _ => null,
    };

    private static bool Same(JsonElement one, JsonElement other) => JsonElement.DeepEquals(one, other);
}
