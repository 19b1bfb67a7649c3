using System.Reflection;
using Majordome.Server.Platform.House;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Majordome.Server.Platform.Web;

/// <summary>Modules of <c>wwwroot/js</c> that a page needs beside those of its frame: <c>@attribute [PageModules("passkey")]</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PageModulesAttribute(params string[] names) : Attribute
{
    /// <summary>Their names, without <c>.js</c>.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>The modules of a page: its frame's (staff pages have some, all others none), then its own.</summary>
    /// <param name="endpoint">The page's endpoint.</param>
    /// <param name="readerIsStaff">Whether the reader is staff, for pages whose frame follows the reader.</param>
    public static IReadOnlyList<string> Of(Endpoint? endpoint, bool readerIsStaff)
    {
        var layout = endpoint?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type.GetCustomAttribute<LayoutAttribute>()?.LayoutType;
        var own = endpoint?.Metadata.GetMetadata<PageModulesAttribute>()?.Names ?? [];
        var isStaffs = layout == typeof(StaffFrame) || (layout == typeof(ReaderFrame) && readerIsStaff);
        return isStaffs ? [.. HouseHead.StaffModules, .. own] : own;
    }
}
