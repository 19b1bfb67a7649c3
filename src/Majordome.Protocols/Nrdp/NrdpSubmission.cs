using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Majordome.Domain;

namespace Majordome.Protocols.Nrdp;

/// <summary>A result that a client of NRDP gives.</summary>
/// <param name="Host">The host; 1 to 255 characters.</param>
/// <param name="Service">The service; <c>null</c>: the result is of the host itself.</param>
/// <param name="State">0 to 3 of a service (plugin guidelines), 0 to 2 of a host.</param>
/// <param name="Output">What a plugin would print, performance data included.</param>
public sealed record NrdpResult(string Host, string? Service, int State, string Output);

/// <summary>
/// The bodies of <c>cmd=submitcheck</c> (Nagios, «NRDP – Passive Checks»): <c>&lt;checkresults&gt;</c> in XML, or <c>{"checkresults":[…]}</c>. XML with a
/// document type is refused: no entity is ever looked up or expanded.
/// </summary>
/// <remarks>
/// Rules: <c>xml-malformed</c> (line, column), <c>json-malformed</c> (byte in its line), <c>nrdp-no-results</c>, and of a result, by its path:
/// <c>field-missing</c>, <c>text-length</c> (characters, most), <c>state-range</c>. All results are taken, or none.
/// </remarks>
public static class NrdpSubmission
{
    /// <summary>The longest body, in characters.</summary>
    public const int LongestBody = 8 * 1024 * 1024;

    private const int LongestName = 255;
    private const int LongestOutput = 65_536;

    /// <summary>Reads a body in XML.</summary>
    public static Result<ImmutableArray<NrdpResult>> ReadXml(string xml)
    {
        ArgumentNullException.ThrowIfNull(xml);
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = LongestBody };
        var results = new List<Dictionary<string, string>>();
        try
        {
            using var text = new StringReader(xml);
            using var reader = XmlReader.Create(text, settings);
            ReadElements(reader, results);
        }
        catch (XmlException broken)
        {
            return Refusal.Of("", "xml-malformed", broken.LineNumber, broken.LinePosition);
        }

        return Judge(results);
    }

    /// <summary>Reads a body in JSON; states may be numbers or texts.</summary>
    public static Result<ImmutableArray<NrdpResult>> ReadJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("checkresults", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return Refusal.Of("checkresults", "field-missing");
            }

            return Judge([.. list.EnumerateArray().Select(FieldsOf)]);
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return Refusal.Of("", "json-malformed", (broken as JsonException)?.BytePositionInLine); // InvalidOperation: text that is no UTF-16
        }
    }

    /// <summary>The answer in XML: status 0 when taken, −1 with a message when not.</summary>
    public static string XmlAnswer(bool isTaken, string message, int results)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            writer.WriteStartElement("result");
            writer.WriteElementString("status", isTaken ? "0" : "-1");
            writer.WriteElementString("message", message);
            writer.WriteStartElement("meta");
            writer.WriteElementString("output", Processed(results));
        }

        return text.ToString();
    }

    /// <summary>The answer in JSON.</summary>
    public static byte[] JsonAnswer(bool isTaken, string message, int results) =>
        JsonSerializer.SerializeToUtf8Bytes(new { result = new { status = isTaken ? 0 : -1, message, meta = new { output = Processed(results) } } });

    private static string Processed(int results) => string.Create(CultureInfo.InvariantCulture, $"{results} checks processed.");

    private static void ReadElements(XmlReader reader, List<Dictionary<string, string>> results)
    {
        Dictionary<string, string>? current = null;
        var field = "";
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.Name == "checkresult":
                    current = new(StringComparer.Ordinal);
                    results.Add(current);
                    break;
                case XmlNodeType.Element:
                    field = reader.Name;
                    if (reader.IsEmptyElement)
                    {
                        current?.TryAdd(field, "");
                        field = "";
                    }

                    break;
                case XmlNodeType.EndElement:
                    field = "";
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA when current is not null && field.Length > 0:
                    current[field] = current.GetValueOrDefault(field, "") + reader.Value;
                    break;
            }
        }
    }

    private static Dictionary<string, string> FieldsOf(JsonElement entry)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in entry.ValueKind == JsonValueKind.Object ? entry.EnumerateObject() : default)
        {
            if (field.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                fields[field.Name] = field.Value.ToString();
            }
        }

        return fields;
    }

    private static Result<ImmutableArray<NrdpResult>> Judge(List<Dictionary<string, string>> entries)
    {
        if (entries.Count == 0)
        {
            return Refusal.Of("checkresults", "nrdp-no-results");
        }

        var results = ImmutableArray.CreateBuilder<NrdpResult>(entries.Count);
        for (var i = 0; i < entries.Count; i++)
        {
            if (!JudgeOne(entries[i]).TryGet(out var result, out var refused))
            {
                return refused[0].Within(string.Create(CultureInfo.InvariantCulture, $"checkresults[{i}]"));
            }

            results.Add(result);
        }

        return results.ToImmutable();
    }

    private static Result<NrdpResult> JudgeOne(Dictionary<string, string> fields)
    {
        var host = fields.GetValueOrDefault("hostname", "").Trim();
        var service = fields.GetValueOrDefault("servicename", "").Trim();
        var output = fields.GetValueOrDefault("output", "");
        if (host.Length == 0 || !fields.TryGetValue("state", out var stateText))
        {
            return Refusal.Of(host.Length == 0 ? "hostname" : "state", "field-missing");
        }

        if (host.Length > LongestName || service.Length > LongestName)
        {
            return Refusal.Of(host.Length > LongestName ? "hostname" : "servicename", "text-length", Math.Max(host.Length, service.Length), LongestName);
        }

        if (output.Length > LongestOutput)
        {
            return Refusal.Of("output", "text-length", output.Length, LongestOutput);
        }

        var most = service.Length > 0 ? 3 : 2;
        return int.TryParse(stateText.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var state) && state <= most
            ? new NrdpResult(host, service.Length > 0 ? service : null, state, output)
            : Refusal.Of("state", "state-range", stateText, 0, most);
    }
}
