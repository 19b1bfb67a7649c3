using Majordome.Server.Platform.Wording;
using Majordome.Server.Reviews.Paper;
using NodaTime;

namespace Majordome.Server.Reviews;

/// <summary>Gathers what a review is written with.</summary>
public sealed class SheetMaker(ReviewNames names, Words words)
{
    /// <summary>The review as a document.</summary>
    /// <param name="paper">The review.</param>
    /// <param name="url">The address of the review: its facts are below.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Sheet> MakeAsync(ReviewPaper paper, string url, CancellationToken cancellationToken) => new(
        paper,
        words.In(DateTimeZoneProviders.Tzdb[paper.Review.Zone]),
        await names.ItemsAsync(paper.Review, cancellationToken),
        await names.SubjectsAsync(ReviewFigures.Late(paper.Review).Select(f => f.Id), cancellationToken),
        await names.ProviderAsync(cancellationToken),
        $"{url}/facts",
        paper.Contracts.Length > 1 ? $"?contract={paper.Review.Contract.Contract}" : "");
}
