using Majordome.Server.Assets.Public;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Search.Public;

namespace Majordome.Server.Assets;

/// <summary>The estate: configuration items.</summary>
public sealed class AssetsModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, AssetsTables>();
        services.AddScoped<AssetList>();
        services.AddScoped<AssetSheets>();
        services.AddScoped<AssetWords>();
        services.AddScoped<IFind, FindAssets>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapAssetsApi();
        routes.MapAssetsExport();
    }
}
