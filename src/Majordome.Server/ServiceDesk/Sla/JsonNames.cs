using System.Collections.Immutable;
using System.Text.Json;
using Majordome.Domain;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>What JSON lets through and no reader of ours wants.</summary>
internal static class JsonNames
{
    /// <summary>
    /// Tells each field that an object has twice (<c>field-twice</c>) and each text or name that is no sequence of characters,
    /// such as half a surrogate pair (<c>text-malformed</c>).
    /// </summary>
    public static void Check(JsonElement value, string path, List<Refusal> faults)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckFields(value, path, faults);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray())
                {
                    Check(item, JsonPlace.At(path, index++), faults);
                }

                break;
            case JsonValueKind.String when TextOf(value.GetString) is null:
                faults.Add(Refusal.Of(path, "text-malformed"));
                break;
        }
    }

    /// <summary>The faults as the refusals of a result.</summary>
    public static ImmutableArray<Refusal> ToRefusals(this Refusal[] faults) => [.. faults];

    private static void CheckFields(JsonElement value, string path, List<Refusal> faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            if (TextOf(() => field.Name) is not { } name)
            {
                faults.Add(Refusal.Of(path, "text-malformed"));
                continue;
            }

            if (!names.Add(name))
            {
                faults.Add(Refusal.Of(JsonPlace.Under(path, name), "field-twice", name));
            }

            Check(field.Value, JsonPlace.Under(path, name), faults);
        }
    }

    private static string? TextOf(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            // The only way the JSON reader has to say that escaped characters make no text.
            return null;
        }
    }
}
