using System.Text;
using Majordome.Server.Assets.Public;
using Majordome.Server.Platform.House;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Import;
using Majordome.Server.Platform.Web;
using Majordome.Server.Platform.Wording;

namespace Majordome.Server.Assets;

/// <summary>The list of assets as a file: exactly what the list of the same address holds, with the columns that the import reads.</summary>
public static class AssetsExport
{
    /// <summary>Where it is.</summary>
    public const string Path = "/assets/export.csv";

    /// <summary>Maps it.</summary>
    public static void MapAssetsExport(this IEndpointRouteBuilder routes) => routes.MapGet(Path, WriteAsync).Requires(Permission.ReadDesk).ExcludeFromDescription();

    private static async Task WriteAsync(HttpContext http, AssetList assets, Words words)
    {
        var fields = http.Request.Query.SelectMany(f => f.Value, (f, value) => new KeyValuePair<string, string>(f.Key, value ?? ""));
        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{(words.IsFrench ? "equipements" : "assets")}.csv\"";
        var csv = new CsvLines(words.IsFrench ? ';' : ',');
        await http.Response.WriteAsync(
            CsvLines.ByteOrderMark + csv.Line("client", "site", "name", "class", "weight", "address", "description"), Encoding.UTF8, http.RequestAborted);
        await foreach (var a in assets.ReadAll(new PageAddress(Path, fields)).WithCancellation(http.RequestAborted))
        {
            await http.Response.WriteAsync(
                csv.Line(a.ClientCode, a.SiteName, a.Name, AssetWords.Key(a.Class), AssetWords.Key(a.Weight), a.Address, a.Description), Encoding.UTF8, http.RequestAborted);
        }
    }
}
