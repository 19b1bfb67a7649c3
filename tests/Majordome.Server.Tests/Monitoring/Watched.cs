using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.ServiceDesk.Public;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>A server with a client, an item and a check that the embedded probe runs every minute; the desk writes down what it is told.</summary>
public sealed class Watched : IAsyncDisposable
{
    private long sequence;

    private Watched(TestServer server, Desk desk) => (Server, Told) = (server, desk);

    public static Caller Program { get; } = Caller.Program("test");

    public TestServer Server { get; }

    public Desk Told { get; }

    public Guid ClientId { get; private init; }

    public Guid AssetId { get; private init; }

    public Guid CheckId { get; private set; }

    public Instant Now => Server.Clock.GetCurrentInstant();

    public static async Task<Watched> StartAsync(
        DatabaseKind kind = DatabaseKind.Sqlite, CheckForm? form = null, Action<IServiceCollection>? configure = null, Func<ServerOptions, ServerOptions>? options = null,
        bool onPort = false)
    {
        var desk = new Desk();
        var server = await TestServer.StartAsync(kind, services =>
        {
            services.AddSingleton<IIncidentDesk>(desk);
            configure?.Invoke(services);
        }, options, onPort: onPort);
        var item = await server.RunAsync(Program, (MakeEstate c) => c.HandleAsync("LV", "SRV-ERP01"));
        var watched = new Watched(server, desk) { ClientId = item.Value.Client, AssetId = item.Value.Asset };
        watched.CheckId = await watched.AddAsync(form ?? Form("HTTP"));
        return watched;
    }

    /// <summary>Does something to the database behind the server's back.</summary>
    public Task<int> ExecuteAsync(string sql) => Server.ReadAsync(Program, db => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken));

    public static CheckForm Form(string name) => new() { Name = name, Type = "tcp", Target = "127.0.0.1:80" };

    public async Task<Guid> AddAsync(CheckForm form, Guid? asset = null) =>
        (await Server.RunAsync(Program, (AddCheck c) => c.HandleAsync(asset ?? AssetId, form, default))).Value;

    public Task<Result<(Guid Client, Guid Asset)>> MakeEstateAsync(string code, string asset) =>
        Server.RunAsync(Program, (MakeEstate c) => c.HandleAsync(code, asset));

    /// <summary>The next results of the check, one a retry interval (10 s) apart, each handed over as it is found.</summary>
    public async Task SendAsync(params CheckStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            Server.Clock.Advance(Duration.FromSeconds(10));
            (await HandAsync(Batch(status))).IsAccepted.ShouldBeTrue();
        }
    }

    public ResultBatch Batch(params CheckStatus[] statuses) => BatchOf([.. statuses.Select(s => Run(CheckId, s))]);

    public ResultBatch BatchOf(ImmutableArray<ProbeResult> results) =>
        new(ProbeContract.Version, ProbeRow.Embedded, 1, results.IsEmpty ? sequence + 1 : results[0].Sequence, Now, results, new ProbeHealth(0, 0, null, 0, 0, Duration.Zero));

    public ProbeResult Run(Guid check, CheckStatus status, Duration ago = default) => new()
    {
        Check = check,
        Definition = 1,
        Sequence = ++sequence,
        Started = Now - ago,
        Took = Duration.FromMilliseconds(4),
        Status = status,
        Text = status is CheckStatus.Ok ? "200 OK" : "502 Bad Gateway",
    };

    public Task<Result<BatchAcknowledgement>> HandAsync(ResultBatch batch)
    {
        var arrivedAt = Now;
        return Server.RunAsync(Program, (TakeBatch c) => c.HandleAsync(batch, arrivedAt, default));
    }

    /// <summary>Adds a probe that runs elsewhere, with a clock of its own.</summary>
    public Task<Guid> AddProbeAsync() => Server.ReadAsync(Program, async db =>
    {
        var probe = new ProbeRow { Id = Guid.CreateVersion7(), Name = "SITE-2", CreatedAt = Now };
        db.Add(probe);
        await db.SaveChangesAsync();
        return probe.Id;
    });

    public Task<int> LookAsync() => Server.Services.GetRequiredService<CheckWatch>().LookDueAsync(default);

    public Task<CheckStanding> StandingAsync(Guid? check = null) =>
        Server.ReadAsync(Program, db => db.Set<CheckStanding>().AsNoTracking().SingleAsync(s => s.CheckId == (check ?? CheckId)));

    public Task<List<T>> AllAsync<T>()
        where T : class => Server.ReadAsync(Program, db => db.Set<T>().AsNoTracking().ToListAsync());

    /// <summary>What the self-watch would be told of probes.</summary>
    public async Task<IReadOnlyList<string>> TroublesAsync()
    {
        await using var scope = Server.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Program;
        var watched = scope.ServiceProvider.GetServices<IWatched>().OfType<ProbesWatched>().Single();
        return [.. (await watched.LookAsync(default)).Select(r => r.Rule)];
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Writes down what the desk is told, within the transaction that tells it.</summary>
    public sealed class Desk : IIncidentDesk
    {
        public List<ToldProblem> Problems { get; } = [];

        public List<ClosedProblem> Closures { get; } = [];

        private readonly TaskCompletionSource<ToldProblem> first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The first problem told of a check; ends when it is told.</summary>
        public async Task<ToldProblem> FirstAsync(Guid check)
        {
            var told = await first.Task;
            told.CheckId.ShouldBe(check);
            return told;
        }

        public Task<Guid?> ProblemToldAsync(ToldProblem problem, CancellationToken cancellationToken)
        {
            Problems.Add(problem);
            first.TrySetResult(problem);
            return Task.FromResult<Guid?>(null);
        }

        public Task ProblemClosedAsync(ClosedProblem problem, CancellationToken cancellationToken)
        {
            Closures.Add(problem);
            return Task.CompletedTask;
        }

        public List<WithdrawnProblem> Withdrawals { get; } = [];

        public Task ProblemWithdrawnAsync(WithdrawnProblem problem, CancellationToken cancellationToken)
        {
            Withdrawals.Add(problem);
            return Task.CompletedTask;
        }
    }

    [Requires(Permission.ManageEstate)]
    public sealed class MakeEstate(AppDb db, EventLog log, IClock clock)
    {
        public Task<Result<(Guid Client, Guid Asset)>> HandleAsync(string code, string asset)
        {
            var now = clock.GetCurrentInstant();
            var client = new Client { Id = Ids.At(now), Name = code, Code = code, Language = "fr", Zone = "Europe/Paris", CreatedAt = now };
            var item = new Asset { Id = Ids.At(now), ClientId = client.Id, Name = asset, Class = ItemClass.Server, Weight = Impact.High, CreatedAt = now };
            db.AddRange(client, item);
            log.Record(client.Id, "make-estate", "client", client.Id);
            return Task.FromResult<Result<(Guid, Guid)>>((client.Id, item.Id));
        }
    }
}
