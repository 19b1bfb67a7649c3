using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Majordome.Server.Platform.Web;

/// <summary>The OpenAPI document of <c>/api/v1</c>.</summary>
public static class ApiDocument
{
    /// <summary>Where the API is.</summary>
    public const string Root = "/api/v1";

    /// <summary>Titles the document and says how callers identify themselves.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) is true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Majordome", Version = "v1" };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
            document.Components.SecuritySchemes["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
    }
}
