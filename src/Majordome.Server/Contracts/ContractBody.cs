using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Majordome.Domain;
using Majordome.Server.Platform;
using Microsoft.AspNetCore.Http.Features;

namespace Majordome.Server.Contracts;

/// <summary>
/// Reads the body of a request that writes a contract. What cannot be read is refused at its path, like what makes no sense, so
/// that who writes a contract by program corrects it by the same answer.
/// </summary>
public static class ContractBody
{
    // Terms of a few thousand lines; beyond that it is not a contract.
    private const int MostBytes = 2_000_000;

    private static readonly JsonSerializerOptions Options = new(Json.Options)
    {
        AllowOutOfOrderMetadataProperties = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { RequireWhatHasNoDefault } },
    };

    /// <summary>The body, or the refusal <c>json-unreadable</c> with the path of the part that is missing, unknown or not of its form.</summary>
    public static async Task<Result<T>> ReadAsync<T>(HttpRequest request, CancellationToken cancellationToken)
        where T : notnull
    {
        if (request.ContentLength > MostBytes)
        {
            return Refusal.Of("", "json-unreadable", request.ContentLength);
        }

        // A body sent in chunks does not say its length: the server ends it at the limit (413).
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MostBytes;
        }

        try
        {
            var node = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken);
            if (MisplacedNull(node) is { } path)
            {
                return Refusal.Of(path, "json-unreadable");
            }

            return node.Deserialize<T>(Options) is { } body ? body : Refusal.Of("", "json-unreadable");
        }
        catch (JsonException unreadable)
        {
            return Refusal.Of((unreadable.Path ?? "").TrimStart('$').TrimStart('.'), "json-unreadable");
        }
        catch (OverflowException)
        {
            return Refusal.Of("", "json-unreadable");
        }
    }

    // An element of a list is never nothing, nor is a calendar or a day of its week; the reader of JSON does not ask for that.
    private static string? MisplacedNull(JsonNode? node) => node switch
    {
        JsonArray list => list.Select((item, i) => item is null ? $"{Path(list)}[{i.ToString(System.Globalization.CultureInfo.InvariantCulture)}]" : MisplacedNull(item)).FirstOrDefault(p => p is not null),
        JsonObject members => members.Select(m => m.Value is null && IsMap(members) ? Path(members) + "." + m.Key : MisplacedNull(m.Value)).FirstOrDefault(p => p is not null),
        _ => null,
    };

    private static bool IsMap(JsonObject members) => Path(members) is var path
        && (path.EndsWith(".calendars", StringComparison.Ordinal) || path.EndsWith(".week", StringComparison.Ordinal));

    private static string Path(JsonNode node) => node.GetPath().TrimStart('$').TrimStart('.');

    // A part that has neither a default nor the right to be nothing must be there; one that may be nothing may be left out.
    private static void RequireWhatHasNoDefault(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.AssociatedParameter is { HasDefaultValue: false, IsNullable: false }))
        {
            property.IsRequired = true;
        }
    }
}
