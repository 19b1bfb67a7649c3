using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>
/// The rules that terms are held to before they are signed. All refusals are collected, in the order of the terms, so that
/// a person corrects a contract once. What is compared between priorities is not refused: a shorter time in office hours
/// may well be the longer wait.
/// </summary>
/// <param name="estate">What may be named; <c>null</c>: only the terms' own sense is checked.</param>
internal sealed class ContractRules(ContractTerms terms, Estate? estate)
{
    private const int LongestReference = 64;
    private const decimal HighestFee = 1_000_000_000_000m;

    private static readonly LocalDate Earliest = new(1950, 1, 1);
    private static readonly Duration ShortestStep = Duration.FromMinutes(1);

    private readonly ImmutableArray<Refusal>.Builder refusals = ImmutableArray.CreateBuilder<Refusal>();

    /// <summary>Every reason against a version; empty when there is none.</summary>
    public static ImmutableArray<Refusal> Check(int number, LocalDate effectiveFrom, ContractTerms terms, Estate? estate)
    {
        var rules = new ContractRules(terms, estate);
        rules.Version(number, effectiveFrom);
        rules.Identity();
        rules.Suspensions();
        rules.Scope();
        rules.Natures();
        rules.Calendars();
        rules.Promises("promises", terms.Promises, inFull: true);
        rules.Pauses();
        rules.Recipients();
        rules.Fees();
        return rules.refusals.ToImmutable();
    }

    private void Version(int number, LocalDate effectiveFrom)
    {
        Refuse(number < 0, "number", "negative", number);
        Refuse(!terms.Days.Contains(effectiveFrom), "effectiveFrom", "outside-contract", effectiveFrom, terms.Days.First, terms.Days.Last);
        Refuse(number == 0 && effectiveFrom != terms.Days.First, "effectiveFrom", "not-first-day", effectiveFrom, terms.Days.First);
    }

    private void Identity()
    {
        Text("reference", terms.Reference);
        Refuse(terms.Reference.Length > LongestReference, "reference", "reference-too-long", terms.Reference, LongestReference);
        Refuse(!ServiceCalendar.FindZone(terms.Zone).IsAccepted, "zone", "zone-unknown", terms.Zone);
        Refuse(terms.Days.First < Earliest, "days.first", "date-too-early", terms.Days.First, Earliest);
        Ordered("days", terms.Days);
        Refuse(terms.AttentionPercent is < 1 or > 100, "attentionPercent", "out-of-range", terms.AttentionPercent, 1, 100);
        if (terms.Level is { } level)
        {
            Defined("level.level", level.Level);
            Text("level.reason", level.Reason);
        }
    }

    private void Suspensions()
    {
        foreach (var (i, suspension) in terms.Suspensions.Index())
        {
            var path = Nth("suspensions", i) + ".days";
            WithinContract(path, suspension.Days);
            var overlapped = terms.Suspensions.Take(i).Index().FirstOrDefault(s => s.Item.Days.Overlaps(suspension.Days));
            Refuse(overlapped.Item is not null, path, "suspensions-overlap", suspension.Days.First, overlapped.Index);
        }
    }

    private void Scope()
    {
        Refuse(terms.Scope.IsEmpty, "scope", "scope-empty");
        foreach (var (i, line) in terms.Scope.Index())
        {
            var path = Nth("scope", i);
            Text($"{path}.key", line.Key);
            Refuse(terms.Scope.Take(i).Any(l => l.Key == line.Key), $"{path}.key", "duplicate", line.Key);
            Target($"{path}.target", line.Target);
            WithinContract($"{path}.days", line.Days);
            var same = terms.Scope.Take(i).FirstOrDefault(l => l.Target == line.Target && l.Days.Overlaps(line.Days));
            Refuse(same is not null, path, "scope-lines-overlap", line.Key, same?.Key);
            if (line.Promises is { } promises)
            {
                Promises($"{path}.promises", promises, inFull: false);
            }
        }
    }

    // One answer for another client's item and for an item that never was: the wall between clients has no window.
    private void Target(string path, ScopeTarget target)
    {
        switch (target)
        {
            case ScopeTarget.OneItem { Id: var item }:
                Refuse(estate is not null && !estate.Items.ContainsKey(item), $"{path}.id", "item-not-of-client", item);
                break;
            case ScopeTarget.ClassOfItems { Class: var named, Site: var site }:
                Defined($"{path}.class", named);
                Refuse(estate is not null && site is { } s && !estate.Sites.Contains(s), $"{path}.site", "site-not-of-client", site);
                break;
        }
    }

    private void Natures()
    {
        foreach (var nature in Enum.GetValues<Nature>())
        {
            var path = $"natures.{Camel(nature)}";
            if (terms.Natures[nature] is not { } rule)
            {
                Refuse(true, path, "required");
                continue;
            }

            Defined($"{path}.treatment", rule.Treatment);
            Refuse(
                rule.Treatment == Treatment.Prepaid && terms.PrepaidHours == Duration.Zero,
                $"{path}.treatment", "prepaid-without-hours", rule.Treatment);
        }
    }

