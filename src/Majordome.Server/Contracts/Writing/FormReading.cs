using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;

namespace Majordome.Server.Contracts.Writing;

/// <summary>
/// Turns a typed form into terms, and paths of terms into fields of the form. What the form does not show (the lines' own
/// promises, penalties, suspensions) stays as the terms before said it.
/// </summary>
public sealed class FormReading
{
    private readonly ContractForm form;
    private readonly List<int> lines = [];
    private readonly List<int> pauses = [];
    private readonly List<int> recipients = [];
    private readonly ImmutableArray<Refusal>.Builder refusals = ImmutableArray.CreateBuilder<Refusal>();

    private FormReading(ContractForm form) => this.form = form;

    /// <summary>What could not be read, by field.</summary>
    public ImmutableArray<Refusal> Refusals => refusals.ToImmutable();

    /// <summary>The terms; to be used when nothing was refused.</summary>
    public ContractTerms Terms { get; private set; } = null!;

    /// <summary>From when an amendment speaks.</summary>
    public LocalDate EffectiveFrom { get; private set; }

    /// <summary>Reads a form.</summary>
    /// <param name="form">What was typed.</param>
    /// <param name="before">The terms it started from.</param>
    /// <param name="by">Who writes.</param>
    /// <param name="isAmendment">Whether the form says from when it speaks.</param>
    public static FormReading Of(ContractForm form, ContractTerms before, Guid by, bool isAmendment)
    {
        var reading = new FormReading(form);
        reading.Terms = reading.Read(before, by);
        if (isAmendment)
        {
            reading.EffectiveFrom = reading.Day(nameof(form.EffectiveFrom), form.EffectiveFrom) ?? default;
        }

        return reading;
    }

    /// <summary>The refusals of the command, at the fields of the form.</summary>
    public ImmutableArray<Refusal> ToFields(ImmutableArray<Refusal> ofCommand) => [.. ofCommand.Select(r => r with { Path = Field(r.Path) })];

    private ContractTerms Read(ContractTerms before, Guid by)
    {
        var days = new DayRange(Day(nameof(form.First), form.First) ?? before.Days.First, OptionalDay(nameof(form.Last), form.Last));
        return before with
        {
            Reference = (form.Reference ?? "").Trim(),
            Zone = (form.Zone ?? "").Trim(),
            Holidays = form.Holidays ?? before.Holidays,
            Days = days,
            Scope = [.. form.Lines.Index().Where(l => !IsBlank(l.Item)).Select(l => Line(l.Index, l.Item, days, before))],
            Natures = new(Nature(0), Nature(1), Nature(2), Nature(3), Nature(4)),
            Calendars = Calendars(),
            Promises = ByPriority.Of(p => Promise((int)p - 1)),
            AttentionPercent = Whole(nameof(form.Attention), form.Attention) ?? before.AttentionPercent,
            Pauses = [.. form.Pauses.Index().Where(p => p.Item.Allowed).Select(p => Pause(p.Index, p.Item))],
            Recipients = [.. form.Recipients.Index().Where(r => !string.IsNullOrEmpty(r.Item.Person)).Select(r => Recipient(r.Index, r.Item))],
            MonthlyFee = Fee(),
            PrepaidHours = OptionalDuration(nameof(form.Prepaid), form.Prepaid) ?? Duration.Zero,
            Level = Enum.TryParse<Level>(form.Level, out var level) ? Override(level, before, by) : null,
        };
    }

    // Who set it stays named while level and reason stay.
    private LevelOverride Override(Level level, ContractTerms before, Guid by) =>
        before.Level is { } kept && kept.Level == level && kept.Reason == form.LevelReason ? kept : new(level, by, (form.LevelReason ?? "").Trim());

    private static bool IsBlank(LineForm line) => string.IsNullOrEmpty(line.What) && string.IsNullOrWhiteSpace(line.Label);

    private ScopeLine Line(int index, LineForm line, DayRange contract, ContractTerms before)
    {
        var field = Nth(nameof(form.Lines), index);
        lines.Add(index);
        if (line.Target() is not { } target)
        {
            refusals.Add(Refusal.Of($"{field}.What", string.IsNullOrEmpty(line.What) ? "required" : "unknown-word", line.What));
            target = new ScopeTarget.OneItem(Guid.Empty);
        }

        var key = string.IsNullOrWhiteSpace(line.Key) ? FreeKey(index) : line.Key.Trim();
        var first = OptionalDay($"{field}.First", line.First) ?? contract.First;
        var label = string.IsNullOrWhiteSpace(line.Label) ? null : line.Label.Trim();
        return new(key, target, new(first, OptionalDay($"{field}.Last", line.Last)), label, before.Scope.FirstOrDefault(l => l.Key == key)?.Promises);
    }

