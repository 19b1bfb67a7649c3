using System.Collections.Immutable;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>What is promised for a ticket, and whether the scope line or the contract says it.</summary>
public sealed record EffectivePromise(string Calendar, bool CalendarIsOfLine, ServiceTargets Targets, bool TargetsAreOfLine);

/// <summary>
/// The contract as signed (number 0) or as amended (1, 2, …). It never changes: an amendment is another version, and a
/// decision that was taken names the version it used.
/// </summary>
public sealed record ContractVersion
{
    private ContractVersion(Guid contract, Guid client, int number, LocalDate effectiveFrom, ContractTerms terms, DateTimeZone zone) =>
        (Contract, Client, Number, EffectiveFrom, Terms, Zone) = (contract, client, number, effectiveFrom, terms, zone);

    /// <summary>The contract, the same through all its versions.</summary>
    public Guid Contract { get; }

    /// <summary>Whose contract it is.</summary>
    public Guid Client { get; }

    /// <summary>0 for the contract as first signed, then the number of the amendment.</summary>
    public int Number { get; }

    /// <summary>The day from whose start this version speaks, in its own zone; one of the contract's days.</summary>
    public LocalDate EffectiveFrom { get; }

    /// <summary>What it says.</summary>
    public ContractTerms Terms { get; }

    /// <summary>The zone of its days and months.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>A version that may be signed: its terms make sense and name nothing that the client does not have.</summary>
    /// <returns>The version, or every reason against it at once.</returns>
    public static Result<ContractVersion> Sign(
        Guid contract, Guid client, int number, LocalDate effectiveFrom, ContractTerms terms, Estate estate) =>
        Make(contract, client, number, effectiveFrom, terms, ContractRules.Check(number, effectiveFrom, terms, estate));

    /// <summary>
    /// A version signed before: only its own sense is checked, since items and people that it names may have gone since.
    /// </summary>
    public static Result<ContractVersion> Recall(Guid contract, Guid client, int number, LocalDate effectiveFrom, ContractTerms terms) =>
        Make(contract, client, number, effectiveFrom, terms, ContractRules.Check(number, effectiveFrom, terms, null));

    /// <summary>What is promised for a priority: by the line where it says something, by the contract for the rest.</summary>
    public EffectivePromise PromiseOf(Priority priority, ScopeLine? line = null)
    {
        var (ofLine, ofContract) = (line?.Promises?[priority], Terms.Promises[priority]!);
        return new(
            ofLine?.Calendar ?? ofContract.Calendar!,
            ofLine?.Calendar is not null,
            ofLine?.Targets ?? ofContract.Targets!.Value,
            ofLine?.Targets is not null);
    }

    /// <summary>A calendar of this version, as it is lived at a site. Worth keeping: a calendar remembers the years it has unfolded.</summary>
    /// <param name="name">One that a promise names.</param>
    /// <param name="siteZone">The zone of the item's site; <c>null</c>: the item has none, and the contract's zone holds.</param>
    /// <param name="siteHolidays">Likewise the holidays.</param>
    /// <exception cref="KeyNotFoundException">No calendar has that name.</exception>
    public ServiceCalendar CalendarAt(string name, DateTimeZone? siteZone, HolidaySet? siteHolidays) =>
        Terms.Calendars[name].At(siteZone ?? Zone, siteHolidays ?? FrenchHolidays.Find(Terms.Holidays).Value).Value;

    /// <summary>The scope lines that hold on a day.</summary>
    public IEnumerable<ScopeLine> ScopeOn(LocalDate day) => Terms.Scope.Where(l => l.Days.Contains(day));

    private static Result<ContractVersion> Make(
        Guid contract, Guid client, int number, LocalDate effectiveFrom, ContractTerms terms, ImmutableArray<Refusal> refusals) =>
        refusals.IsEmpty
            ? new ContractVersion(contract, client, number, effectiveFrom, terms, DateTimeZoneProviders.Tzdb[terms.Zone])
            : refusals;
}
