using System.Globalization;
using System.Text;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.ServiceDesk;
using Majordome.Domain.Time;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>
/// Reads a file of contract-clock scenarios and finds all its faults, each with its JSON path. Fields it does not know are left
/// alone (<c>note</c>, <c>expect</c>).
/// </summary>
internal sealed class ScenarioFileReader
{
    private readonly List<Refusal> faults = [];

    /// <summary>The calendars by name; <c>null</c> for one that has faults of its own, so that its use is not told as another.</summary>
    private readonly Dictionary<string, ServiceCalendar?> calendars = new(StringComparer.Ordinal);

    private ScenarioFileReader()
    {
    }

    /// <summary>Reads the bytes of a file: JSON in UTF-8, with or without byte order mark.</summary>
    /// <returns>The tickets, or every fault in the order of the file's parts: document, calendars, scenarios.</returns>
    public static Result<ScenarioFile> Read(ReadOnlySpan<byte> file)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException fault)
        {
            return Refusal.Of("", "not-utf8", fault.Index);
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            return new ScenarioFileReader().Read(document.RootElement);
        }
        catch (JsonException fault)
        {
            return Refusal.Of("", "json-malformed", fault.LineNumber + 1, fault.BytePositionInLine + 1);
        }
    }

    private Result<ScenarioFile> Read(JsonElement root)
    {
        JsonNames.Check(root, "", faults);
        if (faults.Exists(fault => string.Equals(fault.Rule, "text-malformed", StringComparison.Ordinal)))
        {
            return faults.ToArray().ToRefusals();
        }

        var file = new JsonPlace(root, "", faults);
        foreach (var (name, place) in file.Required("calendars")?.Fields() ?? [])
        {
            calendars[name] = CalendarReader.Read(place);
        }

        var scenarios = new List<SlaScenario>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var place in file.Value.ValueKind == JsonValueKind.Object ? file.Required("scenarios")?.Items() ?? [] : [])
        {
            if (ReadScenario(place, ids) is { } scenario)
            {
                scenarios.Add(scenario);
            }
        }

        return faults.Count == 0 ? new ScenarioFile(scenarios) : faults.ToArray().ToRefusals();
    }

    /// <summary>The ticket; <c>null</c>, or one that is not to be used, when a fault was told.</summary>
    private SlaScenario? ReadScenario(JsonPlace place, HashSet<string> ids)
    {
        if (place.Required("id") is not { } idPlace)
        {
            return place.Value.ValueKind == JsonValueKind.Object ? ReadTicket(place, "") : null;
        }

        var id = idPlace.Text();
        if (id is { Length: 0 })
        {
            idPlace.Refuse("id-empty");
        }
        else if (id is not null && !ids.Add(id))
        {
            idPlace.Refuse("id-twice", id);
        }

        return ReadTicket(place, id ?? "");
    }

    private SlaScenario? ReadTicket(JsonPlace place, string id)
    {
        var calendarPlace = place.Required("calendar");
        var calendar = calendarPlace is { } named ? ReadCalendarName(named) : null;
        ReadPriority(place.Optional("priority"));
        var registered = ReadInstant(place.Required("registered"));
        var now = ReadInstant(place.Required("now"));
        var targets = ReadTargets(place.Required("targets"));
        var events = new List<(string Path, ClockEvent Event)>();
        var readable = true;
        foreach (var item in place.Required("events")?.Items() ?? [])
        {
            if (ReadEvent(item) is { } step)
            {
                events.Add((item.Path, step));
            }
            else
            {
                readable = false;
            }
        }

        ClockEvent[] steps = [.. events.Select(item => item.Event)];
        CheckHistory(place, events, ClockHistory.Check(registered ?? Instant.MinValue, steps, now ?? Instant.MaxValue), readable);
        return calendar is null || registered is null || now is null
            ? null
            : new SlaScenario(id, calendarPlace!.Value.Text()!, new ClockTerms(registered.Value, calendar, targets), steps, now.Value);
    }

    /// <summary>
    /// Tells what the history has against it, at the places of the file. Where an event could not be read, the steps that
    /// follow it prove nothing: then only its times are judged.
    /// </summary>
    private void CheckHistory(JsonPlace place, List<(string Path, ClockEvent Event)> events, IEnumerable<Refusal> refusals, bool readable)
    {
        foreach (var refusal in refusals)
        {
            if (string.Equals(refusal.Path, "now", StringComparison.Ordinal))
            {
                faults.Add(refusal.Within(place.Path));
                continue;
            }

            var number = refusal.Path.AsSpan()["events[".Length..refusal.Path.IndexOf(']', StringComparison.Ordinal)];
            var index = int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);
            var isTime = refusal.Path.EndsWith(".at", StringComparison.Ordinal);
            if (isTime || readable)
            {
                faults.Add(refusal with { Path = events[index].Path + (isTime ? ".at" : "") });
            }
        }
    }

    private ClockEvent? ReadEvent(JsonPlace place)
    {
        if (place.Required("type") is not { } typePlace)
        {
            return null;
        }

        var at = ReadInstant(place.Required("at"));
        var type = typePlace.Text();
        var step = ReadStep(place, typePlace, type, at ?? Instant.MinValue);
        return at is null ? null : step;
    }

    private ClockEvent? ReadStep(JsonPlace place, JsonPlace typePlace, string? type, Instant at)
    {
        switch (type)
        {
            case null:
                return null;
            case "intervention":
                return new ClockEvent.Taken(at);
            case "pause":
                return new ClockEvent.Paused(at, ReadReason(place.Required("reason")));
            case "resume":
                return new ClockEvent.Resumed(at);
            case "priority":
                var priority = ReadPriority(place.Required("priority"));
                var targets = ReadTargets(place.Required("targets"));
                return new ClockEvent.PriorityChanged(at, priority, targets, place.Optional("calendar") is { } named ? ReadCalendarName(named) : null);
            case "resolved":
                return new ClockEvent.Restored(at);
            case "reopened":
                return new ClockEvent.Reopened(at);
            default:
                typePlace.Refuse("event-unknown", type);
                return null;
        }
    }

    private ServiceCalendar? ReadCalendarName(JsonPlace place)
    {
        if (place.Text() is not { } name)
        {
            return null;
        }

        if (!calendars.TryGetValue(name, out var calendar))
        {
            place.Refuse("calendar-unknown", name);
        }

        return calendar;
    }

    private static PauseReason ReadReason(JsonPlace? place)
    {
        if (place?.Text() is not { } code)
        {
            return default;
        }

        if (PauseReasons.Find(code).TryGet(out var reason, out var refused))
        {
            return reason;
        }

        place.Value.Refuse(refused);
        return default;
    }

    private static Priority ReadPriority(JsonPlace? place)
    {
        if (place?.Text() is not { } text)
        {
            return default;
        }

        if (text is ['P', >= '1' and <= '4'])
        {
            return (Priority)(text[1] - '0');
        }

        place.Value.Refuse("priority-unknown", text);
        return default;
    }

    private static ServiceTargets ReadTargets(JsonPlace? place) =>
        place is { } targets && targets.Is(JsonValueKind.Object)
            ? new ServiceTargets(ReadTarget(targets.Required("gti")), ReadTarget(targets.Required("gtr")))
            : default;

    private static Duration? ReadTarget(JsonPlace? place)
    {
        if (place is not { Value.ValueKind: not JsonValueKind.Null } target || target.Text() is not { } text)
        {
            return null;
        }

        if (!IsoDuration.TryParse(text, out var duration))
        {
            target.Refuse("duration-malformed", text);
            return null;
        }

        if (duration < Duration.Zero)
        {
            target.Refuse("target-negative", text);
            return null;
        }

        return duration;
    }

    private static Instant? ReadInstant(JsonPlace? place)
    {
        if (place?.Text() is not { } text)
        {
            return null;
        }

        if (!InstantPattern.ExtendedIso.Parse(text).TryGetValue(default, out var instant))
        {
            place.Value.Refuse("instant-malformed", text);
            return null;
        }

        if (instant < ServiceCalendar.Earliest || instant >= ServiceCalendar.Latest)
        {
            place.Value.Refuse("instant-out-of-range", text, ServiceCalendar.Earliest, ServiceCalendar.Latest);
            return null;
        }

        return instant;
    }
}
