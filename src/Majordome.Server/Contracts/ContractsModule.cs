using Majordome.Server.Contracts.Public;
using Majordome.Server.Contracts.Writing;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;

namespace Majordome.Server.Contracts;

/// <summary>Contracts: what is promised for what, and whether it is covered.</summary>
public sealed class ContractsModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, ContractsTables>();
        services.AddSingleton<VersionCache>();
        services.AddScoped<ContractHistories>();
        services.AddScoped<IReviewContracts, ContractsOfReviews>();
        services.AddScoped<EstateOfClient>();
        services.AddScoped<ContractSigning>();
        services.AddScoped<ContractBook>();
        services.AddScoped<ScopeSheet>();
        services.AddScoped<ContractWords>();
        services.AddScoped<HoursWords>();
        services.AddScoped<ChoicesOfClient>();
        services.AddScoped<DecideCoverage>();
        services.AddScoped<IContractTerms>(provider => provider.GetRequiredService<DecideCoverage>());
        services.AddScoped<ModelContract>();
        services.AddScoped<IModelContract>(provider => provider.GetRequiredService<ModelContract>());
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapContractsApi();
}