    // L1, L2…: the first that no line of the form has, counted from the row so that two blank keys differ.
    private string FreeKey(int index)
    {
        var taken = form.Lines.Select(l => l.Key?.Trim()).ToHashSet(StringComparer.Ordinal);
        var free = Enumerable.Range(1, form.Lines.Count * 2).Select(n => string.Create(CultureInfo.InvariantCulture, $"L{n}")).Where(k => !taken.Contains(k)).ToList();
        return free[form.Lines.Take(index).Count(l => !IsBlank(l) && string.IsNullOrWhiteSpace(l.Key))];
    }

    private NatureRule? Nature(int index) => form.Natures.ElementAtOrDefault(index) is { } rule && Enum.TryParse<Treatment>(rule.Treatment, out var treatment)
        ? new(treatment, string.IsNullOrWhiteSpace(rule.Article) ? null : rule.Article.Trim())
        : null;

    private ImmutableSortedDictionary<string, CalendarTerms> Calendars()
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, CalendarTerms>(StringComparer.Ordinal);
        foreach (var (i, calendar) in form.Calendars.Index().Where(c => !string.IsNullOrWhiteSpace(c.Item.Name)))
        {
            var (name, field) = (calendar.Name!.Trim(), Nth(nameof(form.Calendars), i));
            if (!read.TryAdd(name, Calendar(field, calendar)))
            {
                refusals.Add(Refusal.Of($"{field}.Name", "duplicate", name));
            }
        }

