using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Search.Public;

namespace Majordome.Server.Clients;

/// <summary>Clients, sites, contacts.</summary>
public sealed class ClientsModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, ClientsTables>();
        services.AddScoped<ClientList>();
        services.AddScoped<ClientSheets>();
        services.AddScoped<IFind, FindClients>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapClientsApi();
}
