using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Server.Contracts.Writing;

/// <summary>A contract as a person types it: every field as text, so that what was typed is given back when it is refused.</summary>
public sealed class ContractForm
{
    /// <summary>The reference.</summary>
    public string? Reference { get; set; }

    /// <summary>IANA zone.</summary>
    public string? Zone { get; set; }

    /// <summary>Code of the public holidays of what has no site.</summary>
    public string? Holidays { get; set; }

    /// <summary>First day, <c>2026-11-17</c>.</summary>
    public string? First { get; set; }

    /// <summary>Last day, or blank.</summary>
    public string? Last { get; set; }

    /// <summary>From when an amendment speaks.</summary>
    public string? EffectiveFrom { get; set; }

    /// <summary>The number of the version an amendment was written from.</summary>
    public int BasedOn { get; set; }

    /// <summary>The scope; blank ones are left out.</summary>
    public List<LineForm> Lines { get; set; } = [];

    /// <summary>One for each nature, in the order of <see cref="Nature"/>.</summary>
    public List<NatureForm> Natures { get; set; } = [];

    /// <summary>The calendars; those without a name are left out.</summary>
    public List<CalendarForm> Calendars { get; set; } = [];

    /// <summary>One for each priority.</summary>
    public List<PromiseForm> Promises { get; set; } = [];

    /// <summary>Percent of a target after which a clock asks for attention.</summary>
    public string? Attention { get; set; }

    /// <summary>One for each reason, in the order of <see cref="PauseReason"/>.</summary>
    public List<PauseForm> Pauses { get; set; } = [];

    /// <summary>Whom to tell, in order; blank ones are left out.</summary>
    public List<RecipientForm> Recipients { get; set; } = [];

    /// <summary>Monthly fee, or blank.</summary>
    public string? Fee { get; set; }

    /// <summary>Its currency.</summary>
    public string? Currency { get; set; }

    /// <summary>Hours bought in advance, or blank.</summary>
    public string? Prepaid { get; set; }

    /// <summary>A level set by a person, or blank.</summary>
    public string? Level { get; set; }

    /// <summary>Why.</summary>
    public string? LevelReason { get; set; }

    /// <summary>What the pressed button asks: <c>sign</c>, or more rows.</summary>
    public string? Act { get; set; }

    /// <summary>The form of terms.</summary>
    public static ContractForm Of(ContractTerms terms) => new()
    {
        Reference = terms.Reference,
        Zone = terms.Zone,
        Holidays = terms.Holidays,
        First = FieldText.Day(terms.Days.First),
        Last = FieldText.Day(terms.Days.Last),
        Lines = [.. terms.Scope.Select(LineForm.Of)],
        Natures = [.. Enum.GetValues<Nature>().Select(n => new NatureForm { Treatment = terms.Natures[n]?.Treatment.ToString(), Article = terms.Natures[n]?.Article })],
        Calendars = [.. terms.Calendars.Select(c => CalendarForm.Of(c.Key, c.Value))],
        Promises = [.. terms.Promises.Each().Select(p => PromiseForm.Of(p.Value))],
        Attention = terms.AttentionPercent.ToString(CultureInfo.InvariantCulture),
        Pauses = [.. Enum.GetValues<PauseReason>().Select(r => PauseForm.Of(terms.Pauses.FirstOrDefault(p => p.Reason == r)))],
        Recipients = [.. terms.Recipients.Select(RecipientForm.Of)],
        Fee = terms.MonthlyFee?.Amount.ToString(CultureInfo.InvariantCulture),
        Currency = terms.MonthlyFee?.Currency ?? "EUR",
        Prepaid = terms.PrepaidHours == Duration.Zero ? null : FieldText.Hours(terms.PrepaidHours),
        Level = terms.Level?.Level.ToString(),
        LevelReason = terms.Level?.Reason,
    };

