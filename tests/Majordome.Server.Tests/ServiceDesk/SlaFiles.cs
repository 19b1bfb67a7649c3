using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Majordome.Server.ServiceDesk.Sla;

namespace Majordome.Server.Tests.ServiceDesk;

/// <summary>What a run of a command left behind.</summary>
public sealed record SlaRun(int ExitCode, string Output, string Error)
{
    public string[] Faults => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Scenario files for tests and runs of the <c>sla</c> command on them.</summary>
internal static class SlaFiles
{
    public static string Scenarios { get; } = Path.Combine(ProjectRoot(), "tests/Majordome.Domain.Tests/data/sla/scenarios.json");

    /// <summary>A small sound file: two calendars, one ticket with a full life.</summary>
    public static JsonObject Sound() => JsonNode.Parse(
        """
        {
          "calendars": {
            "office": {
              "zone": "Europe/Paris",
              "week": { "monday": ["08:00-12:00", "14:00-18:00"], "sunday": ["22:00-06:00"] },
              "holidays": "FR",
              "closures": ["2026-12-24"]
            },
            "always": { "zone": "Europe/Paris", "week": "always" }
          },
          "scenarios": [
            {
              "id": "one", "note": "left alone", "calendar": "office", "registered": "2026-06-01T07:00:00Z", "priority": "P2",
              "targets": { "gti": "PT1H", "gtr": "PT4H" },
              "events": [
                { "at": "2026-06-01T07:30:00Z", "type": "intervention" },
                { "at": "2026-06-01T08:00:00Z", "type": "pause", "reason": "waiting-for-client" },
                { "at": "2026-06-01T09:00:00Z", "type": "resume" },
                { "at": "2026-06-01T09:30:00Z", "type": "priority", "priority": "P1", "targets": { "gti": "PT30M", "gtr": "PT2H" }, "calendar": "always" },
                { "at": "2026-06-01T09:40:00Z", "type": "resolved" },
                { "at": "2026-06-01T09:50:00Z", "type": "reopened" }
              ],
              "now": "2026-06-01T11:00:00Z"
            }
          ]
        }
        """)!.AsObject();

    public static SlaRun Evaluate(string content, params string[] options) => Evaluate(Encoding.UTF8.GetBytes(content), options);

    public static SlaRun Evaluate(byte[] content, params string[] options)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            return Run(["evaluate", path, .. options]);
        }
        finally
        {
            File.Delete(path);
        }
    }

    public static SlaRun Run(params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = SlaCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return new SlaRun(code, output.ToString(), error.ToString());
    }

    private static string ProjectRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Majordome.slnx")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
