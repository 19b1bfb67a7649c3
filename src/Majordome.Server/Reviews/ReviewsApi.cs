using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>A review as the API writes it, in the form in which facts are kept (durations as <c>h:mm:ss</c>).</summary>
/// <param name="State">Running, computed or frozen.</param>
/// <param name="Hash">Of a frozen one: SHA-256 of what <c>/snapshot</c> gives.</param>
public sealed record ReviewView(Guid Client, ReviewState State, Instant? FrozenAt, string? FrozenBy, string? Hash, ImmutableArray<ContractCitation> Contracts, ServiceReview Review);

/// <summary>The facts behind a figure.</summary>
/// <param name="Counted">Tickets that count in it.</param>
/// <param name="Among">Tickets it is counted among.</param>
/// <param name="States">Of an availability: the changes of state it was measured from.</param>
public sealed record FigureView(string Figure, ImmutableArray<TicketFact> Counted, ImmutableArray<TicketFact> Among, ImmutableArray<StateFact> States);

/// <summary><c>/api/v1/reviews</c>, and <c>/api/v1/own-reviews</c> for a client's contact: the frozen ones.</summary>
public static class ReviewsApi
{
    /// <summary>Maps them.</summary>
    public static void MapReviewsApi(this IEndpointRouteBuilder routes)
    {
        var reviews = routes.MapGroup($"{ApiDocument.Root}/reviews").WithTags("reviews");
        reviews.MapGet("", ListAsync).Requires(Permission.ReadDesk);
        reviews.MapGet("/{clientId:guid}/{month}", GetAsync).Requires(Permission.ReadDesk);
        reviews.MapGet("/{clientId:guid}/{month}/facts/{figure}", FactsAsync).Requires(Permission.ReadDesk);
        reviews.MapGet("/{clientId:guid}/{month}/snapshot", SnapshotAsync).Requires(Permission.ReadDesk);
        reviews.MapPost("/{clientId:guid}/{month}/freeze", FreezeAsync).Requires(Permission.ManageReviews);
        var own = routes.MapGroup($"{ApiDocument.Root}/own-reviews").WithTags("reviews");
        own.MapGet("", async (FrozenReviews frozen, CancellationToken cancellationToken) =>
            TypedResults.Ok(new ApiPage<FrozenListed>(await frozen.ListAsync(cancellationToken), null))).Requires(Permission.ReadOwn);
        own.MapGet("/{month}", GetOwnAsync).Requires(Permission.ReadOwn);
    }

    private static async Task<IResult> ListAsync(ReviewMonths months, Guid? client, string? after, int? limit, CancellationToken cancellationToken)
    {
        var take = Api.Limit(limit);
        var all = await months.ListAsync(client, cancellationToken);
        var from = after is null ? 0 : all.FindIndex(r => r.Key == after) + 1;
        return TypedResults.Ok(Api.Page([.. all.Skip(from).Take(take + 1)], take, r => r.Key, r => r));
    }

    private static async Task<IResult> GetAsync(HttpContext http, ReviewPapers papers, Guid clientId, string month, Guid? contract, CancellationToken cancellationToken) =>
        (await FindAsync(papers, clientId, month, contract, cancellationToken)).TryGet(out var paper, out var refusals)
            ? Facts(ViewOf(paper))
            : Problems.Of(http, refusals);

    private static async Task<IResult> GetOwnAsync(
        HttpContext http, ReviewPapers papers, CallerContext context, string month, Guid? contract, CancellationToken cancellationToken)
    {
        if (context.Caller.ClientId is not { } client || FrozenReviewRow.Read(month) is not { } asked)
        {
            return Problems.Of(http, [Refusals.NotFound("id", month)]);
        }

        return (await papers.FindAsync(client, asked, contract, frozenOnly: true, cancellationToken)).TryGet(out var paper, out var refusals)
            ? Facts(ViewOf(paper))
            : Problems.Of(http, refusals);
    }

    private static async Task<IResult> FactsAsync(
        HttpContext http, ReviewPapers papers, Guid clientId, string month, string figure, Guid? contract, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(papers, clientId, month, contract, cancellationToken)).TryGet(out var paper, out var refusals))
        {
            return Problems.Of(http, refusals);
        }

        if (ReviewFigures.Find(paper.Review, figure) is not { } found)
        {
            return Problems.Of(http, [Refusals.NotFound("id", figure)]);
        }

        var facts = paper.Review.Facts.ToDictionary(f => f.Id);
        return Facts(new FigureView(found.Key, [.. found.Counted.Select(id => facts[id])], [.. found.Among.Select(id => facts[id])], found.Measured?.Facts ?? []));
    }

    // The text to the byte, so that anybody can take its hash.
    private static async Task<IResult> SnapshotAsync(HttpContext http, AppDb db, Guid clientId, string month, Guid? contract, CancellationToken cancellationToken)
    {
        var text = await db.Set<FrozenReviewRow>().AsNoTracking()
            .Where(r => r.ClientId == clientId && r.Month == month && (contract == null || r.ContractId == contract))
            .OrderBy(r => r.Reference).Select(r => r.Text).FirstOrDefaultAsync(cancellationToken);
        return text is null ? Problems.Of(http, [Refusals.NotFound("id", month)]) : TypedResults.Text(text, "application/json");
    }

    private static async Task<IResult> FreezeAsync(HttpContext http, Commands commands, CallerContext context, Guid clientId, string month, Guid? contract, CancellationToken cancellationToken)
    {
        var frozen = await commands.RunAsync(context.Caller, (FreezeReview c) => c.HandleAsync(new(clientId, month, contract), cancellationToken), cancellationToken);
        return frozen.TryGet(out var mark, out var refusals) ? TypedResults.Ok(mark) : Problems.Of(http, refusals);
    }

    private static async Task<Result<ReviewPaper>> FindAsync(ReviewPapers papers, Guid clientId, string month, Guid? contract, CancellationToken cancellationToken) =>
        FrozenReviewRow.Read(month) is { } asked
            ? await papers.FindAsync(clientId, asked, contract, frozenOnly: false, cancellationToken)
            : Refusals.NotFound("id", month);

    private static ReviewView ViewOf(ReviewPaper paper) => new(
        paper.Client.Id,
        paper.Frozen is not null ? ReviewState.Frozen : paper.IsRunning ? ReviewState.Running : ReviewState.Computed,
        paper.Frozen?.At,
        paper.Frozen?.By,
        paper.Frozen?.Hash,
        paper.Contracts,
        paper.Review);

    private static IResult Facts<T>(T value) => TypedResults.Text(FactJson.Canonical(value), "application/json");
}
