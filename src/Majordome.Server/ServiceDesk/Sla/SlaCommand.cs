using System.CommandLine;
using System.Globalization;
using Majordome.Domain;

namespace Majordome.Server.ServiceDesk.Sla;

/// <summary>
/// <c>sla evaluate FILE</c> and <c>sla explain FILE ID</c>: the contract clocks of tickets described in a file, away from any
/// database. Exit codes: 0; 1 when the ticket is not in the file; 2 when the file cannot be read or has faults, told one per
/// line on standard error with their JSON paths.
/// </summary>
public static class SlaCommand
{
    private const int UnknownTicket = 1;
    private const int BadFile = 2;

    /// <summary>The command, for the program's command line.</summary>
    public static Command Create()
    {
        var language = new Option<string>("--lang")
        {
            Description = "Langue des messages : fr ou en (messages in French or English)",
            DefaultValueFactory = _ => "fr",
            Recursive = true,
        };
        language.AcceptOnlyFromAmong("fr", "en");
        return new Command("sla", "Compteurs contractuels GTI et GTR d’un fichier de scénarios (contract clocks of a file of scenarios)")
        {
            language,
            Evaluate(language),
            Explain(language),
        };
    }

    private static Command Evaluate(Option<string> language)
    {
        var file = FileArgument();
        var command = new Command("evaluate", "Lit tous les compteurs du fichier et les écrit en JSON (reads all clocks, writes JSON)") { file };
        command.SetAction(async (call, cancel) =>
        {
            var (output, error) = (call.InvocationConfiguration.Output, call.InvocationConfiguration.Error);
            var scenarios = await ReadAsync(call.GetRequiredValue(file), error, Texts(call.GetRequiredValue(language)), cancel);
            if (scenarios is null)
            {
                return BadFile;
            }

            await output.WriteLineAsync(SlaResults.Json(scenarios.Scenarios).AsMemory(), cancel);
            return 0;
        });
        return command;
    }

    private static Command Explain(Option<string> language)
    {
        var file = FileArgument();
        var id = new Argument<string>("ID") { Description = "Identifiant du scénario (id of the scenario)" };
        var command = new Command("explain", "Explique les compteurs d’un scénario, segment par segment (explains one scenario)") { file, id };
        command.SetAction(async (call, cancel) =>
        {
            var (output, error) = (call.InvocationConfiguration.Output, call.InvocationConfiguration.Error);
            var texts = Texts(call.GetRequiredValue(language));
            var scenarios = await ReadAsync(call.GetRequiredValue(file), error, texts, cancel);
            if (scenarios is null)
            {
                return BadFile;
            }

            var wanted = call.GetRequiredValue(id);
            if (scenarios.Scenarios.FirstOrDefault(item => string.Equals(item.Id, wanted, StringComparison.Ordinal)) is not { } scenario)
            {
                await error.WriteLineAsync(texts["id.unknown", wanted, call.GetRequiredValue(file)].AsMemory(), cancel);
                return UnknownTicket;
            }

            await output.WriteAsync(new SlaExplanation(scenario, texts).ToString().AsMemory(), cancel);
            return 0;
        });
        return command;
    }

    private static Argument<string> FileArgument() => new("FILE") { Description = "Fichier de scénarios, JSON (file of scenarios)" };

    private static SlaTexts Texts(string language) => new(CultureInfo.GetCultureInfo(language));

    private static async Task<ScenarioFile?> ReadAsync(string path, TextWriter error, SlaTexts texts, CancellationToken cancel)
    {
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(path, cancel);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            await error.WriteLineAsync(texts["file.not-found", path].AsMemory(), cancel);
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            await error.WriteLineAsync(texts["file.unreadable", path, fault.Message].AsMemory(), cancel);
            return null;
        }

        if (ScenarioFileReader.Read(bytes).TryGet(out var file, out var faults))
        {
            return file;
        }

        foreach (var fault in faults)
        {
            await error.WriteLineAsync(texts.Line(fault).AsMemory(), cancel);
        }

        return null;
    }
}
