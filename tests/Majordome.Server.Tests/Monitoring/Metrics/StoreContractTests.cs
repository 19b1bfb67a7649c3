using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;

namespace Majordome.Server.Tests.Monitoring.Metrics;

/// <summary>What every place where numbers live has in common: the two databases, Debian's prometheus and victoria-metrics.</summary>
public sealed class StoreContractTests
{
    private const long Minute = 60_000_000;

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<StoreKind> Every => [.. Enum.GetValues<StoreKind>()];

    [Theory]
    [MemberData(nameof(Every))]
    public async Task What_was_written_is_read_before_and_after_it_came_to_its_place(StoreKind kind)
    {
        await using var store = await StoreUnderTest.StartAsync(kind);
        var client = store.Watched.ClientId;
        double[] values = [1, -0.5, 0.1, 1e-9, 12345.25, 1.0 / 3, 4096, 0, -0.0, 7, 8];
        double[] extremes = [double.MaxValue, 1e-300, double.NegativeInfinity, double.PositiveInfinity];
        for (var i = 0; i < values.Length; i++)
        {
            var at = store.Start + (i * 20 * Minute) + 7000;
            await store.WriteAsync(client, Labels("made", "srv-1"), (at, values[i]));
            await store.WriteAsync(client, Labels("made", "srv-2"), (at, i), (at + Minute, i + 0.5));
            await store.WriteAsync(client, Labels("made", "q\"\\.*+?(a|b)[c]{d}^$\n\té€"), (at, i * i));
            await store.WriteAsync(client, [.. Labels("made", "srv-1"), new("more", "label")], (at, -i));
            await store.WriteAsync(client, [new(LabelBlock.Name, "forged"), new("majordome_client", "somebody"), new("exported_majordome_client", "else")], (at, i));
        }

        // Each in a series of its own: VictoriaMetrics gives the values of a block one exponent, and small ones beside great ones become zero.
        for (var i = 0; i < extremes.Length; i++)
        {
            await store.WriteAsync(client, Labels("extreme", string.Create(CultureInfo.InvariantCulture, $"{i}")), (store.Start, extremes[i]));
        }

        await store.ShouldBeReadAsync(client);
        await store.SettleAsync();
        await store.ShouldBeReadAsync(client);

        // A part of it, its start included and its end not; its hours.
        var one = (await store.Store.FindAsync(client, [new("instance", "srv-2")], 10, Cancel)).ShouldHaveSingleItem();
        var (from, to) = (store.Start + (20 * Minute) + 7000, store.Start + (60 * Minute) + 7000);
        var part = (await store.Store.SamplesAsync(client, [one], from, to, Cancel)).ShouldHaveSingleItem();
        store.Same(part, [new(from, 1), new(from + Minute, 1.5), new(from + (20 * Minute), 2), new(from + (21 * Minute), 2.5)]);
        var all = (await store.Store.SamplesAsync(client, [one], store.Start, store.Start + Stretch.Day, Cancel)).ShouldHaveSingleItem();
        var hours = (await store.Store.HoursAsync(client, [one], store.Start, store.Start + Stretch.Day, Cancel)).ShouldHaveSingleItem();
        hours.Hours.ShouldBe(HourFigures.Of(all.Instants.Span, all.Values.Span));
        hours.Hours.Count.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Two_clients_with_series_of_the_same_labels_see_each_their_own(StoreKind kind)
    {
        await using var store = await StoreUnderTest.StartAsync(kind);
        var other = (await store.Watched.MakeEstateAsync("ZZ", "SRV-1")).Value.Client;
        for (var i = 0; i < 5; i++)
        {
            await store.WriteAsync(store.Watched.ClientId, Labels("up", "srv-1"), (store.Start + (i * Minute), 1));
            await store.WriteAsync(other, Labels("up", "srv-1"), (store.Start + (i * Minute), 2));

            // Who says to be another client is none the more.
            await store.WriteAsync(other, [.. Labels("up", "srv-1"), new("majordome_client", store.Watched.ClientId.ToString())], (store.Start + (i * Minute), 3));
        }

        await store.SettleAsync();
        await store.ShouldBeReadAsync(store.Watched.ClientId);
        await store.ShouldBeReadAsync(other);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task What_comes_late_or_twice_is_read_once(StoreKind kind)
    {
        await using var store = await StoreUnderTest.StartAsync(kind);
        var client = store.Watched.ClientId;
        (long, double)[] later = [.. Enumerable.Range(60, 30).Select(i => (store.Start + (i * Minute), (double)i))];
        await store.WriteAsync(client, Labels("made", "srv-1"), later);
        await store.SettleAsync();

        await store.WriteAsync(client, Labels("made", "srv-1"), later);
        await store.WriteAsync(client, Labels("made", "srv-1"), [.. Enumerable.Range(0, 30).Select(i => (store.Start + (i * Minute), (double)i))]);
        await store.WriteAsync(client, Labels("made", "srv-2"), (store.Start, 5));
        await store.SettleAsync(refused: kind is StoreKind.Prometheus);

        await store.ShouldBeReadAsync(client);
    }

    private static KeyValuePair<string, string>[] Labels(string name, string instance) =>
        [new(LabelBlock.Name, name), new("instance", instance), new("check", string.Create(CultureInfo.InvariantCulture, $"{name.Length}"))];
}