        return read.ToImmutable();
    }

    private CalendarTerms Calendar(string field, CalendarForm calendar) => new()
    {
        Week = calendar.Always ? null : FieldText.WeekDays
            .Select(day => (Day: day, Spans: Split(Dashes(calendar.Days.ElementAtOrDefault((int)day - 1)))))
            .Where(d => d.Spans.Length > 0)
            .ToImmutableSortedDictionary(d => ServiceWeek.NameOf(d.Day), d => d.Spans, StringComparer.Ordinal),
        Closures = [.. Split(calendar.Closures).Select(c => Day($"{field}.Closures", c)).OfType<LocalDate>()],
        Zone = string.IsNullOrWhiteSpace(calendar.Zone) ? null : calendar.Zone.Trim(),
        Holidays = string.IsNullOrEmpty(calendar.Holidays) ? null : calendar.Holidays,
    };

    private ServicePromise? Promise(int index)
    {
        if (form.Promises.ElementAtOrDefault(index) is not { } promise)
        {
            return null;
        }

        var field = Nth(nameof(form.Promises), index);
        return new(
            new(OptionalDuration($"{field}.Response", promise.Response), OptionalDuration($"{field}.Restoration", promise.Restoration)),
            string.IsNullOrEmpty(promise.Calendar) ? null : promise.Calendar);
    }

    private PauseClause Pause(int index, PauseForm pause)
    {
        pauses.Add(index);
        return new((PauseReason)index, (pause.Article ?? "").Trim());
    }

    private Recipient Recipient(int index, RecipientForm recipient)
    {
        recipients.Add(index);
        var minutes = Whole($"{Nth(nameof(form.Recipients), index)}.Minutes", recipient.Minutes) ?? 1;
        return new(Guid.TryParse(recipient.Person, out var person) ? person : Guid.Empty, Duration.FromMinutes(minutes));
    }

    private Money? Fee()
    {
        if (string.IsNullOrWhiteSpace(form.Fee))
        {
            return null;
        }

        var typed = form.Fee.Replace(',', '.').Replace("\u00A0", "", StringComparison.Ordinal).Replace("\u202F", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        if (!decimal.TryParse(typed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount))
        {
            refusals.Add(Refusal.Of(nameof(form.Fee), "number-unreadable", form.Fee));
        }

        return new(amount, (form.Currency ?? "").Trim());
    }

    private LocalDate? Day(string field, string? text)
    {
        var day = FieldText.ReadDay(text);
        if (day is null)
        {
            refusals.Add(string.IsNullOrWhiteSpace(text) ? Refusal.Of(field, "required") : Refusal.Of(field, "date-unreadable", text));
        }

        return day;
    }

    private LocalDate? OptionalDay(string field, string? text) => string.IsNullOrWhiteSpace(text) ? null : Day(field, text);

    private Duration? OptionalDuration(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var read = FieldText.ReadDuration(text);
        if (read is null)
        {
            refusals.Add(Refusal.Of(field, "duration-unreadable", text));
        }

        return read;
    }

    private int? Whole(string field, string? text)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        refusals.Add(string.IsNullOrWhiteSpace(text) ? Refusal.Of(field, "required") : Refusal.Of(field, "number-unreadable", text));
        return null;
    }

    // terms.scope[1].target.id is the second line that was filled in: Lines[3].What, say.
    private string Field(string path)
    {
        var steps = (path.StartsWith("terms.", StringComparison.Ordinal) ? path["terms.".Length..] : path).Split('.');
        var (first, rest) = (steps[0], steps[1..]);
        var (name, index) = first.IndexOf('[', StringComparison.Ordinal) is > 0 and var open
            ? (first[..open], int.Parse(first.AsSpan(open + 1, first.Length - open - 2), CultureInfo.InvariantCulture))
            : (first, 0);
        return name switch
        {
            "scope" => $"{Nth(nameof(form.Lines), lines.ElementAtOrDefault(index))}.{LineField(rest)}",
            "natures" => $"{Nth(nameof(form.Natures), (int)Enum.Parse<Nature>(rest[0], ignoreCase: true) - 1)}.Treatment",
            "calendars" => CalendarField(rest),
            "promises" => $"{Nth(nameof(form.Promises), (int)Enum.Parse<Priority>(rest[0], ignoreCase: true) - 1)}.{PromiseField(rest)}",
            "pauses" => $"{Nth(nameof(form.Pauses), pauses.ElementAtOrDefault(index))}.Article",
            "recipients" => $"{Nth(nameof(form.Recipients), recipients.ElementAtOrDefault(index))}.{(rest is ["acknowledgeWithin"] ? "Minutes" : "Person")}",
            "days" => rest is ["last"] ? nameof(form.Last) : nameof(form.First),
            "reference" => nameof(form.Reference),
            "zone" => nameof(form.Zone),
            "holidays" => nameof(form.Holidays),
            "effectiveFrom" => nameof(form.EffectiveFrom),
            "attentionPercent" => nameof(form.Attention),
            "level" => rest is ["reason"] ? nameof(form.LevelReason) : nameof(form.Level),
            "monthlyFee" => rest is ["currency"] ? nameof(form.Currency) : nameof(form.Fee),
            "prepaidHours" => nameof(form.Prepaid),
            "penalties" => nameof(form.Fee),
            _ => "",
        };
    }

    private static string LineField(string[] rest) => rest switch
    {
        ["key"] => "Key",
        ["days", "last"] => "Last",
        ["days", ..] => "First",
        _ => "What",
    };

    private static string PromiseField(string[] rest) => rest switch
    {
        [_, "targets", "restoration"] => "Restoration",
        [_, "calendar"] => "Calendar",
        _ => "Response",
    };

    // The name of a calendar may hold points of its own: it is compared whole.
    private string CalendarField(string[] rest)
    {
        var path = string.Join('.', rest);
        foreach (var (i, calendar) in form.Calendars.Index())
        {
            var name = calendar.Name?.Trim();
            if (!string.IsNullOrEmpty(name) && path.StartsWith(name + ".", StringComparison.Ordinal))
            {
                return $"{Nth(nameof(form.Calendars), i)}.{CalendarPart(path[(name.Length + 1)..])}";
            }
        }

        return "";
    }

    private static string CalendarPart(string part)
    {
        var day = FieldText.WeekDays.Where(d => part.StartsWith("week." + ServiceWeek.NameOf(d), StringComparison.Ordinal)).Select(d => (int)d).FirstOrDefault(1);
        return part switch
        {
            "zone" => "Zone",
            "holidays" => "Holidays",
            _ => string.Create(CultureInfo.InvariantCulture, $"Days[{day - 1}]"),
        };
    }

    // 08:00 – 12:00, as printed, is 08:00-12:00.
    private static string Dashes(string? text) => string.Join('-', (text ?? "").Split(['-', '–'], StringSplitOptions.TrimEntries));

    private static ImmutableArray<string> Split(string? text) =>
        [.. (text ?? "").Split([',', ';', ' ', '\u00A0'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static string Nth(string list, int index) => string.Create(CultureInfo.InvariantCulture, $"{list}[{index}]");
}
