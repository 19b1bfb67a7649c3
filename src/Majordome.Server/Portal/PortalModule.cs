using Majordome.Server.Platform;

namespace Majordome.Server.Portal;

/// <summary>The pages of a client's contacts: how their services are, what they asked, what was promised and kept.</summary>
public sealed class PortalModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddScoped<HomeReader>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
    }
}
