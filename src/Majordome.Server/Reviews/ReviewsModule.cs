using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews.Public;

namespace Majordome.Server.Reviews;

/// <summary>Service reviews: the figures of a month, counted from facts until they are frozen.</summary>
public sealed class ReviewsModule : IModule
{
    /// <inheritdoc/>
    public void AddServices(IServiceCollection services)
    {
        services.AddSingleton<IMapTables, ReviewsTables>();
        services.AddScoped<ReviewMonths>();
        services.AddScoped<CountReview>();
        services.AddScoped<ReviewPapers>();
        services.AddScoped<ReviewNames>();
        services.AddScoped<SheetMaker>();
        services.AddScoped<FrozenReviews>();
        services.AddScoped<IFrozenReviews>(provider => provider.GetRequiredService<FrozenReviews>());
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder routes) => routes.MapReviewsApi();
}
