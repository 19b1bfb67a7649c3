using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>One of several servers on a database, with what it alone holds in memory.</summary>
internal sealed class OneServer : IDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;
    private static long instants;

    private readonly Watched watched;
    private readonly BatchWriter writer;

    public OneServer(Watched watched, BatchWay way = BatchWay.Here)
    {
        this.watched = watched;
        var (services, clock) = (watched.Server.Services, watched.Server.Clock);
        var database = services.GetRequiredService<Database>();
        Catalogues = new SeriesCatalogues(database);
        Store = new EmbeddedStore(database, Catalogues);
        writer = new BatchWriter(database, Catalogues, clock, way);
        Compactor = new Compactor(
            database, Catalogues, services.GetRequiredService<MetricRetention>(), clock, new Heartbeats(clock), TimeProvider.System, NullLogger<Compactor>.Instance);
    }

    public SeriesCatalogues Catalogues { get; }

    public IMetricStore Store { get; }

    public Compactor Compactor { get; }

    /// <summary>In microseconds, beyond everything that was written.</summary>
    public long Now => Micros + 1_000_000;

    private long Micros => watched.Server.Clock.GetCurrentInstant().ToUnixTimeTicks() / 10;

    /// <summary>Writes a batch: a sample of each series, no two of one instant.</summary>
    public async Task WriteAsync(params (string Name, double Value)[] samples)
    {
        var place = Interlocked.Increment(ref instants);
        var at = Micros + (place % 1_000_000);
        (await writer.WriteAsync(
            new BatchKey(watched.ClientId, watched.CheckId, 1, place),
            draft =>
            {
                foreach (var (name, value) in samples)
                {
                    draft.Add(Labels(name), at, value);
                }

                return null;
            },
            Cancel)).Value.ShouldBe(samples.Length);
    }

    public Task<IReadOnlyList<Series>> FindAsync(string name) => Store.FindAsync(watched.ClientId, [new(LabelBlock.Name, name)], 10, Cancel);

    /// <summary>Everything that is kept of a series, in order of time.</summary>
    public async Task<double[]> ReadAsync(string name)
    {
        var found = (await FindAsync(name)).ShouldHaveSingleItem();
        return (await Store.SamplesAsync(watched.ClientId, [found], 0, Now, Cancel)).ShouldHaveSingleItem().Values.ToArray();
    }

    /// <summary>How many series it knows of.</summary>
    public async Task<int> CountAsync() => (await Catalogues.OfAsync(watched.ClientId)).Count;

    public async Task<bool> AdmitsAsync(Sender sender, string name) => sender.Admits(new BatchDraft(await Catalogues.OfAsync(watched.ClientId), sender.SourceId), Labels(name));

    /// <summary>Places everything, lets time pass, and forgets everything.</summary>
    public async Task ForgetAllAsync()
    {
        await Compactor.CompactAsync(Cancel);
        watched.Server.Clock.Advance(Duration.FromDays(5));
        await Compactor.CompactAsync(Cancel);
    }

    public void Dispose() => Compactor.Dispose();

    private static byte[] Labels(string name) => LabelBlock.Of([new(LabelBlock.Name, name), new("instance", "srv-1:9100")]);
}
