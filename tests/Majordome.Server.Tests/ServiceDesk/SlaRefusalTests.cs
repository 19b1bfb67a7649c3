using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Majordome.Server.ServiceDesk.Sla;

namespace Majordome.Server.Tests.ServiceDesk;

public partial class SlaRefusalTests
{
    /// <summary>What is changed in the sound file (path of the value, the JSON put there; empty: taken away), and the fault that follows.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "calendars.office.zone", "\"Europe/Pariss\"", "$.calendars.office.zone: unknown zone: “Europe/Pariss”" },
        { "calendars.office.zone", "", "$.calendars.office.zone: the field “zone” is missing" },
        { "calendars.office.zone", "7", "$.calendars.office.zone: this field takes a text and got a number" },
        { "calendars.office", "[]", "$.calendars.office: this field takes an object and got a list" },
        { "calendars.office.week", "{}", "$.calendars.office.week: the week has no span" },
        { "calendars.office.week.monday", "[]", "" },
        { "calendars.office.week", "{\"monday\": []}", "$.calendars.office.week: the week has no span" },
        { "calendars.office.week", "\"never\"", "$.calendars.office.week: “never” is neither" },
        { "calendars.office.week", "null", "$.calendars.office.week: this field takes an object and got nothing" },
        { "calendars.office.week.lundi", "[\"08:00-12:00\"]", "$.calendars.office.week.lundi: unknown day: “lundi”" },
        { "calendars.office.week.monday", "\"08:00-12:00\"", "$.calendars.office.week.monday: this field takes a list and got a text" },
        { "calendars.office.week.monday[1]", "5", "$.calendars.office.week.monday[1]: this field takes a text and got a number" },
        { "calendars.office.week.monday[0]", "\"08:00-24:00\"", "$.calendars.office.week.monday[0]: “08:00-24:00” is not a span" },
        { "calendars.office.week.monday[0]", "\"8h-12h\"", "$.calendars.office.week.monday[0]: “8h-12h” is not a span" },
        { "calendars.office.week.monday[1]", "\"11:00-18:00\"", "$.calendars.office.week.monday[1]: the span 11:00-18:00 overlaps the one of monday, 08:00-12:00" },
        { "calendars.office.week.monday[0]", "\"05:00-12:00\"", "$.calendars.office.week.monday[0]: the span 05:00-12:00 overlaps the one of sunday, 22:00-06:00" },
        { "calendars.office.holidays", "\"FR-corse\"", "$.calendars.office.holidays: unknown holidays: “FR-corse”" },
        { "calendars.office.closures[0]", "\"2026-02-30\"", "$.calendars.office.closures[0]: “2026-02-30” is not a date" },
        { "calendars.office.closures", "\"2026-02-28\"", "$.calendars.office.closures: this field takes a list and got a text" },
        { "scenarios", "", "$.scenarios: the field “scenarios” is missing" },
        { "scenarios[0]", "null", "$.scenarios[0]: this field takes an object and got nothing" },
        { "scenarios[0].id", "", "$.scenarios[0].id: the field “id” is missing" },
        { "scenarios[0].id", "\"\"", "$.scenarios[0].id: the id is empty" },
        { "scenarios[0].calendar", "\"nights\"", "$.scenarios[0].calendar: unknown calendar: “nights”" },
        { "scenarios[0].calendar", "", "$.scenarios[0].calendar: the field “calendar” is missing" },
        { "scenarios[0].registered", "\"2026-06-01 07:00\"", "$.scenarios[0].registered: “2026-06-01 07:00” is not a UTC instant" },
        { "scenarios[0].registered", "\"2026-06-01T07:00:00+02:00\"", "$.scenarios[0].registered: “2026-06-01T07:00:00+02:00” is not a UTC instant" },
        { "scenarios[0].registered", "\"1789-07-14T07:00:00Z\"", "$.scenarios[0].registered: 1789-07-14T07:00:00Z is not between" },
        { "scenarios[0].priority", "\"P5\"", "$.scenarios[0].priority: unknown priority: “P5”" },
        { "scenarios[0].targets", "", "$.scenarios[0].targets: the field “targets” is missing" },
        { "scenarios[0].targets", "\"PT1H\"", "$.scenarios[0].targets: this field takes an object and got a text" },
        { "scenarios[0].targets.gtr", "", "$.scenarios[0].targets.gtr: the field “gtr” is missing" },
        { "scenarios[0].targets.gtr", "\"PT-1H\"", "$.scenarios[0].targets.gtr: “PT-1H” is not an ISO 8601 duration" },
        { "scenarios[0].targets.gtr", "\"-PT1H\"", "$.scenarios[0].targets.gtr: the target -PT1H is negative" },
        { "scenarios[0].targets.gti", "\"-PT1S\"", "$.scenarios[0].targets.gti: the target -PT1S is negative" },
        { "scenarios[0].targets.gti", "\"P1M\"", "$.scenarios[0].targets.gti: “P1M” is not an ISO 8601 duration" },
        { "scenarios[0].targets.gti", "\"PT999999999H\"", "$.scenarios[0].targets.gti: “PT999999999H” is not an ISO 8601 duration" },
        { "scenarios[0].targets.gti", "60", "$.scenarios[0].targets.gti: this field takes a text and got a number" },
        { "scenarios[0].now", "", "$.scenarios[0].now: the field “now” is missing" },
        { "scenarios[0].events", "", "$.scenarios[0].events: the field “events” is missing" },
        { "scenarios[0].events[0]", "true", "$.scenarios[0].events[0]: this field takes an object and got a boolean" },
        { "scenarios[0].events[0].type", "\"taken\"", "$.scenarios[0].events[0].type: unknown event: “taken”" },
        { "scenarios[0].events[0].type", "", "$.scenarios[0].events[0].type: the field “type” is missing" },
        { "scenarios[0].events[1].reason", "\"waiting-for-supplier\"", "$.scenarios[0].events[1].reason: “waiting-for-supplier” is no reason to pause" },
        { "scenarios[0].events[1].reason", "", "$.scenarios[0].events[1].reason: the field “reason” is missing" },
        { "scenarios[0].events[3].calendar", "\"nights\"", "$.scenarios[0].events[3].calendar: unknown calendar: “nights”" },
        { "scenarios[0].events[3].calendar", "null", "" },
        { "scenarios[0].events[3].priority", "\"high\"", "$.scenarios[0].events[3].priority: unknown priority: “high”" },
        { "scenarios[0].events[3].targets.gti", "\"-PT1H\"", "$.scenarios[0].events[3].targets.gti: the target -PT1H is negative" },
        { "scenarios[0].events[3].targets.gti", "null", "" },
        { "scenarios[0].events[0].at", "\"2026-06-01T06:59:00Z\"", "$.scenarios[0].events[0].at: 2026-06-01T06:59:00Z is before the registration, 2026-06-01T07:00:00Z" },
        { "scenarios[0].events[5].at", "\"2026-06-01T11:00:01Z\"", "$.scenarios[0].events[5].at: 2026-06-01T11:00:01Z is after “now”, 2026-06-01T11:00:00Z" },
        { "scenarios[0].events[4].at", "\"2026-06-01T08:10:00Z\"", "$.scenarios[0].events[4].at: 2026-06-01T08:10:00Z is before an earlier event, 2026-06-01T09:30:00Z" },
        { "scenarios[0].events[4].at", "\"2026-06-01T09:30:00Z\"", "" },
        { "scenarios[0].events[5].at", "\"soon\"", "$.scenarios[0].events[5].at: “soon” is not a UTC instant" },
    };

    /// <summary>Types of events that put the wrong step in the place of the event of a number.</summary>
    public static TheoryData<int, string, string> Steps => new()
    {
        { 2, "pause", "$.scenarios[0].events[2]: pause while already paused" },
        { 5, "pause", "$.scenarios[0].events[5]: pause while resolved" },
        { 0, "resume", "$.scenarios[0].events[0]: resume while not paused" },
        { 5, "resume", "$.scenarios[0].events[5]: resume while not paused" },
        { 5, "resolved", "$.scenarios[0].events[5]: resolved twice" },
        { 0, "reopened", "$.scenarios[0].events[0]: reopened while not resolved" },
    };

    [Fact]
    public void The_sound_file_is_sound() => SlaFiles.Evaluate(SlaFiles.Sound().ToJsonString()).ShouldSatisfyAllConditions(
        run => run.Error.ShouldBe(""),
        run => run.ExitCode.ShouldBe(0));

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_path(string place, string json, string expected)
    {
        var file = SlaFiles.Sound();
        Put(file, place, json);
        var run = SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en");
        if (expected.Length == 0)
        {
            (run.ExitCode, run.Error).ShouldBe((0, ""));
            return;
        }

        (run.ExitCode, run.Output).ShouldBe((2, ""));
        run.Faults.ShouldHaveSingleItem().ShouldStartWith(expected);
        SlaFiles.Evaluate(file.ToJsonString()).Faults.ShouldHaveSingleItem().ShouldStartWith(expected[..(expected.IndexOf(": ", StringComparison.Ordinal) + 2)]);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void A_step_that_cannot_be_is_told_with_its_path(int index, string type, string expected)
    {
        var file = SlaFiles.Sound();
        Put(file, $"scenarios[0].events[{index}].type", $"\"{type}\"");
        Put(file, $"scenarios[0].events[{index}].reason", "\"agreed-maintenance\"");
        var run = SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en");
        run.ExitCode.ShouldBe(2);
        run.Faults[0].ShouldStartWith(expected);
    }

    [Fact]
    public void An_id_used_twice_is_told_at_its_second_place()
    {
        var file = SlaFiles.Sound();
        file["scenarios"]!.AsArray().Add(file["scenarios"]![0]!.DeepClone());
        SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en").Faults.ShouldBe(["$.scenarios[1].id: the id “one” is already used in this file"]);
    }

    [Fact]
    public void Now_before_the_registration_is_told()
    {
        var file = SlaFiles.Sound();
        Put(file, "scenarios[0].events", "[]");
        Put(file, "scenarios[0].now", "\"2026-06-01T06:59:59Z\"");
        SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en").Faults.ShouldHaveSingleItem().ShouldStartWith("$.scenarios[0].now: 2026-06-01T06:59:59Z is before the registration");
    }

    [Fact]
    public void Too_many_spans_in_a_day_are_told()
    {
        var file = SlaFiles.Sound();
        Put(file, "calendars.office.week.monday", "[" + string.Join(',', Enumerable.Range(0, 49).Select(i => $"\"{8 + i / 6:00}:{i % 6}0-{8 + i / 6:00}:{i % 6}5\"")) + "]");
        SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en").Faults.ShouldBe(["$.calendars.office.week.monday: 49 spans in one day, 48 at most"]);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_at_once()
    {
        var file = SlaFiles.Sound();
        Put(file, "calendars.office.zone", "\"Mars/Olympus\"");
        Put(file, "calendars.always.week", "{}");
        Put(file, "scenarios[0].targets.gtr", "\"-PT1H\"");
        Put(file, "scenarios[0].events[1].type", "\"resume\"");
        Put(file, "scenarios[0].events[5].at", "\"2026-06-01T06:00:00Z\"");
        var run = SlaFiles.Evaluate(file.ToJsonString());
        run.ExitCode.ShouldBe(2);
        run.Faults.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).ShouldBe(
        [
            "$.calendars.office.zone", "$.calendars.always.week", "$.scenarios[0].targets.gtr",
            "$.scenarios[0].events[1]", "$.scenarios[0].events[2]", "$.scenarios[0].events[5].at",
        ]);
    }

    [Fact]
    public void A_file_without_calendars_is_told()
    {
        var file = SlaFiles.Sound();
        file.Remove("calendars");
        file["scenarios"] = new JsonArray();
        SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en").Faults.ShouldBe(["$.calendars: the field “calendars” is missing"]);
    }

    [Fact]
    public void A_field_given_twice_is_told() =>
        SlaFiles.Evaluate("""{"calendars":{"a":{"zone":"UTC","week":"always"},"a":{"zone":"UTC","week":"always"}},"scenarios":[]}""", "--lang", "en")
            .Faults.ShouldBe(["$.calendars.a: the field “a” is given twice"]);

    [Theory]
    [InlineData("", "$: this is not JSON: line 1, column 1")]
    [InlineData("{\n  \"calendars\": {,}\n}", "$: this is not JSON: line 2, column 17")]
    [InlineData("[]", "$: this field takes an object and got a list")]
    [InlineData("""{"calendars":{},"scenarios":[{"id":"\ud800"}]}""", "$.scenarios[0].id: this text has incomplete characters")]
    public void What_is_no_scenario_file_is_told(string content, string expected) =>
        SlaFiles.Evaluate(content, "--lang", "en").Faults.ShouldBe([expected]);

    [Fact]
    public void What_is_no_text_is_told() => SlaFiles.Evaluate([0x7B, 0xFF, 0x7D], "--lang", "en").Faults.ShouldBe(["$: this is not UTF-8 text: byte 1"]);

    [Fact]
    public void A_fault_stays_on_one_line_whatever_the_input_says()
    {
        var file = SlaFiles.Sound();
        file["calendars"]!["office"]!["zone"] = "Europe\n\u001b[31mParis\u2028" + new string('x', 500);
        var line = SlaFiles.Evaluate(file.ToJsonString(), "--lang", "en").Faults.ShouldHaveSingleItem();
        line.ShouldContain("Europe\\u000a\\u001b[31mParis\\u2028xxx");
        line.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void No_mutilated_file_does_more_than_be_refused()
    {
        var random = new Random(2026);
        var sound = SlaFiles.Sound().ToJsonString();
        for (var round = 0; round < 400; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(sound).ToList();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var (at, length) = (random.Next(bytes.Count - 20), random.Next(1, 15));
                switch (random.Next(4))
                {
                    case 0:
                        bytes.RemoveRange(at, length);
                        break;
                    case 1:
                        bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - 15), length));
                        break;
                    case 2:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    default:
                        bytes[at] = (byte)"0123456789\"[]{}:,-nullPTZ"[random.Next(25)];
                        break;
                }
            }

            var run = SlaFiles.Evaluate([.. bytes]);
            run.ExitCode.ShouldBeOneOf(0, 2);
            (run.Faults.Length > 0).ShouldBe(run.ExitCode == 2);
        }
    }

    [Fact]
    public void Both_languages_have_the_same_sentences_with_the_same_places()
    {
        var resources = new ResourceManager("Majordome.Server.ServiceDesk.Sla.SlaTexts", typeof(SlaCommand).Assembly);
        var french = Sentences(resources, CultureInfo.InvariantCulture);
        var english = Sentences(resources, CultureInfo.GetCultureInfo("en"));
        french.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, sentence) in french)
        {
            Places(sentence).ShouldBe(Places(english[key]), key);
        }
    }

    private static Dictionary<string, string> Sentences(ResourceManager resources, CultureInfo culture) =>
        resources.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);

    private static string Places(string sentence) =>
        string.Join(' ', Place().Matches(sentence).Select(match => match.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{[0-9]\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    /// <summary>Puts JSON at a place such as <c>a.b[0].c</c>, or takes the field away when there is none.</summary>
    private static void Put(JsonObject file, string place, string json)
    {
        var steps = place.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        JsonNode parent = file;
        foreach (var step in steps[..^1])
        {
            parent = step[0] == '[' ? parent[int.Parse(step[1..^1])]! : parent[step]!;
        }

        var last = steps[^1];
        var value = json.Length == 0 ? null : JsonNode.Parse(json);
        if (last[0] == '[')
        {
            parent[int.Parse(last[1..^1])] = value;
        }
        else if (json.Length == 0)
        {
            parent.AsObject().Remove(last);
        }
        else
        {
            parent[last] = value;
        }
    }
}
