using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Protocols.Prometheus;
using Majordome.Server.Monitoring.Metrics;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring.Metrics;

public sealed class MetricsApiTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    /// <summary>A counter of 6 a minute that begins again at zero after 90 minutes, as a rate, as an increase and by hour; then the same from hours alone.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_counter_is_read_as_a_rate_an_increase_and_by_hour(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var end = Instant.FromUtc(2026, 11, 17, 9, 0);
        var start = end - Duration.FromHours(3);
        await WriteAsync(watched, start, 180);
        using var people = await PeopleAsync(watched);
        Task<JsonElement> ReadAsync(string what, Instant from) =>
            people.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/{what}&clientId={watched.ClientId}&label=__name__:made&from={from}&to={end}", Cancel);

        var rate = (await ReadAsync("samples?as=rate&width=10", start))[0];
        Numbers(rate, "values").ShouldAllBe(value => Math.Abs(value - 0.1) < 0.01);
        Numbers(rate, "instants").Count.ShouldBe(10);
        var increase = (await ReadAsync("samples?as=increase&width=10", start))[0];
        Numbers(increase, "values").Sum().ShouldBe((89 + 89) * 6);

        var hours = (await ReadAsync("hours?as=max", start))[0];
        Numbers(hours, "instants").ShouldBe([.. Enumerable.Range(0, 3).Select(h => (start + Duration.FromHours(h)).ToUnixTimeMilliseconds())]);
        Numbers(hours, "values").ShouldBe([59 * 6, 89 * 6, 89 * 6]);
        Numbers((await ReadAsync("hours?as=min", start))[0], "values").ShouldBe([0, 0, 30 * 6]);
        Numbers((await ReadAsync("hours?x=1", start))[0], "values")[0].ShouldBe(29.5 * 6);
        Numbers((await ReadAsync("hours?as=percentile&percentile=50", start))[0], "values")[0].ShouldBe(29.5 * 6);
        Numbers((await ReadAsync("hours?as=percentile", start))[0], "values")[2].ShouldBe((30 + (59 * 0.95)) * 6, 1e-9);

        // Ten days are read from hours: all but what the first hour grew.
        Numbers((await ReadAsync("samples?as=increase&width=10", end - Duration.FromDays(10)))[0], "values").Sum().ShouldBe((30 + 89) * 6);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_named()
    {
        await using var watched = await Watched.StartAsync();
        using var people = await PeopleAsync(watched);
        async Task<string?> RuleOfAsync(string what)
        {
            var answer = await people.GetAsync($"/api/v1/metrics/{what}&clientId={watched.ClientId}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors")[0].GetProperty("rule").GetString();
        }

        (await RuleOfAsync("samples?as=2")).ShouldBe("parameter-not-a-choice");
        (await RuleOfAsync("samples?from=1999-01-01T00:00:00Z")).ShouldBe("metrics-range-too-long");
        (await RuleOfAsync("samples?label=instance=srv-1")).ShouldBe("label-malformed");
        (await RuleOfAsync("hours?label=job:node&label=instance")).ShouldBe("label-malformed");
        (await RuleOfAsync("series?label=instance=srv-1")).ShouldBe("label-malformed");
        (await RuleOfAsync("hours?as=median")).ShouldBe("parameter-not-a-choice");
        (await RuleOfAsync("hours?as=percentile&percentile=101")).ShouldBe("count-out-of-bounds");
        (await RuleOfAsync("hours?as=percentile&percentile=NaN")).ShouldBe("count-out-of-bounds");
        (await RuleOfAsync("hours?as=percentile&from=2026-01-01T00:00:00Z")).ShouldBe("metrics-range-too-long");
        (await RuleOfAsync("hours?from=1999-01-01T00:00:00Z")).ShouldBe("metrics-range-too-long");
        (await RuleOfAsync("hours?from=2026-11-17T09:00:00Z&to=2026-11-17T08:00:00Z")).ShouldBe("range-reversed-instants");
        var nobody = await people.GetAsync($"/api/v1/metrics/hours?clientId={Guid.CreateVersion7()}", Cancel);
        nobody.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    /// <summary>More series than a chart may show are refused, not cut; the list of series is given page by page.</summary>
    [Fact]
    public async Task An_answer_is_whole_or_says_where_it_goes_on()
    {
        await using var watched = await Watched.StartAsync();
        using var people = await PeopleAsync(watched);
        (await watched.Server.Services.GetRequiredService<BatchWriter>().WriteAsync(
            new BatchKey(watched.ClientId, watched.CheckId, 1, 1),
            draft =>
            {
                for (var i = 0; i < 51; i++)
                {
                    draft.Add(LabelBlock.Of([new(LabelBlock.Name, "made"), new("place", $"{i}"), new("half", $"{i % 2}")]), watched.Now.ToUnixTimeTicks() / 10, i);
                }

                return null;
            },
            Cancel)).Value.ShouldBe(51);

        foreach (var what in (string[])["samples", "hours"])
        {
            var answer = await people.GetAsync($"/api/v1/metrics/{what}?clientId={watched.ClientId}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors")[0].GetProperty("rule").GetString().ShouldBe("metrics-series-too-many");
            var to = watched.Now + Duration.FromHours(1);
            (await people.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/{what}?clientId={watched.ClientId}&label=half:0&to={to}", Cancel)).GetArrayLength().ShouldBe(26);
        }

        var found = new List<JsonElement>();
        string? after = "-1";
        for (var pages = 0; after is not null; pages++)
        {
            pages.ShouldBeLessThan(3);
            var page = await people.GetFromJsonAsync<JsonElement>($"/api/v1/metrics/series?clientId={watched.ClientId}&limit=20&after={after}", Cancel);
            found.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        found.Select(series => series.GetProperty("labels").GetProperty("place").GetString()).ShouldBe(Enumerable.Range(0, 51).Select(i => $"{i}"));
    }

    /// <summary>The hours of a merged day know less than there is until it is merged anew; the samples are all there, and make the percentile.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_percentile_is_that_of_all_samples_also_of_those_that_came_late(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var start = Instant.FromUtc(2026, 11, 17, 6, 0);
        await WriteAsync(watched, start, 60);
        watched.Server.Clock.Advance(Duration.FromHours(48));
        await watched.Server.Services.GetRequiredService<Compactor>().CompactAsync(Cancel);
        await WriteAsync(watched, start + Duration.FromSeconds(30), 60, sequence: 2);
        using var people = await PeopleAsync(watched);

        var read = await people.GetFromJsonAsync<JsonElement>(
            $"/api/v1/metrics/hours?as=percentile&percentile=50&clientId={watched.ClientId}&from={start}&to={start + Duration.FromHours(1)}", Cancel);

        Numbers(read[0], "values").ShouldBe([29.5 * 6]);
    }

    private static async Task WriteAsync(Watched watched, Instant start, int minutes, long sequence = 1)
    {
        var labels = LabelBlock.Of([new(LabelBlock.Name, "made"), new("instance", "srv-1")]);
        (await watched.Server.Services.GetRequiredService<BatchWriter>().WriteAsync(
            new BatchKey(watched.ClientId, watched.CheckId, 1, sequence),
            draft =>
            {
                for (var i = 0; i < minutes; i++)
                {
                    draft.Add(labels, (start + Duration.FromMinutes(i)).ToUnixTimeTicks() / 10, i % 90 * 6);
                }

                return null;
            },
            Cancel)).Value.ShouldBe(minutes);
    }

    private static async Task<HttpClient> PeopleAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("engineer@example.org", null, new Grant(Role.Engineer, watched.ClientId));
        return await watched.Server.ApiAsync("engineer@example.org");
    }

    private static IReadOnlyList<double> Numbers(JsonElement answer, string name) => [.. answer.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
}
