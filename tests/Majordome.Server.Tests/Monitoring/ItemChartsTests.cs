using AngleSharp.Dom;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Server.Tests.Monitoring;

public sealed class ItemChartsTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_item_shows_its_telling_figures_from_the_store_with_what_happened_meanwhile(DatabaseKind kind)
    {
        var calls = new Calls();
        await using var watched = await Watched.StartAsync(kind, configure: calls.Count);
        await MeasureAsync(watched, Ok, Ok, Critical, Critical, Critical);
        using var nadia = await EngineerAsync(watched);
        calls.Clear();

        await nadia.GetAsync($"/assets/{watched.AssetId}");

        calls.ShouldBe(finds: 1, reads: 1);
        nadia.Said.ShouldContain("1 point d’attention");
        nadia.Said.ShouldContain("Aucun contrat en vigueur.");
        nadia.Said.ShouldContain("Dernière heure", Case.Sensitive, "it is not older than that");
        nadia.Said.ShouldContain("Derniers changements");
        var chart = nadia.Page.QuerySelectorAll(".m-chart").ShouldHaveSingleItem();
        chart.QuerySelector("strong")!.TextContent.ShouldBe("HTTP");
        chart.QuerySelectorAll(".m-chart-threshold").Length.ShouldBe(2);
        chart.QuerySelectorAll(".m-chart-event title").Select(e => e.TextContent).ShouldBe(["critique"]);
        chart.HasAttribute("data-chart").ShouldBeFalse("the page draws without script");

        await nadia.GetAsync($"/assets/{watched.AssetId}?period=7d");
        nadia.Said.ShouldContain("7 derniers jours");
        nadia.Page.QuerySelector(".m-segments [aria-current]")!.TextContent.ShouldBe("7\u00A0j");
        nadia.Page.QuerySelectorAll(".m-chart-line").Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/measures")]
    public async Task A_page_says_when_a_store_that_does_not_answer_may_have_more(string tab)
    {
        await using var watched = await Watched.StartAsync(DatabaseKind.Sqlite, options: given => given with { MetricsUrl = "http://127.0.0.1:1" });
        await MeasureAsync(watched, Ok, Ok);
        using var nadia = await EngineerAsync(watched);

        await nadia.GetAsync($"/assets/{watched.AssetId}{tab}");

        nadia.Page.QuerySelectorAll(".m-chart").ShouldNotBeEmpty("what is here is shown");
        var notice = nadia.Page.QuerySelectorAll(".m-notice").ShouldHaveSingleItem();
        notice.TextContent.ShouldContain("Il peut manquer des mesures.");
        notice.TextContent.ShouldContain("127.0.0.1:1");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_measures_of_an_item_are_those_of_its_checks_and_those_that_name_it(DatabaseKind kind)
    {
        var calls = new Calls();
        await using var watched = await Watched.StartAsync(kind, configure: calls.Count);
        await MeasureAsync(watched, Ok, Ok);
        await WriteAsync(
            watched,
            [new(LabelBlock.Name, "node_load1"), new("instance", "srv-erp01:9100"), new("job", "node")],
            [new(LabelBlock.Name, "node_network_receive_bytes_total"), new("device", "eth0"), new("instance", "SRV-ERP01:9100"), new("job", "node")],
            [new(LabelBlock.Name, "node_load5"), new("instance", "another:9100"), new("job", "node")],
            [new(LabelBlock.Name, "app_open"), new("host_name", "SRV-ERP01")]);
        using var nadia = await EngineerAsync(watched);
        calls.Clear();

        await nadia.GetAsync($"/assets/{watched.AssetId}/measures");

        calls.ShouldBe(finds: 1, reads: 1);
        Groups(nadia).ShouldBe(["HTTP: Durée, Taille", "Mesures reçues: app_open", "node: node_load1, node_network_receive_bytes_total"]);
        nadia.Said.ShouldContain("5 mesures");
        nadia.Page.QuerySelectorAll("figure").Single(f => f.TextContent.Contains("eth0", StringComparison.Ordinal)).QuerySelector("figcaption")!.TextContent.ShouldContain("ko/s");
        nadia.Page.QuerySelector("figure[data-chart]").ShouldNotBeNull();
        nadia.Page.QuerySelector("script[src*='charts']").ShouldNotBeNull();

        await nadia.GetAsync($"/assets/{watched.AssetId}/measures?q=eth0");
        Groups(nadia).ShouldBe(["node: node_network_receive_bytes_total"]);
        await nadia.GetAsync($"/assets/{watched.AssetId}/measures?q=nothing");
        nadia.Said.ShouldContain("Aucune mesure ne correspond à «\u00A0nothing\u00A0».");
    }

    [Fact]
    public async Task Many_measures_are_shown_a_page_at_a_time()
    {
        await using var watched = await Watched.StartAsync();
        using var nadia = await EngineerAsync(watched);
        await nadia.GetAsync($"/assets/{watched.AssetId}/measures");
        nadia.Said.ShouldContain("Pas encore de mesure.");
        await WriteAsync(watched, [.. Enumerable.Range(0, 30).Select(i => new KeyValuePair<string, string>[] { new(LabelBlock.Name, $"m_{i:00}"), new("host", "SRV-ERP01") })]);

        await nadia.GetAsync($"/assets/{watched.AssetId}/measures");
        nadia.Page.QuerySelectorAll("figure").Length.ShouldBe(24);
        await nadia.GetAsync(nadia.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        nadia.Page.QuerySelectorAll("figure").Length.ShouldBe(6);
        nadia.Said.ShouldContain("25\u00A0–\u00A030 sur 30");
        await nadia.GetAsync($"/assets/{watched.AssetId}/measures?page=99");
        nadia.Page.QuerySelectorAll("figure").Length.ShouldBe(6, "the last page");
    }

    /// <summary>More series than are looked through at once, those of the item behind them.</summary>
    [Fact]
    public async Task The_measures_of_an_item_are_found_however_many_series_its_client_has()
    {
        await using var watched = await Watched.StartAsync();
        await WriteAsync(watched, [.. Enumerable.Range(0, 20_000).Select(i => new KeyValuePair<string, string>[] { new(LabelBlock.Name, $"m_{i}"), new("host", "another") })]);
        await WriteAsync(watched, [[new(LabelBlock.Name, "app_open"), new("host", "SRV-ERP01")]]);
        await MeasureAsync(watched, Ok, Ok);
        using var nadia = await EngineerAsync(watched);

        await nadia.GetAsync($"/assets/{watched.AssetId}/measures");

        Groups(nadia).ShouldBe(["HTTP: Durée, Taille", "Mesures reçues: app_open"]);
    }

    [Fact]
    public async Task A_stretch_is_chosen_by_the_address_and_every_step_from_it_is_a_link()
    {
        await using var watched = await Watched.StartAsync();
        await MeasureAsync(watched, Ok, Ok, Ok);
        using var nadia = await EngineerAsync(watched);
        var (from, to) = (Address(watched.Now - Duration.FromMinutes(30)), Address(watched.Now - Duration.FromMinutes(10)));

        await nadia.GetAsync($"/monitoring/checks/{watched.CheckId}?from={from}&to={to}");
        nadia.Page.QuerySelector(".m-segments [aria-current]").ShouldBeNull("what is shown is no period");
        nadia.Page.QuerySelectorAll(".m-chart-line").ShouldBeEmpty("nothing was read then");
        await nadia.GetAsync(nadia.Page.QuerySelector("#zoom-later")!.GetAttribute("href")!);
        await nadia.GetAsync(nadia.Page.QuerySelector("#zoom-later")!.GetAttribute("href")!);
        nadia.Page.QuerySelectorAll(".m-chart-line").ShouldNotBeEmpty();
        nadia.Page.QuerySelector("#charts")!.GetAttribute("data-out").ShouldBe($"/monitoring/checks/{watched.CheckId}?period=1h");

        await nadia.GetAsync($"/monitoring/checks/{watched.CheckId}?from=tomorrow&to={to}&period=century");
        nadia.Page.QuerySelector(".m-segments [aria-current]")!.TextContent.ShouldBe("1\u00A0h", "what cannot be read is the usual period, that of a young check");
        nadia.Said.ShouldNotContain("disponible", Case.Sensitive, "that is said of a day");
        watched.Server.Clock.Advance(Duration.FromHours(1));
        await nadia.GetAsync($"/monitoring/checks/{watched.CheckId}?period=century");
        nadia.Said.ShouldContain("disponible");
        nadia.Page.QuerySelector(".m-segments [aria-current]")!.TextContent.ShouldBe("24\u00A0h");
    }

    private static string Address(Instant instant) => NodaTime.Text.InstantPattern.General.Format(Instant.FromUnixTimeSeconds(instant.ToUnixTimeSeconds()));

    private static IEnumerable<string> Groups(Visitor visitor) => visitor.Page.QuerySelectorAll("#charts .m-section")
        .Select(section => $"{section.QuerySelector("h2")!.TextContent}: {string.Join(", ", section.QuerySelectorAll("figcaption strong").Select(s => s.TextContent))}");

    /// <summary>Results of the check, one a retry interval apart, that measure something.</summary>
    private static async Task MeasureAsync(Watched watched, params CheckStatus[] statuses)
    {
        foreach (var status in statuses)
        {
            watched.Server.Clock.Advance(Duration.FromSeconds(10));
            var run = watched.Run(watched.CheckId, status) with
            {
                Measurements = [new PerformanceDatum("time", status is Ok ? 12 : 80, "ms", "50", "70"), new PerformanceDatum("size", 512, "B")],
            };
            (await watched.Server.Services.GetRequiredService<InboundResults>().TakeAsync(Watched.Program, watched.BatchOf([run]), Cancel)).IsAccepted.ShouldBeTrue();
        }
    }

    /// <summary>Ten minutes of series that a sender tells, each growing by a thousand a second.</summary>
    private static Task WriteAsync(Watched watched, params KeyValuePair<string, string>[][] series) =>
        watched.Server.Services.GetRequiredService<BatchWriter>().WriteAsync(
            new BatchKey(watched.ClientId, Guid.CreateVersion7(), 1, 1),
            draft =>
            {
                foreach (var labels in series)
                {
                    for (var minute = 1; minute <= 10; minute++)
                    {
                        draft.Add(LabelBlock.Of([.. labels]), (watched.Now - Duration.FromMinutes(11 - minute)).ToUnixTimeTicks() / 10, minute * 60_000.0);
                    }
                }

                return null;
            },
            Cancel);

    private static async Task<Visitor> EngineerAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        return await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
    }

    /// <summary>Counts how often the store is asked: once to find and once to read, however many charts there are.</summary>
    private sealed class Calls
    {
        private int finds;
        private int reads;

        public void Count(IServiceCollection services)
        {
            services.AddSingleton<EmbeddedStore>();
            services.AddSingleton<IMetricStore>(provider => new Counted(provider.GetRequiredService<EmbeddedStore>(), this));
        }

        public void Clear() => (finds, reads) = (0, 0);

        public void ShouldBe(int finds, int reads) => (this.finds, this.reads).ShouldBe((finds, reads));

        private sealed class Counted(EmbeddedStore store, Calls calls) : IMetricStore
        {
            public Task<IReadOnlyList<Series>> FindAsync(Guid clientId, IReadOnlyList<LabelWish> wishes, int after, int most, CancellationToken cancellationToken)
            {
                calls.finds++;
                return store.FindAsync(clientId, wishes, after, most, cancellationToken);
            }

            public Task<IReadOnlyList<SeriesSamples>> SamplesAsync(
                Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
            {
                calls.reads++;
                return store.SamplesAsync(clientId, series, from, to, cancellationToken);
            }

            public Task<IReadOnlyList<SeriesHours>> HoursAsync(Guid clientId, IReadOnlyList<Series> series, long from, long to, CancellationToken cancellationToken)
            {
                calls.reads++;
                return store.HoursAsync(clientId, series, from, to, cancellationToken);
            }
        }
    }
}
