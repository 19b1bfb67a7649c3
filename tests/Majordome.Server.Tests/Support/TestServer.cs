using System.Net.Http.Headers;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Server.Tests.Support;

/// <summary>
/// The real server on a database of its own (SQLite file or PostgreSQL database), with a clock that the test moves, reached in
/// memory, or on a loopback port where programs of the world are to reach it. Background work (timers, deliveries, the probe) is off unless asked for: tests call it.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private readonly string folder;
    private readonly string? connection;
    private readonly bool onPort;

    private TestServer(WebApplication app, TestClock clock, ServerOptions given, bool onPort)
    {
        this.onPort = onPort;
        App = app;
        Clock = clock;
        folder = given.Data;
        connection = given.Connection;
    }

    public WebApplication App { get; }

    public TestClock Clock { get; }

    public IServiceProvider Services => App.Services;

    public Commands Commands => Services.GetRequiredService<Commands>();

    public string DataFolder => folder;

    /// <summary>Where it listens, when it is on a port: <c>http://127.0.0.1:PORT</c>.</summary>
    public string Url => onPort ? App.Urls.Single() : throw new InvalidOperationException("it is reached in memory");

    /// <summary>Starts a server with an empty database of that kind.</summary>
    /// <param name="kind">Which database; PostgreSQL skips visibly where it is not installed.</param>
    /// <param name="configure">Last changes to its services.</param>
    /// <param name="options">Other start options.</param>
    /// <param name="background">Whether background services run.</param>
    /// <param name="onPort">Whether it listens on a port that the system chooses.</param>
    public static async Task<TestServer> StartAsync(
        DatabaseKind kind, Action<IServiceCollection>? configure = null, Func<ServerOptions, ServerOptions>? options = null, bool background = false, bool onPort = false)
    {
        var folder = Directory.CreateTempSubdirectory("majordome-test-").FullName;
        var (_, connection) = await Databases.CreateAsync(kind, folder);
        var given = new ServerOptions { Data = folder, Database = kind, Connection = connection, Listen = "127.0.0.1:0" };
        return await OpenAsync(options?.Invoke(given) ?? given, configure, background, onPort);
    }

    /// <summary>Starts a server on a database that is there already.</summary>
    public static async Task<TestServer> OpenAsync(ServerOptions given, Action<IServiceCollection>? configure = null, bool background = false, bool onPort = false)
    {
        var clock = new TestClock(TestClock.DefaultStart);
        var app = ServerHost.Build(given, AllModules.List, builder =>
        {
            if (!onPort)
            {
                builder.WebHost.UseTestServer();
            }

            builder.Logging.ClearProviders();
            builder.Services.Replace(ServiceDescriptor.Singleton<IClock>(clock));
            builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1);
            if (!background)
            {
                builder.Services.RemoveAll<IHostedService>();
            }

            configure?.Invoke(builder.Services);
        });
        await app.StartAsync();
        return new TestServer(app, clock, given, onPort);
    }

    /// <summary>Runs a command.</summary>
    public Task<Result<T>> RunAsync<THandler, T>(Caller caller, Func<THandler, Task<Result<T>>> act)
        where THandler : class
        where T : notnull => Commands.RunAsync(caller, act, TestContext.Current.CancellationToken);

    /// <summary>Reads the database as a caller sees it.</summary>
    public async Task<T> ReadAsync<T>(Caller caller, Func<AppDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = caller;
        return await read(scope.ServiceProvider.GetRequiredService<AppDb>());
    }

    /// <summary>Makes a user directly, and gives them as a caller.</summary>
    public async Task<Caller> AddUserAsync(string email, Guid? clientId, params Grant[] grants)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("test");
        var made = await UserAccounts.CreateAsync(
            scope.ServiceProvider.GetRequiredService<UserManager<User>>(),
            scope.ServiceProvider.GetRequiredService<AppDb>(),
            new NewUser(email, email.Split('@')[0], Password, clientId, "fr", "Europe/Paris", [.. grants]),
            Clock.GetCurrentInstant());
        return Caller.Person(made.Value.Id, email, clientId, grants);
    }

    /// <summary>A client of the API with a token of that user.</summary>
    public async Task<HttpClient> ApiAsync(string email, string scopes = "all")
    {
        var token = await RunAsync(Caller.Program("test"), (CreateToken c) => c.HandleAsync(new NewToken(email, "test", scopes, null), default));
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Value);
        return client;
    }

    /// <summary>A client with nobody's identity.</summary>
    public HttpClient Anonymous() => onPort ? new HttpClient { BaseAddress = new Uri(Url) } : App.GetTestClient();

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (connection is not null)
        {
            await using var pool = new Npgsql.NpgsqlConnection(connection);
            Npgsql.NpgsqlConnection.ClearPool(pool);
        }

        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