    private void Calendars()
    {
        refusals.AddRange(FrenchHolidays.Find(terms.Holidays).Refusals.Select(r => r.Within("holidays")));
        foreach (var (name, calendar) in terms.Calendars)
        {
            refusals.AddRange(calendar.At(DateTimeZone.Utc, HolidaySet.None).Refusals.Select(r => r.Within($"calendars.{name}")));
        }
    }

    private void Promises(string parent, ByPriority<ServicePromise?> promises, bool inFull)
    {
        foreach (var (priority, promise) in promises.Each())
        {
            var path = $"{parent}.{Camel(priority)}";
            if (promise is null)
            {
                Refuse(inFull, path, "required");
                continue;
            }

            Refuse(inFull && promise.Targets is null, $"{path}.targets", "required");
            Refuse(inFull && promise.Calendar is null, $"{path}.calendar", "required");
            Refuse(
                promise.Calendar is { } calendar && !terms.Calendars.ContainsKey(calendar),
                $"{path}.calendar", "calendar-unknown", promise.Calendar);
            if (promise.Targets is var (response, restoration))
            {
                Refuse(response < Duration.Zero, $"{path}.targets.response", "negative", response);
                Refuse(restoration < Duration.Zero, $"{path}.targets.restoration", "negative", restoration);

                // Both count from the registration in the same calendar: restored before anybody has to come is no promise.
                Refuse(response > restoration, $"{path}.targets.response", "response-after-restoration", response, restoration);
            }
        }
    }

    private void Pauses()
    {
        foreach (var (i, pause) in terms.Pauses.Index())
        {
            var path = Nth("pauses", i);
            Defined($"{path}.reason", pause.Reason);
            Refuse(terms.Pauses.Take(i).Any(p => p.Reason == pause.Reason), $"{path}.reason", "duplicate", pause.Reason);
            Text($"{path}.article", pause.Article);
        }
    }

    private void Recipients()
    {
        Refuse(terms.Recipients.IsEmpty, "recipients", "recipients-empty");
        foreach (var (i, recipient) in terms.Recipients.Index())
        {
            var path = Nth("recipients", i);
            Refuse(estate?.People.Contains(recipient.Person) == false, $"{path}.person", "person-unknown", recipient.Person);
            Refuse(recipient.AcknowledgeWithin <= Duration.Zero, $"{path}.acknowledgeWithin", "not-positive", recipient.AcknowledgeWithin);
        }
    }

    private void Fees()
    {
        Refuse(terms.PrepaidHours < Duration.Zero, "prepaidHours", "negative", terms.PrepaidHours);
        if (terms.MonthlyFee is { Amount: var amount, Currency: var currency } fee)
        {
            Refuse(amount < 0, "monthlyFee.amount", "negative", amount);
            Refuse(amount > HighestFee, "monthlyFee.amount", "out-of-range", amount, 0, HighestFee);
            Refuse(fee.Rounded().Amount != amount, "monthlyFee.amount", "finer-than-currency", amount, currency);
            Refuse(currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper), "monthlyFee.currency", "currency-unknown", currency);
        }

        if (terms.Penalties is { } penalties)
        {
            Refuse(terms.MonthlyFee is null, "penalties", "penalties-without-fee");
            Refuse(penalties.Step < ShortestStep, "penalties.step", "too-short", penalties.Step, ShortestStep);
            Percent("penalties.capPercent", penalties.CapPercent);
            foreach (var (priority, rate) in penalties.RatePercent.Each())
            {
                Percent($"penalties.ratePercent.{Camel(priority)}", rate);
            }
        }
    }

    private void WithinContract(string path, DayRange days)
    {
        Ordered(path, days);
        Refuse(days.Any() && !days.IsWithin(terms.Days), path, "outside-contract", days.First, days.Last, terms.Days.First, terms.Days.Last);
    }

    private void Ordered(string path, DayRange days) => Refuse(!days.Any(), $"{path}.last", "ends-before-start", days.Last, days.First);

    private void Percent(string path, decimal percent) => Refuse(percent is < 0 or > 100, path, "out-of-range", percent, 0, 100);

    private void Text(string path, string text) => Refuse(string.IsNullOrWhiteSpace(text), path, "required");

    private void Defined<T>(string path, T value)
        where T : struct, Enum => Refuse(!Enum.IsDefined(value), path, "unknown-word", value);

    private void Refuse(bool broken, string path, string rule, params object?[] values)
    {
        if (broken)
        {
            refusals.Add(Refusal.Of(path, rule, values));
        }
    }

    private static string Nth(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");

    private static string Camel<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
