using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Metrics.Peer;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>Where numbers live in a test of the contract that every store keeps.</summary>
public enum StoreKind
{
    Sqlite,
    Postgres,
    Prometheus,
    Victoria,
}

/// <summary>A server with one of the stores, and what was written to it.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private readonly Dictionary<(Guid Client, string Labels), SortedDictionary<long, double>> written = [];
    private int sequence;

    private StoreUnderTest(Watched watched, MetricServer? peer, StoreKind kind) => (Watched, Peer, Kind) = (watched, peer, kind);

    public Watched Watched { get; }

    public MetricServer? Peer { get; }

    public StoreKind Kind { get; }

    public IMetricStore Store => Watched.Server.Services.GetRequiredService<IMetricStore>();

    public Shipper Shipper => Watched.Server.Services.GetRequiredService<Shipper>();

    /// <summary>An hour ago, on a whole hour: peers take nothing of the future.</summary>
    public long Start { get; private init; }

    public static async Task<StoreUnderTest> StartAsync(StoreKind kind)
    {
        var peer = kind switch
        {
            StoreKind.Prometheus => await MetricServer.StartAsync(MetricServer.Prometheus),
            StoreKind.Victoria => await MetricServer.StartAsync(MetricServer.Victoria),
            _ => null,
        };
        var watched = await Watched.StartAsync(kind is StoreKind.Postgres ? DatabaseKind.Postgres : DatabaseKind.Sqlite, options: given => given with { MetricsUrl = peer?.Url });
        var now = SystemClock.Instance.GetCurrentInstant();
        watched.Server.Clock.Set(now);
        return new StoreUnderTest(watched, peer, kind) { Start = Stretch.StartOf(now.ToUnixTimeTicks() / 10, Stretch.Hour) - (5 * Stretch.Hour) };
    }

    /// <summary>Writes a batch of one series.</summary>
    public async Task WriteAsync(Guid client, KeyValuePair<string, string>[] labels, params (long At, double Value)[] samples)
    {
        var block = LabelBlock.Of(labels);
        var accepted = await Watched.Server.Services.GetRequiredService<BatchWriter>().WriteAsync(
            new BatchKey(client, Watched.CheckId, 1, ++sequence),
            draft =>
            {
                draft.Add(draft.Number(block), [.. samples.Select(s => s.At)], [.. samples.Select(s => s.Value)]);
                return null;
            },
            Cancel);
        accepted.Value.ShouldBe(samples.Length);
        var key = (client, Key(labels));
        foreach (var (at, value) in samples)
        {
            (written.TryGetValue(key, out var known) ? known : written[key] = [])[at] = value;
        }
    }

    /// <summary>Brings everything where it belongs, and out of where it waits.</summary>
    /// <param name="refused">Whether the peer may refuse some: else a wall that is not there would hide behind what stays here.</param>
    public async Task SettleAsync(bool refused = false)
    {
        if (Peer is null)
        {
            await Watched.Server.Services.GetRequiredService<Compactor>().CompactAsync(Cancel);
            return;
        }

        (await Shipper.ShipAsync(Cancel)).ShouldBeTrue(Shipper.Trouble?.Answer.Reason);
        Watched.Server.Clock.Advance(Shipper.Rest);
        await Shipper.ShipAsync(Cancel);
        (await Watched.AllAsync<MetricBatchRow>()).ShouldAllBe(row => refused && row.Way == (int)BatchWay.Refused);
    }

    /// <summary>Everything that was written, each sample once; VictoriaMetrics needs a moment to show what it took.</summary>
    public async Task ShouldBeReadAsync(Guid client)
    {
        IReadOnlyList<SeriesSamples> read = [];
        var expected = written.Where(w => w.Key.Client == client).Sum(w => w.Value.Count);
        await Eventually.HoldsAsync(async () =>
        {
            var found = await Store.FindAsync(client, [], 1000, Cancel);
            read = await Store.SamplesAsync(client, found, Start - Stretch.Day, Start + Stretch.Day, Cancel);
            return Kind is not StoreKind.Victoria || read.Sum(s => s.Instants.Length) >= expected;
        });
        read.ShouldAllBe(s => s.Missing == null);
        read.Count.ShouldBe(written.Keys.Count(key => key.Client == client));
        foreach (var one in read)
        {
            Same(one, written[(client, Key(one.Series.Labels))]);
        }
    }

    public void Same(SeriesSamples read, IEnumerable<KeyValuePair<long, double>> expected)
    {
        read.Instants.ToArray().ShouldBe(expected.Select(e => e.Key), string.Join(',', read.Series.Labels));
        foreach (var (value, wanted) in read.Values.ToArray().Zip(expected.Select(e => e.Value)))
        {
            // VictoriaMetrics keeps some 15 decimal digits, and no sign of zero.
            if (Kind is not StoreKind.Victoria)
            {
                BitConverter.DoubleToInt64Bits(value).ShouldBe(BitConverter.DoubleToInt64Bits(wanted));
            }
            else if (value != wanted)
            {
                value.ShouldBe(wanted, Math.Abs(wanted) * 1e-12);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Watched.DisposeAsync();
        if (Peer is not null)
        {
            await Peer.DisposeAsync();
        }
    }

    private static string Key(IEnumerable<KeyValuePair<string, string>> labels) => string.Join('\n', labels.OrderBy(l => l.Key, StringComparer.Ordinal));
}
