using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Majordome.Tests.Shared;

namespace Majordome.EndToEnd.Tests.Support;

/// <summary>The real program, published and started as a process of its own on a data folder that survives its death.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    public const string Admin = "nadia@majordome.test";
    public const string Password = "correct horse battery";

    private readonly Dictionary<string, string> environment;
    private readonly string? connection;
    private Process? process;
    private bool started;

    private RunningServer(string folder, DatabaseKind kind, string? connection, int port, Dictionary<string, string> environment)
    {
        DataFolder = folder;
        Kind = kind;
        this.connection = connection;
        Port = port;
        this.environment = environment;
    }

    public string DataFolder { get; }

    public DatabaseKind Kind { get; }

    public int Port { get; }

    public string Url => $"http://localhost:{Port}";

    /// <summary>Of the process that runs now, or ran last.</summary>
    public int ProcessId => process!.Id;

    /// <summary>What the last start printed to standard output.</summary>
    public string Announcement { get; private set; } = "";

    /// <summary>Time from the start of the process to its announcement.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Its database, to read facts from beside it.</summary>
    public Database Database => Kind is DatabaseKind.Postgres ? new(Kind, connection!) : Database.InFolder(DataFolder);

    /// <summary>The program as it was published last.</summary>
    public static string Program => Path.Combine(Repository.Root, "artifacts/majordome/Majordome.Server.dll") is var program && File.Exists(program)
        ? program
        : throw new InvalidOperationException("The program is not published: run «./majordome test», or «./majordome --version» once.");

    /// <summary>The environment of a server that hands its mail to a relay of this machine.</summary>
    public static Dictionary<string, string> MailBy(int port) => new()
    {
        ["Majordome__Mail__Host"] = "127.0.0.1",
        ["Majordome__Mail__Port"] = port.ToString(CultureInfo.InvariantCulture),
        ["Majordome__Mail__Security"] = "None",
        ["Majordome__Mail__From"] = "astreinte@majordome.test",
    };

    /// <summary>Starts the program on an empty database of that kind.</summary>
    /// <param name="kind">Which database.</param>
    /// <param name="environment">More environment variables: mail, levels of the log.</param>
    /// <param name="unattended">With the administrator given on the command line.</param>
    /// <param name="arguments">More arguments.</param>
    public static async Task<RunningServer> StartAsync(
        DatabaseKind kind, Dictionary<string, string>? environment = null, bool unattended = true, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("majordome-e2e-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), Password + "\n");
        string? connection = null;
        if (kind is DatabaseKind.Postgres)
        {
            var cluster = PostgresCluster.Get();
            connection = cluster.ConnectionTo(await cluster.CreateDatabaseAsync());
        }

        var server = new RunningServer(folder, kind, connection, Ports.Free(), environment ?? []);
        await server.StartAsync([.. unattended ? (string[])["--admin", Admin, "--admin-password-file", Path.Combine(folder, "password")] : [], .. arguments]);
        return server;
    }

    /// <summary>Starts it (again) on the same data.</summary>
    public async Task StartAsync(params string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        process = Process.Start(Command(["run", "--listen", $"127.0.0.1:{Port}", .. Place, .. arguments]))!;
        _ = process.StandardError.BaseStream.CopyToAsync(File.Open(Path.Combine(DataFolder, "log"), FileMode.Append, FileAccess.Write, FileShare.ReadWrite));
        var line = await process.StandardOutput.ReadLineAsync();
        if (line is null)
        {
            throw new InvalidOperationException($"The server did not start: {Log}");
        }

        StartTime = watch.Elapsed;
        Announcement = line;
        if (!arguments.Contains("--admin") && !started)
        {
            Announcement += "\n" + await process.StandardOutput.ReadLineAsync();
        }

        started = true;
    }

    /// <summary>What it wrote to its log.</summary>
    public string Log => File.Exists(Path.Combine(DataFolder, "log")) ? ReadShared(Path.Combine(DataFolder, "log")) : "";

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process!.Id.ToString()]);
        await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Runs another command of the program on the same installation.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments)
    {
        using var command = Process.Start(Command([.. arguments, .. Place]))!;
        var output = command.StandardOutput.ReadToEndAsync();
        var errors = command.StandardError.ReadToEndAsync();
        await command.WaitForExitAsync();
        return (command.ExitCode, await output, await errors);
    }

    /// <summary>A client of the API with an administrator's token, made beside the running server.</summary>
    public async Task<HttpClient> ApiAsync()
    {
        var (exitCode, output, errors) = await RunAsync("token", "create", "--user", Admin, "--scope", "all");
        exitCode.ShouldBe(0, errors);
        var client = new HttpClient { BaseAddress = new Uri(Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", output.Trim());
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await KillAsync();
        }

        process?.Dispose();
        Directory.Delete(DataFolder, recursive: true);
    }

    private string[] Place => Kind is DatabaseKind.Postgres
        ? ["--data", DataFolder, "--database", "postgres", "--connection", connection!]
        : ["--data", DataFolder];

    private ProcessStartInfo Command(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
