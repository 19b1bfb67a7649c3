using System.CommandLine;
using System.Globalization;
using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.ByHand;

/// <summary>
/// <c>check TYPE TARGET [--PARAMETER VALUE …]</c>: runs one check here and now, without a server or a database, and prints what it found.
/// Exit codes are those of plugins: 0 normal, 1 warning, 2 critical, 3 unknown, which a definition that is refused is too: its reasons are on
/// standard error, one a line, as <c>field: sentence [rule]</c>. Without a type it lists the types.
/// </summary>
public static class CheckCommand
{
    private const int Refused = (int)CheckStatus.Unknown;

    /// <summary>Longest time a run may be given, in seconds.</summary>
    private const double LongestRun = 3600;

    /// <summary>The command, for the program's command line.</summary>
    /// <param name="catalogue">The types that can be run; used as long as the command is.</param>
    /// <param name="time">Limits the runs.</param>
    public static Command Create(CheckCatalogue catalogue, TimeProvider time)
    {
        var asJson = new Option<bool>("--json") { Description = "Un objet JSON / one JSON object", Recursive = true };
        var limit = new Option<string>("--timeout")
        {
            Description = "Délai en secondes / time-out in seconds", HelpName = "S", DefaultValueFactory = _ => "10", Recursive = true,
        };
        var language = new Option<string>("--lang") { Description = "fr, en", DefaultValueFactory = _ => "fr", Recursive = true };
        var command = new Command("check", "Lance un contrôle, ici et maintenant / runs one check, here and now")
        {
            asJson, limit, language,
        };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(call => ListTypes(call, catalogue));
        foreach (var type in catalogue.Types)
        {
            command.Add(TypeCommand(type, asJson, limit, time));
        }

        return command;
    }

    private static int ListTypes(ParseResult call, CheckCatalogue catalogue)
    {
        if (call.UnmatchedTokens is [var unknown, ..])
        {
            return Refuse(call, [Refusal.Of("type", "check-type-unknown", unknown)]);
        }

        var output = call.InvocationConfiguration.Output;
        foreach (var type in catalogue.Types)
        {
            output.WriteLine($"{type.Name,-16} {HandWords.Of($"Type.{type.Name}", type.Name)}");
        }

        return 0;
    }

    private static Command TypeCommand(CheckType type, Option<bool> asJson, Option<string> limit, TimeProvider time)
    {
        var target = new Argument<string>("TARGET")
        {
            Description = HandWords.Of($"Target.{type.Name}", ""), Arity = ArgumentArity.ZeroOrOne, DefaultValueFactory = _ => "",
        };
        var options = type.Parameters.Select(Option).ToArray();
        var command = new Command(type.Name, HandWords.Of($"Type.{type.Name}", type.Name)) { target };
        command.TreatUnmatchedTokensAsErrors = false;
        Array.ForEach(options, command.Add);
        command.SetAction((call, cancel) =>
        {
            var given = options
                .Where(option => call.GetResult(option) is { Implicit: false })
                .ToDictionary(option => option.Name[2..], option => call.GetValue(option) is [.., var last] ? last : "", StringComparer.Ordinal);
            if (HandSecrets.Read(type, given) is { IsEmpty: false } refusals)
            {
                return Task.FromResult(Refuse(call, refusals));
            }

            return RunAsync(type, call, call.GetRequiredValue(target), given, new Settings(call.GetValue(asJson), call.GetRequiredValue(limit), time), cancel);
        });
        return command;
    }

    private static Option<string[]> Option(CheckParameter parameter) => new($"--{parameter.Name}")
    {
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
        HelpName = parameter.Kind == ParameterKind.Choice ? string.Join('|', parameter.Choices) : HandWords.Of($"Kind.{parameter.Kind}", ""),
        Description = DescriptionOf(parameter),
    };

    private static string DescriptionOf(CheckParameter parameter)
    {
        var unit = parameter.Unit.Length > 0 ? $" ({parameter.Unit})" : "";
        var standard = parameter.Default switch
        {
            null => $" [{HandWords.Of("ByHand.Required")}]",
            "" => "",
            var text => $" [{text}]",
        };
        return HandWords.Parameter(parameter.Name) + unit + standard;
    }

    private static async Task<int> RunAsync(
        CheckType type, ParseResult call, string target, Dictionary<string, string> given, Settings settings, CancellationToken cancel)
    {
        var unknown = call.UnmatchedTokens.Select(token => Refusal.Of(Field(token), "parameter-unknown", token));
        var prepared = type.Prepare(target, given);
        Refusal[] refusals = [.. unknown, .. prepared.IsAccepted ? [] : prepared.Refusals, .. settings.Refusals()];
        if (refusals.Length > 0)
        {
            if (prepared.IsAccepted)
            {
                prepared.Value.Dispose();
            }

            return Refuse(call, refusals);
        }

        using var check = prepared.Value;
        var outcome = await RunAsync(check, settings, cancel);
        var report = new CheckReport(type.Name, target, outcome);
        var output = call.InvocationConfiguration.Output;
        await output.WriteLineAsync((settings.AsJson ? report.Json() : report.Text()).AsMemory(), cancel);
        return outcome.Status is CheckStatus.NoData ? Refused : (int)outcome.Status;
    }

    private static async Task<CheckOutcome> RunAsync(PreparedCheck check, Settings settings, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(settings.Limit, settings.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return await check.RunAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return check.TimedOut(settings.Limit);
        }
    }

    private static string Field(string token) => token.StartsWith("--", StringComparison.Ordinal) ? $"parameters.{token[2..]}" : "arguments";

    private static int Refuse(ParseResult call, IEnumerable<Refusal> refusals)
    {
        var sentences = new Sentences();
        foreach (var refusal in refusals)
        {
            var value = refusal.Values is [{ } first, ..] ? Convert.ToString(first, CultureInfo.InvariantCulture) : "";
            call.InvocationConfiguration.Error.WriteLine($"{refusal.Path}: {sentences.Tell(refusal)} [{refusal.Rule}{(value is { Length: > 0 } ? $": {value}" : "")}]");
        }

        return Refused;
    }

    private sealed record Settings(bool AsJson, string LimitText, TimeProvider Time)
    {
        public TimeSpan Limit => TimeSpan.FromSeconds(Seconds ?? 0);

        private double? Seconds => HandSeconds.Read(LimitText);

        public IEnumerable<Refusal> Refusals() => Seconds switch
        {
            null => [Refusal.Of("timeout", "parameter-not-a-number", LimitText)],
            <= 0 or > LongestRun => [Refusal.Of("timeout", "parameter-out-of-bounds", LimitText, 0.001, LongestRun, "s")],
            _ => [],
        };
    }
}
