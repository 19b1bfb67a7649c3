using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Majordome.Probe.Checks;
using Majordome.Protocols.Plugins;
using Majordome.Server.Monitoring.Checks;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>What a check found, told to a person or to a program.</summary>
internal sealed record CheckReport(string Type, string Target, CheckOutcome Outcome)
{
    /// <summary>For a person: state and text, more lines, figures with their thresholds, phases.</summary>
    public string Text()
    {
        var culture = HandWords.Numbers;
        var text = new StringBuilder()
            .Append(culture, $"{PluginOutputJson.Word(Outcome.Status)} – {NativeWords.Tell(Type, Outcome.Text, HandWords.InFrench)}");
        foreach (var line in Outcome.LongText.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            text.Append('\n').Append("  ").Append(NativeWords.Tell(Type, line, HandWords.InFrench));
        }

        foreach (var datum in Outcome.Measurements)
        {
            text.Append('\n').Append(culture, $"  {Name(datum.Label),-28} {Value(datum)}{Judged(datum)}");
        }

        foreach (var phase in Outcome.Phases)
        {
            text.Append('\n').Append(culture, $"  · {HandWords.Figure(phase.Name),-26} {phase.Took.TotalMilliseconds.ToString("0.###", culture)} ms");
        }

        return text.ToString();
    }

    /// <summary>For a program, in one line: <c>{type,target,status,text,longText,metrics:[…],phases:[{name,seconds}]}</c>; texts as the check wrote them.</summary>
    public string Json()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", Type);
            json.WriteString("target", Target);
            json.WriteString("status", PluginOutputJson.Word(Outcome.Status));
            json.WriteString("text", Outcome.Text);
            json.WriteString("longText", Outcome.LongText);
            json.WriteStartArray("metrics");
            foreach (var datum in Outcome.Measurements)
            {
                PluginOutputJson.WriteDatum(json, datum);
            }

            json.WriteEndArray();
            json.WriteStartArray("phases");
            foreach (var phase in Outcome.Phases)
            {
                json.WriteStartObject();
                json.WriteString("name", phase.Name);
                json.WriteNumber("seconds", phase.Took.TotalSeconds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private string Name(string label) => Type == Check.Plugin ? label : HandWords.Figure(label);

    private static string Value(PerformanceDatum datum) =>
        datum.Value is { } value ? $"{value.ToString("R", HandWords.Numbers)} {datum.Unit}".TrimEnd() : "–";

    private static string Judged(PerformanceDatum datum) => (datum.Warning, datum.Critical) switch
    {
        (null, null) => "",
        var (warning, critical) => $"  [{warning ?? "–"} ; {critical ?? "–"}]",
    };
}
