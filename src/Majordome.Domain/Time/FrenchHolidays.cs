using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Majordome.Domain.Time;

/// <summary>
/// The public holidays of France: the eleven of the Code du travail (article L3133-1), the two more of Alsace-Moselle
/// (article L3134-13), and the day on which each overseas territory commemorates the abolition of slavery (decree 83-1003).
/// </summary>
public static class FrenchHolidays
{
    /// <summary>The eleven national days.</summary>
    public static readonly HolidaySet National = new(
        "FR",
        [
            new HolidayRule.EveryYear("new-year", 1, 1),
            new HolidayRule.FromEaster("easter-monday", 1),
            new HolidayRule.EveryYear("labour-day", 5, 1),
            new HolidayRule.EveryYear("victory-1945", 5, 8),
            new HolidayRule.FromEaster("ascension", 39),
            new HolidayRule.FromEaster("whit-monday", 50),
            new HolidayRule.EveryYear("national-day", 7, 14),
            new HolidayRule.EveryYear("assumption", 8, 15),
            new HolidayRule.EveryYear("all-saints", 11, 1),
            new HolidayRule.EveryYear("armistice-1918", 11, 11),
            new HolidayRule.EveryYear("christmas", 12, 25),
        ],
        []);

    /// <summary>The national days, Good Friday and 26 December.</summary>
    public static readonly HolidaySet AlsaceMoselle = National.With(
        "FR-alsace-moselle",
        new HolidayRule.FromEaster("good-friday", -2),
        new HolidayRule.EveryYear("saint-stephen", 12, 26));

    /// <summary>The national days and 27 April.</summary>
    public static readonly HolidaySet Mayotte = Overseas("FR-mayotte", 4, 27);

    /// <summary>The national days and 22 May.</summary>
    public static readonly HolidaySet Martinique = Overseas("FR-martinique", 5, 22);

    /// <summary>The national days and 27 May.</summary>
    public static readonly HolidaySet Guadeloupe = Overseas("FR-guadeloupe", 5, 27);

    /// <summary>The national days and 10 June.</summary>
    public static readonly HolidaySet Guyane = Overseas("FR-guyane", 6, 10);

    /// <summary>The national days and 9 October.</summary>
    public static readonly HolidaySet SaintBarthelemy = Overseas("FR-saint-barthelemy", 10, 9);

    /// <summary>The national days and 20 December.</summary>
    public static readonly HolidaySet Reunion = Overseas("FR-reunion", 12, 20);

    /// <summary>Every set above and <see cref="HolidaySet.None"/>.</summary>
    public static readonly ImmutableArray<HolidaySet> All =
        [HolidaySet.None, National, AlsaceMoselle, Mayotte, Martinique, Guadeloupe, Guyane, SaintBarthelemy, Reunion];

    private static readonly FrozenDictionary<string, HolidaySet> ByCode =
        All.ToFrozenDictionary(set => set.Code, StringComparer.Ordinal);

    /// <summary>The set of a code.</summary>
    /// <returns>The set, or the refusal <c>holidays-unknown</c> with an empty path.</returns>
    public static Result<HolidaySet> Find(string code) =>
        ByCode.TryGetValue(code, out var set) ? set : Refusal.Of("", "holidays-unknown", code);

    private static HolidaySet Overseas(string code, int month, int day) =>
        National.With(code, new HolidayRule.EveryYear("abolition-of-slavery", month, day));
}
