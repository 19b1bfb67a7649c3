using System.CommandLine;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary><c>majordome drill kill --count N --seed S</c>, <c>drill compact --count N --seed S</c>, <c>drill soak --minutes M</c>, <c>drill fuzz --inputs N</c>: the drills, outside the tests, for as long as one likes.</summary>
public static class DrillCommand
{
    public static Task<int> RunAsync(string[] args)
    {
        return new RootCommand("Majordome")
        {
            new Command("drill", "Drills on the real program")
            {
                Deaths("kill", "kill -9 of the server at random moments of the story; then looks for what was lost or doubled", KillDrill.RunAsync),
                Deaths("compact", "kill -9 of the compactor at random moments; then looks for samples that were lost or doubled", CompactDrill.RunAsync),
                CompactOnce(),
                Soak(),
                Fuzz(),
            },
        }.Parse(args).InvokeAsync();
    }

    private static Command Deaths(string name, string description, Func<DatabaseKind, int, int, Action<string>, Task<DeathToll>> run)
    {
        var count = new Option<int>("--count") { Description = "How many deaths on each database", DefaultValueFactory = _ => 5 };
        var seed = new Option<int>("--seed") { Description = "Of the moments; the same seed draws the same ones", DefaultValueFactory = _ => 2026 };
        var database = new Option<DatabaseKind?>("--database") { Description = "Only this one" };
        var command = new Command(name, description) { count, seed, database };
        command.SetAction(async (parse, _) =>
        {
            var kinds = parse.GetValue(database) is { } only ? [only] : Enum.GetValues<DatabaseKind>();
            var (deaths, faults) = (0, new List<string>());
            foreach (var kind in kinds)
            {
                var toll = await run(kind, parse.GetValue(count), parse.GetValue(seed), Console.Out.WriteLine);
                deaths += toll.Deaths;
                faults.AddRange(toll.Faults);
            }

            faults.ForEach(Console.Error.WriteLine);
            Console.Out.WriteLine($"{deaths} deaths, {faults.Count} faults");
            return faults.Count == 0 ? 0 : 1;
        });
        return command;
    }

    // What the drill of the compactor starts and kills.
    private static Command CompactOnce()
    {
        var database = new Option<DatabaseKind>("--database");
        var connection = new Option<string>("--connection") { Required = true };
        var now = new Option<long>("--now");
        var command = new Command("compact-once") { database, connection, now };
        command.Hidden = true;
        command.SetAction(async (parse, _) =>
        {
            await CompactDrill.CompactAsync(new Database(parse.GetValue(database), parse.GetValue(connection)!), Instant.FromUnixTimeSeconds(parse.GetValue(now)));
            return 0;
        });
        return command;
    }

    private static Command Soak()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long", DefaultValueFactory = _ => 60 };
        var checks = new Option<int>("--checks") { Description = "Checks a minute", DefaultValueFactory = _ => 10_000 };
        var soak = new Command("soak", "A probe with many checks a minute for a long time: memory, late starts, pace") { minutes, checks };
        soak.SetAction(async (parse, cancellation) =>
        {
            var drill = new SoakDrill(parse.GetValue(checks), TimeSpan.FromMinutes(parse.GetValue(minutes)), Console.Out.WriteLine);
            var faults = await drill.RunAsync(cancellation);
            faults.ToList().ForEach(Console.Error.WriteLine);
            Console.Out.WriteLine($"{faults.Count} faults");
            return faults.Count == 0 ? 0 : 1;
        });
        return soak;
    }

    private static Command Fuzz()
    {
        var inputs = new Option<long>("--inputs") { Description = "How many inputs in all, shared by the readers", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "The same seed makes the same inputs", DefaultValueFactory = _ => 2026 };
        var only = new Option<string?>("--only") { Description = "Only this reader" };
        var corpus = new Option<string>("--corpus") { Description = "Where inputs that fail are kept", DefaultValueFactory = _ => Path.Combine(Environment.CurrentDirectory, "fuzz-corpus") };
        var fuzz = new Command("fuzz", "Mangled inputs for every reader of bytes from outside: none may throw, hang or swell") { inputs, seed, only, corpus };
        fuzz.SetAction(parse => FuzzDrill.Run(parse.GetValue(only), parse.GetValue(inputs), parse.GetValue(seed), parse.GetRequiredValue(corpus), Console.Out.WriteLine, Console.Error.WriteLine));
        return fuzz;
    }
}
