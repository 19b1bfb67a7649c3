using System.Collections.Immutable;
using Majordome.Domain.Reviews;
using Majordome.Server.Platform.Wording;
using NodaTime;

namespace Majordome.Server.Reviews.Paper;

/// <summary>What every part of a printed review needs; given down to them.</summary>
/// <param name="Paper">The review.</param>
/// <param name="Words">In the zone of the contract.</param>
/// <param name="Items">Names of items.</param>
/// <param name="Subjects">Subjects of the late tickets.</param>
/// <param name="Provider">The provider's name.</param>
/// <param name="FactsUrl">The address below which figures have their facts.</param>
/// <param name="ContractQuery">What such an address ends with, where the client has several contracts.</param>
public sealed record Sheet(
    ReviewPaper Paper,
    Words Words,
    IReadOnlyDictionary<Guid, string> Items,
    IReadOnlyDictionary<Guid, string> Subjects,
    string Provider,
    string FactsUrl,
    string ContractQuery)
{
    /// <summary>Rows of a table that goes on over pages of its own.</summary>
    public const int RowsOfPage = 30;

    /// <summary>Rows that have room on the first page.</summary>
    public const int FirstLate = 4, FirstItems = 7, FirstChecks = 8;

    /// <summary>The figures.</summary>
    public ServiceReview Review => Paper.Review;

    /// <summary>Where the facts of a figure are.</summary>
    public string UrlOf(string key) => $"{FactsUrl}/{key}{ContractQuery}";

    /// <summary>An instant as it is printed: never « today », which paper outlives.</summary>
    public string Printed(Instant at) => $"{Words.DayAndMonth(at.InZone(Words.Zone).Date)} {Words.Time(at)}";

    /// <summary>Late tickets, on the first page, then by page.</summary>
    public ImmutableArray<ImmutableArray<TicketFact>> LatePages => Pages(ReviewFigures.Late(Review), FirstLate);

    /// <summary>Availability, on the first page, then by page.</summary>
    public ImmutableArray<ImmutableArray<AvailabilityFigure>> AvailabilityPages => Pages(Review.Availability, FirstChecks);

    /// <summary>How many sheets of paper it takes: the first, the other measures, and what goes on.</summary>
    public int PageCount => 2 + Math.Max(0, LatePages.Length - 1) + Math.Max(0, AvailabilityPages.Length - 1);

    private static ImmutableArray<ImmutableArray<T>> Pages<T>(ImmutableArray<T> rows, int first) =>
        [[.. rows.Take(first)], .. rows.Skip(first).Chunk(RowsOfPage).Select(page => page.ToImmutableArray())];
}
