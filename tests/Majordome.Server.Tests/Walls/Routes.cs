using System.Globalization;
using System.Text.Json;
using Majordome.Server.Platform;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Walls;

/// <summary>One method of one route of the running program.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Method">GET, POST…</param>
internal sealed record Route(RouteEndpoint Endpoint, string Method)
{
    public string Pattern => "/" + Endpoint.RoutePattern.RawText!.TrimStart('/');

    public bool IsApi => Pattern.StartsWith("/api/", StringComparison.Ordinal);

    /// <summary>A page of ours, for people; all else is for programs, which come with a token.</summary>
    public bool IsPage => Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    public bool IsOpen => Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    public override string ToString() => $"{Method} {Pattern}";
}

/// <summary>The routes of the running program, and the addresses of one client's objects on them.</summary>
internal static class Routes
{
    // Parameters that name no client's object.
    private static readonly Dictionary<string, string> Plain = new(StringComparer.Ordinal)
    {
        ["status"] = "404",
        ["path"] = "nowhere",
        ["documentName"] = "v1",
        ["month"] = "2026-10",
        ["figure"] = "incidents",
        ["credential"] = "bm9ib2R5",
    };

    // Parameters that the rules of AddressOf do not find: «segment/{parameter}» → table, or table and column.
    private static readonly Dictionary<string, (string Table, string? Column)> Taught = new(StringComparer.Ordinal)
    {
        ["tickets/{name}"] = ("tickets", "Number"),
        ["tickets/{number}"] = ("tickets", "Number"),
        ["requests/{id}"] = ("tickets", null),
        ["webhooks/{id}"] = ("webhook_endpoints", null),
        ["tokens/{tokenId}"] = ("api_tokens", null),
    };

    // Answers that never end: only their head is read.
    public static readonly HashSet<string> Streams = ["/live"];

    // The framework's own, which say nothing and are therefore closed to all.
    private static readonly HashSet<string> Framework = ["_framework/opaque-redirect", "{**path:file}"];

    public static List<Route> Of(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => !Framework.Contains(e.RoutePattern.RawText!.TrimStart('/')) && !e.Metadata.Any(m => m.GetType().FullName!.Contains("StaticAsset", StringComparison.Ordinal)))
            .SelectMany(e => (e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET"]).Select(m => new Route(e, m)))
            .OrderBy(r => r.Pattern, StringComparer.Ordinal).ThenBy(r => r.Method, StringComparer.Ordinal),
    ];

    /// <summary>The route's address with a client's objects in its places.</summary>
    /// <param name="route">The route.</param>
    /// <param name="estate">Whose objects; <c>null</c>: ids that nobody has.</param>
    /// <param name="namesObject">Whether any place names a client's object.</param>
    public static string AddressOf(Route route, Estate? estate, out bool namesObject)
    {
        namesObject = false;
        var address = new System.Text.StringBuilder();
        var before = "";
        foreach (var segment in route.Endpoint.RoutePattern.PathSegments)
        {
            address.Append('/');
            foreach (var part in segment.Parts)
            {
                if (part is RoutePatternParameterPart parameter)
                {
                    address.Append(ValueOf(route, before, parameter, estate, ref namesObject));
                }
                else if (part is RoutePatternLiteralPart literal)
                {
                    address.Append(literal.Content);
                    before = literal.Content;
                }
            }
        }

        return address.Length == 0 ? "/" : address.ToString();
    }

    /// <summary>A query with a client's keys under every name that lists filter by, and a search for a word of all its texts.</summary>
    public static string QueryOf(Estate estate)
    {
        string[] tables = ["clients", "sites", "contacts", "assets", "contracts", "checks", "tickets"];
        var keys = tables.Select(t => (Name: t[..^1], Id: estate.IdIn(t))).Where(t => t.Id is not null)
            .SelectMany(t => new[] { $"{t.Name}={t.Id}", $"{t.Name}Id={t.Id}", $"after={t.Id}", $"before={t.Id}" });
        return "?" + string.Join('&', keys.Append("q=wallmark").Append("all=true").Append("limit=200"));
    }

    private static string ValueOf(Route route, string before, RoutePatternParameterPart parameter, Estate? estate, ref bool namesObject)
    {
        var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name);
        if (Plain.TryGetValue(name, out var plain))
        {
            return plain;
        }

        namesObject = true;
        var isGuid = parameter.ParameterPolicies.Any(p => p.Content == "guid");
        if (estate is null)
        {
            return isGuid ? Guid.CreateVersion7().ToString() : parameter.ParameterPolicies.Any(p => p.Content is "int" or "long") ? "987654" : "T-987654";
        }

        var (table, column) = Taught.TryGetValue($"{before}/{{{name}}}", out var taught)
            ? taught
            : (name == "id" ? before.Replace('-', '_') : TableOf(name), (string?)null);
        var value = column is null ? estate.IdIn(table) : estate.ValueIn(table, column) is { } number ? "T-" + number.Replace("T-", "", StringComparison.Ordinal) : null;
        if (value is null && NotOfClients.Contains(table))
        {
            return Guid.CreateVersion7().ToString();
        }

        return value ?? throw new InvalidOperationException(
            $"The walls do not know what {{{name}}} of {route} names. Add «{before}/{{{name}}}» to Routes.Taught with its table, "
            + "or the parameter to Routes.Plain when it names no client's object.");
    }

    // Tables of the provider, whose rows belong to no client: the gate alone guards them.
    private static readonly HashSet<string> NotOfClients = ["users", "notifications", "webhook_endpoints", "probes", "api_tokens", "templates"];

    // «siteId» → «sites».
    private static string TableOf(string name) =>
        Majordome.Server.Platform.Persistence.Conventions.Snake(name.EndsWith("Id", StringComparison.Ordinal) ? name[..^2] : name) + "s";

    /// <summary>A plausible body for the route: its request type with texts, numbers, and the client's own keys where a key is wanted.</summary>
    public static string BodyOf(Route route, Estate estate, out bool namesObject)
    {
        namesObject = false;
        var type = route.Endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        return type is null ? "{}" : JsonSerializer.Serialize(Sample(type, estate, 0, ref namesObject), Json.Options);
    }

    private static object? Sample(Type type, Estate estate, int depth, ref bool namesObject)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties().Where(p => p.GetIndexParameters().Length == 0))
        {
            var clr = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (clr == typeof(Guid))
            {
                if (estate.IdIn(TableOf(name)) is { } id)
                {
                    (values[name], namesObject) = (id, true);
                }
            }
            else if (clr == typeof(string))
            {
                values[name] = property.Name switch { "Zone" => "Europe/Paris", "Language" => "fr", "Holidays" => "FR", _ => "Essai" };
            }
            else if (clr.IsEnum)
            {
                values[name] = Json.Kebab(Enum.GetNames(clr)[0]);
            }
            else if (clr.IsPrimitive || clr == typeof(decimal))
            {
                values[name] = clr == typeof(bool) ? false : Convert.ChangeType(1, clr, CultureInfo.InvariantCulture);
            }
            else if (depth < 2 && clr is { IsClass: true, Namespace: { } space } && space.StartsWith("Majordome", StringComparison.Ordinal))
            {
                values[name] = Sample(clr, estate, depth + 1, ref namesObject);
            }
        }

        return values;
    }
}
