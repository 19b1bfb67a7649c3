using System.CommandLine;

namespace Majordome.Server.Platform.Start;

/// <summary>The options that say which installation a command is about; the same for every command.</summary>
public sealed class DatabaseArguments
{
    private readonly Option<string?> data = new("--data") { Description = "DIR (data)" };
    private readonly Option<string?> database = new("--database") { Description = "sqlite | postgres" };
    private readonly Option<string?> connection = new("--connection") { Description = "PostgreSQL : \"Host=…;Database=…\"" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(database);
        command.Options.Add(connection);
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
        };
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
            .AddEnvironmentVariables()
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
