using System.Globalization;
using System.Text.Json;
using Majordome.Domain;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>
/// A value within a JSON document that knows its path, and where to tell its faults. Asking for what is not there tells a fault
/// (<c>field-missing</c>, <c>wrong-type</c>) and gives nothing, so that a reader goes on and finds them all.
/// </summary>
internal readonly record struct JsonPlace(JsonElement Value, string Path, List<Refusal> Faults)
{
    /// <summary>Tells a fault of this value.</summary>
    public void Refuse(string rule, params object?[] values) => Faults.Add(Refusal.Of(Path, rule, values));

    /// <summary>Tells the faults that the domain found in this value.</summary>
    public void Refuse(IEnumerable<Refusal> refusals)
    {
        foreach (var refusal in refusals)
        {
            Faults.Add(refusal.Path.Length == 0 ? refusal with { Path = Path } : refusal.Within(Path));
        }
    }

    /// <summary>A field that has to be there; it may be <c>null</c>.</summary>
    public JsonPlace? Required(string name)
    {
        if (!Is(JsonValueKind.Object))
        {
            return null;
        }

        if (Value.TryGetProperty(name, out var value))
        {
            return new JsonPlace(value, Under(Path, name), Faults);
        }

        Faults.Add(Refusal.Of(Under(Path, name), "field-missing", name));
        return null;
    }

    /// <summary>A field that may be absent or <c>null</c>.</summary>
    public JsonPlace? Optional(string name) =>
        Value.ValueKind == JsonValueKind.Object && Value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? new JsonPlace(value, Under(Path, name), Faults)
            : null;

    /// <summary>The fields of an object.</summary>
    public IEnumerable<(string Name, JsonPlace Place)> Fields()
    {
        var (faults, path) = (Faults, Path);
        return Is(JsonValueKind.Object)
            ? Value.EnumerateObject().Select(field => (field.Name, new JsonPlace(field.Value, Under(path, field.Name), faults)))
            : [];
    }

    /// <summary>The items of an array.</summary>
    public IEnumerable<JsonPlace> Items()
    {
        var (faults, path) = (Faults, Path);
        return Is(JsonValueKind.Array)
            ? Value.EnumerateArray().Select((item, index) => new JsonPlace(item, At(path, index), faults))
            : [];
    }

    /// <summary>A text.</summary>
    public string? Text() => Is(JsonValueKind.String) ? Value.GetString() : null;

    /// <summary>A text that has to be there.</summary>
    public string? RequiredText(string name) => Required(name)?.Text();

    /// <summary>The path of a field: <c>calendars.office</c>, <c>calendars['week ends']</c>.</summary>
    public static string Under(string path, string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? path.Length == 0 ? name : $"{path}.{name}"
            : $"{path}['{name.Replace("'", "\\'", StringComparison.Ordinal)}']";

    /// <summary>The path of an item: <c>scenarios[3]</c>.</summary>
    public static string At(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>Whether the value is of a kind; tells a fault when it is not.</summary>
    public bool Is(JsonValueKind kind)
    {
        if (Value.ValueKind == kind)
        {
            return true;
        }

        Refuse("wrong-type", NameOf(kind), NameOf(Value.ValueKind));
        return false;
    }

    private static string NameOf(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => kind.ToString().ToLowerInvariant(),
    };
}
