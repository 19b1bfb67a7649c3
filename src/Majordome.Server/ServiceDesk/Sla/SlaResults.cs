using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Majordome.Domain.ServiceDesk;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>What <c>sla evaluate</c> writes: the clocks of each ticket in the order of the file.</summary>
internal static class SlaResults
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary><c>{"results":[{"id","gti":{"elapsed","deadline","state"},"gtr":{"elapsed","deadline","state","paused"}}]}</c>.</summary>
    public static string Json(IEnumerable<SlaScenario> scenarios)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("results");
            foreach (var scenario in scenarios)
            {
                var clocks = scenario.Clocks;
                json.WriteStartObject();
                json.WriteString("id", scenario.Id);
                Write(json, "gti", clocks.Response, paused: null);
                Write(json, "gtr", clocks.Restoration, clocks.Paused);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void Write(Utf8JsonWriter json, string name, in ClockReading clock, Duration? paused)
    {
        json.WriteStartObject(name);
        json.WriteString("elapsed", IsoDuration.Format(clock.Elapsed));
        json.WriteString("deadline", clock.Deadline is { } deadline ? InstantPattern.ExtendedIso.Format(deadline) : null);
        json.WriteString("state", StateName(clock.State));
        if (paused is { } time)
        {
            json.WriteString("paused", IsoDuration.Format(time));
        }

        json.WriteEndObject();
    }

    private static string StateName(ClockState state) => state switch
    {
        ClockState.None => "none",
        ClockState.Running => "running",
        ClockState.Paused => "paused",
        ClockState.Met => "met",
        _ => "breached",
    };
}