    /// <summary>Adds the rows that the pressed button asks for.</summary>
    /// <returns>Whether one did: then nothing is signed.</returns>
    public bool AddAskedRows()
    {
        switch (Act)
        {
            case "lines":
                AddRows(5, 0, 0);
                return true;
            case "calendars":
                AddRows(0, 1, 0);
                return true;
            case "recipients":
                AddRows(0, 0, 2);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Adds blank rows to write in.</summary>
    public void AddRows(int lines, int calendars, int recipients)
    {
        Lines.AddRange(Enumerable.Range(0, lines).Select(_ => new LineForm()));
        Calendars.AddRange(Enumerable.Range(0, calendars).Select(_ => new CalendarForm()));
        Recipients.AddRange(Enumerable.Range(0, recipients).Select(_ => new RecipientForm()));
    }
}

/// <summary>A line of the scope.</summary>
public sealed class LineForm
{
    /// <summary>Its name in the contract.</summary>
    public string? Key { get; set; }

    /// <summary><c>item:ID</c>, <c>class:Server</c> or <c>class:Server@SITE</c>; blank: no line.</summary>
    public string? What { get; set; }

    /// <summary>What people call it.</summary>
    public string? Label { get; set; }

    /// <summary>Its first day; blank: the contract's.</summary>
    public string? First { get; set; }

    /// <summary>Its last day, or blank.</summary>
    public string? Last { get; set; }

    /// <summary>Of a line.</summary>
    public static LineForm Of(ScopeLine line) => new()
    {
        Key = line.Key, What = Write(line.Target), Label = line.Label, First = FieldText.Day(line.Days.First), Last = FieldText.Day(line.Days.Last),
    };

    /// <summary>A target as the value of a choice.</summary>
    public static string Write(ScopeTarget target) => target switch
    {
        ScopeTarget.OneItem { Id: var id } => $"item:{id}",
        ScopeTarget.ClassOfItems { Class: var named, Site: { } site } => $"class:{named}@{site}",
        ScopeTarget.ClassOfItems { Class: var named } => $"class:{named}",
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    /// <summary>The target of a choice, or <c>null</c> when it is none of those offered.</summary>
    public ScopeTarget? Target()
    {
        var (kind, rest) = (What ?? "").Split(':', 2) is [var k, var r] ? (k, r) : ("", "");
        if (kind == "item")
        {
            return Guid.TryParse(rest, out var id) ? new ScopeTarget.OneItem(id) : null;
        }

        var parts = rest.Split('@', 2);
        Guid? site = parts.Length == 2 && Guid.TryParse(parts[1], out var named) ? named : null;
        return kind == "class" && Enum.TryParse<ItemClass>(parts[0], out var itemClass) && (parts.Length == 1 || site is not null)
            ? new ScopeTarget.ClassOfItems(itemClass, site)
            : null;
    }
}

/// <summary>How a nature is paid for.</summary>
public sealed class NatureForm
{
    /// <summary>A <see cref="Domain.Contracts.Treatment"/>.</summary>
    public string? Treatment { get; set; }

    /// <summary>Where the contract says it.</summary>
    public string? Article { get; set; }
}

/// <summary>A calendar: spans per weekday as text, <c>08:00-12:00, 14:00-18:00</c>; all blank and ticked: round the clock.</summary>
public sealed class CalendarForm
{
    /// <summary>Its name.</summary>
    public string? Name { get; set; }

    /// <summary>Round the clock.</summary>
    public bool Always { get; set; }

    /// <summary>Monday's spans; the other days follow.</summary>
    public List<string?> Days { get; set; } = [];

    /// <summary>Closed dates, separated by commas or spaces.</summary>
    public string? Closures { get; set; }

    /// <summary>The zone at every site, or blank.</summary>
    public string? Zone { get; set; }

    /// <summary>The holidays at every site, or blank.</summary>
    public string? Holidays { get; set; }

    /// <summary>Of a calendar.</summary>
    public static CalendarForm Of(string name, CalendarTerms terms) => new()
    {
        Name = name,
        Always = terms.Week is null,
        Days = [.. FieldText.WeekDays.Select(d => terms.Week?.GetValueOrDefault(ServiceWeek.NameOf(d)) is { IsDefault: false } spans ? string.Join(", ", spans) : null)],
        Closures = terms.Closures.IsEmpty ? null : string.Join(", ", terms.Closures.Select(c => FieldText.Day(c))),
        Zone = terms.Zone,
        Holidays = terms.Holidays,
    };
}

/// <summary>Targets and calendar of a priority.</summary>
public sealed class PromiseForm
{
    /// <summary>GTI; blank: best effort.</summary>
    public string? Response { get; set; }

    /// <summary>GTR; blank: best effort.</summary>
    public string? Restoration { get; set; }

    /// <summary>The name of the calendar.</summary>
    public string? Calendar { get; set; }

    /// <summary>Of a promise.</summary>
    public static PromiseForm Of(ServicePromise? promise) => new()
    {
        Response = promise?.Targets?.Response is { } response ? FieldText.Hours(response) : null,
        Restoration = promise?.Targets?.Restoration is { } restoration ? FieldText.Hours(restoration) : null,
        Calendar = promise?.Calendar,
    };
}

/// <summary>Whether a pause is allowed, and where the contract says so.</summary>
public sealed class PauseForm
{
    /// <summary>Allowed.</summary>
    public bool Allowed { get; set; }

    /// <summary>Where.</summary>
    public string? Article { get; set; }

    /// <summary>Of a clause.</summary>
    public static PauseForm Of(PauseClause? clause) => new() { Allowed = clause is not null, Article = clause?.Article };
}

/// <summary>A person to tell.</summary>
public sealed class RecipientForm
{
    /// <summary>Who; blank: nobody.</summary>
    public string? Person { get; set; }

    /// <summary>Minutes to acknowledge within.</summary>
    public string? Minutes { get; set; }

    /// <summary>Of a recipient.</summary>
    public static RecipientForm Of(Recipient recipient) => new()
    {
        Person = recipient.Person.ToString(), Minutes = ((long)recipient.AcknowledgeWithin.TotalMinutes).ToString(CultureInfo.InvariantCulture),
    };
}
