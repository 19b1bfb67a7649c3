using Majordome.Server.Platform;

namespace Majordome.Server.Users;

/// <summary>The people who use the program: the provider's and the clients' contacts, their roles, and what opens their accounts.</summary>
public sealed class UsersModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services) => services.AddScoped<UserList>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapUsers();
}
