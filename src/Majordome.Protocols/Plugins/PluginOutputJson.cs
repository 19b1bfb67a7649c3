using System.Text.Json;
using Majordome.Domain.Monitoring;

namespace Majordome.Protocols.Plugins;

/// <summary>Writes what was read of a plugin's output as JSON (RFC 8259), for people and programs that look at one by hand.</summary>
/// <remarks>
/// <c>{"text","status"?,"longText"?,"perfdata":[{"label","value","uom","warn","crit","min","max"}],"errors":[]}</c>: <c>status</c> as
/// <see cref="PluginStatusWord"/> finds it, left out when there is none; <c>value</c> is null for <c>U</c>; <c>warn</c> and <c>crit</c> are texts as
/// written, or null; <c>min</c> and <c>max</c> numbers or null; <c>errors</c> are <see cref="PluginFault"/>s as <c>rule at position: part</c>. A number is the shortest
/// that reads back as the same double (so 0.1 stays 0.1), and <c>longText</c> is there when the output had several lines.
/// </remarks>
public static class PluginOutputJson
{
    /// <summary>Writes one object.</summary>
    public static void Write(Utf8JsonWriter json, PluginOutput output)
    {
        json.WriteStartObject();
        json.WriteString("text", output.Text);
        if (PluginStatusWord.Find(output.Text) is { } status)
        {
            json.WriteString("status", Word(status));
        }

        if (output.LongText.Length > 0)
        {
            json.WriteString("longText", output.LongText);
        }

        json.WriteStartArray("perfdata");
        foreach (var datum in output.Measurements)
        {
            WriteDatum(json, datum);
        }

        json.WriteEndArray();
        json.WriteStartArray("errors");
        foreach (var fault in output.Faults)
        {
            json.WriteStringValue(fault.ToString());
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes one measurement, with every property.</summary>
    public static void WriteDatum(Utf8JsonWriter json, PerformanceDatum datum)
    {
        json.WriteStartObject();
        json.WriteString("label", datum.Label);
        WriteNumber(json, "value", datum.Value);
        json.WriteString("uom", datum.Unit);
        json.WriteString("warn", datum.Warning);
        json.WriteString("crit", datum.Critical);
        WriteNumber(json, "min", datum.Minimum);
        WriteNumber(json, "max", datum.Maximum);
        json.WriteEndObject();
    }

    /// <summary>A status as plugins write it.</summary>
    public static string Word(CheckStatus status) => status switch
    {
        CheckStatus.Ok => "OK",
        CheckStatus.Warning => "WARNING",
        CheckStatus.Critical => "CRITICAL",
        _ => "UNKNOWN",
    };

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
