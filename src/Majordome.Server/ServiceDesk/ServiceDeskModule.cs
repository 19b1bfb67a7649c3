using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Majordome.Server.Reviews.Public;
using Majordome.Server.Search.Public;
using Majordome.Server.ServiceDesk.Api;
using Majordome.Server.ServiceDesk.Clocks;
using Majordome.Server.ServiceDesk.Incidents;
using Majordome.Server.ServiceDesk.Pages;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using Majordome.Server.ServiceDesk.Verbs;

namespace Majordome.Server.ServiceDesk;

/// <summary>The desk: tickets, their clocks, the conversation with the client.</summary>
public sealed class ServiceDeskModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, ServiceDeskTables>();
        services.AddScoped<TicketFiles>();
        services.AddScoped<TicketRegister>();
        services.AddScoped<Colleagues>();
        services.AddScoped<TicketVerb>();
        services.AddScoped<IIncidentDesk, IncidentDesk>();
        services.AddScoped<IClientTickets, ClientTickets>();
        services.AddScoped<IDeskLists, DeskLists>();
        services.AddScoped<INavigationCount, OwnTicketCount>();
        services.AddScoped<INavigationCount, OpenTicketCount>();
        services.AddSingleton<ClockWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<ClockWatch>());
        services.AddScoped<IReviewTickets, TicketsOfReviews>();
        services.AddScoped<IFind, FindTickets>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        routes.MapTicketsApi();
        routes.MapRequestsApi();
        routes.MapDeskRoutes();
    }
}
