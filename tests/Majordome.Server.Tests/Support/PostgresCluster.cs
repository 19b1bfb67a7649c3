using System.Diagnostics;
using Majordome.Tests.Shared;
using Npgsql;

namespace Majordome.Server.Tests.Support;

/// <summary>A PostgreSQL of the tests' own: a throw-away cluster on a free loopback port, made when first asked for, gone with the process.</summary>
public sealed class PostgresCluster : IDisposable
{
    private static readonly Lazy<PostgresCluster?> Instance = new(Start);

    private readonly Process server;
    private readonly string folder;

    private PostgresCluster(Process server, string folder, int port)
    {
        this.server = server;
        this.folder = folder;
        AdminConnection = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Pooling=false";
        Port = port;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
    }

    public int Port { get; }

    public int ProcessId => server.Id;

    public string AdminConnection { get; }

    /// <summary>The cluster, or a visible skip (a failure with CI=true) where PostgreSQL is not installed.</summary>
    public static PostgresCluster Get()
    {
        if (Instance.Value is { } cluster)
        {
            return cluster;
        }

        Missing.Package("postgresql");
        throw new InvalidOperationException("unreachable");
    }

    /// <summary>A new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await ExecuteAsync($"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}");
        return name;
    }

    /// <summary>
    /// How to reach a database. Each has a pool of its own, and a suite makes hundreds: what a test leaves idle is closed within
    /// seconds (the library's own wait is five minutes), or a fast machine runs out of connections.
    /// </summary>
    public string ConnectionTo(string name) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Database={name};Maximum Pool Size=20;Connection Idle Lifetime=2;Connection Pruning Interval=1";

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(AdminConnection);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        if (!server.HasExited)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit(5000);
        }

        // Hundreds of databases are tens of thousands of files; the process that ends has ten seconds, so another one deletes them.
        using var deletion = Process.Start("rm", ["-rf", folder]);
    }

    private static PostgresCluster? Start()
    {
        var bin = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(v => Path.Combine(v, "bin")).FirstOrDefault(b => File.Exists(Path.Combine(b, "initdb")))
            : null;
        if (bin is null)
        {
            return null;
        }

        var folder = Directory.CreateTempSubdirectory("majordome-pg-").FullName;
        var asRoot = Environment.UserName == "root";
        if (asRoot)
        {
            Run("chown", ["postgres", folder]);
        }

        Run(Path.Combine(bin, "initdb"), ["-D", Path.Combine(folder, "data"), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"], asRoot);
        var port = Ports.Free();
        var server = Process.Start(Command(
            Path.Combine(bin, "postgres"),
            [
                "-D", Path.Combine(folder, "data"), "-p", port.ToString(), "-c", "listen_addresses=127.0.0.1", "-k", folder,
                "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "logging_collector=off",
            ],
            asRoot))!;
        _ = server.StandardError.ReadToEndAsync();
        _ = server.StandardOutput.ReadToEndAsync();
        var cluster = new PostgresCluster(server, folder, port);
        var patience = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var connection = new NpgsqlConnection(cluster.AdminConnection);
                connection.Open();
                return cluster;
            }
            catch (NpgsqlException) when (patience.Elapsed < TimeSpan.FromSeconds(30) && !server.HasExited)
            {
                Thread.Yield();
            }
        }
    }

    private static void Run(string file, string[] arguments, bool asPostgres = false)
    {
        using var process = Process.Start(Command(file, arguments, asPostgres))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{file}: {errors.GetAwaiter().GetResult()}{output.GetAwaiter().GetResult()}");
        }
    }

    private static ProcessStartInfo Command(string file, string[] arguments, bool asPostgres) =>
        asPostgres
            ? new("setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", file, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" }
            : new(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
}
