using System.CommandLine;

namespace Majordome.Server.Platform.Start;

/// <summary>The options that say which installation a command is about; the same for every command.</summary>
public sealed class DatabaseArguments
{
    private readonly Option<string?> data = new("--data") { HelpName = "DIR", Description = "Dossier des données / data folder [data]" };
    private readonly Option<string?> database = new("--database") { Description = "Base de données / database [sqlite]" };
    private readonly Option<string?> connection = new("--connection") { HelpName = "TEXT", Description = "PostgreSQL : \"Host=…;Database=…;Username=…;Password=…\"" };
    private readonly Option<string?> lang = new("--lang") { Description = "Langue / language [fr]" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        database.AcceptOnlyFromAmong("sqlite", "postgres");
        lang.AcceptOnlyFromAmong("fr", "en");
        command.Options.Add(data);
        command.Options.Add(database);
        command.Options.Add(connection);
        command.Options.Add(lang);
    }

    /// <summary>What the environment and <c>appsettings.json</c> say, the program's own folder first, then the one it is started in.</summary>
    public static IConfigurationBuilder Surroundings() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables();

    /// <summary>Reads the options of a command about an installation that must be there: beside a server, or after it.</summary>
    /// <exception cref="StartRefusedException"><c>installation-missing</c>: nothing was ever started there; a misspelt folder must not become a new installation.</exception>
    public ServerOptions ReadExisting(ParseResult parse, IDictionary<string, string?>? others = null)
    {
        var options = Read(parse, others);
        return options.Database is Persistence.DatabaseKind.Postgres || File.Exists(Persistence.Database.FileIn(options.Data))
            ? options
            : throw new StartRefusedException("installation-missing", Path.GetFullPath(options.Data));
    }

    /// <summary>Reads the options: command line, else environment, else <c>appsettings.json</c>, else defaults.</summary>
    /// <exception cref="StartRefusedException">A value is not one of those allowed.</exception>
    public ServerOptions Read(ParseResult parse, IDictionary<string, string?>? others = null)
    {
        var given = new Dictionary<string, string?>(others ?? new Dictionary<string, string?>(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase)
        {
            [nameof(ServerOptions.Data)] = parse.GetValue(data),
            [nameof(ServerOptions.Database)] = parse.GetValue(database),
            [nameof(ServerOptions.Connection)] = parse.GetValue(connection),
            [nameof(ServerOptions.Lang)] = parse.GetValue(lang),
        };
        var configuration = Surroundings()
            .AddInMemoryCollection(given.Where(g => g.Value is not null)
                .Select(g => KeyValuePair.Create($"{ServerOptions.Section}:{g.Key}", g.Value)))
            .Build();
        try
        {
            return configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new ServerOptions();
        }
        catch (InvalidOperationException exception)
        {
            throw new StartRefusedException("option-invalid", exception.Message);
        }
    }
}
