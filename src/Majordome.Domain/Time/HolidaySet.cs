using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>A public holiday that comes back every year.</summary>
/// <param name="Name">In kebab case, unique within a set: <c>easter-monday</c>.</param>
public abstract record HolidayRule(string Name)
{
    /// <summary>The holiday's date in a year; <c>null</c> when that year has none (29 February).</summary>
    public abstract LocalDate? In(int year);

    /// <summary>The same day of the same month every year.</summary>
    public sealed record EveryYear(string Name, int Month, int Day) : HolidayRule(Name)
    {
        /// <inheritdoc/>
        public override LocalDate? In(int year) =>
            Day <= CalendarSystem.Iso.GetDaysInMonth(year, Month) ? new LocalDate(year, Month, Day) : null;
    }

    /// <summary>A number of days after Easter Sunday; negative before it.</summary>
    public sealed record FromEaster(string Name, int Days) : HolidayRule(Name)
    {
        /// <inheritdoc/>
        public override LocalDate? In(int year) => Easter.SundayOf(year).PlusDays(Days);
    }
}

/// <summary>
/// Public holidays as a value a provider can edit: rules that come back every year, and single dates.
/// </summary>
public sealed class HolidaySet
{
    /// <summary>No holiday at all.</summary>
    public static readonly HolidaySet None = new("none", [], []);

    /// <summary>A set of holidays.</summary>
    /// <param name="code">What calendars call it: <c>FR</c>.</param>
    /// <param name="rules">Those of every year; of two with one name the last stands.</param>
    /// <param name="dates">Those of one year only.</param>
    public HolidaySet(string code, IEnumerable<HolidayRule> rules, IEnumerable<LocalDate> dates)
    {
        Code = code;
        Rules = [.. rules.GroupBy(rule => rule.Name, StringComparer.Ordinal).Select(same => same.Last())];
        Dates = [.. dates];
    }

    /// <summary>What calendars call it.</summary>
    public string Code { get; }

    /// <summary>The holidays of every year.</summary>
    public ImmutableArray<HolidayRule> Rules { get; }

    /// <summary>The holidays of one year only.</summary>
    public ImmutableSortedSet<LocalDate> Dates { get; }

    /// <summary>The same set under another code, with more rules.</summary>
    public HolidaySet With(string code, params IEnumerable<HolidayRule> rules) => new(code, [.. Rules, .. rules], Dates);

    /// <summary>The same set under another code, with more single dates.</summary>
    public HolidaySet With(string code, params IEnumerable<LocalDate> dates) => new(code, Rules, Dates.Union(dates));

    /// <summary>The same set under another code, without a rule.</summary>
    public HolidaySet Without(string code, string rule) =>
        new(code, Rules.Where(kept => !string.Equals(kept.Name, rule, StringComparison.Ordinal)), Dates);

    /// <summary>Whether a date is a holiday.</summary>
    public bool Contains(LocalDate date)
    {
        foreach (var rule in Rules)
        {
            if (rule.In(date.Year) == date)
            {
                return true;
            }
        }

        return Dates.Contains(date);
    }

    /// <summary>The holidays of a year, in order.</summary>
    public ImmutableSortedSet<LocalDate> In(int year) =>
        [.. Rules.Select(rule => rule.In(year)).OfType<LocalDate>(), .. Dates.Where(date => date.Year == year)];

    /// <inheritdoc/>
    public override string ToString() => Code;
}
