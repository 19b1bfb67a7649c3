using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Platform;

/// <summary>A room: what it registers, maps and stores. <c>Program.cs</c> holds the only list of them.</summary>
public interface IModule
{
    /// <summary>Registers services, background work and what other rooms may call.</summary>
    void AddServices(IServiceCollection services);

    /// <summary>Maps API endpoints and other routes. Pages map themselves by their <c>@page</c>.</summary>
    void MapRoutes(IEndpointRouteBuilder routes);
}
