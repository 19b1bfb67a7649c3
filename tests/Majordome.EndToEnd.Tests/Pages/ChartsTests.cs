using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Platform.Persistence;
using Microsoft.Playwright;

namespace Majordome.EndToEnd.Tests.Pages;

/// <summary>The charts of an item in a real Chromium: drawn by the server alone where there is no script, with a cursor and a zoom where there is.</summary>
public sealed class ChartsTests
{
    [Fact]
    public async Task A_chart_shows_its_gap_is_zoomed_by_dragging_and_comes_back_and_works_without_script()
    {
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite, [], unattended: true, "--adopt-this-machine");
        using var api = await server.ApiAsync();
        await Wait.UntilAsync(async () => (await ItemsAsync(api, "assets")).GetArrayLength() > 0, "the machine is adopted", TimeSpan.FromSeconds(30));
        var asset = (await ItemsAsync(api, "assets"))[0];
        await SendAsync(api, server, asset, TimeProvider.System.GetUtcNow());
        var page = $"{server.Url}/assets/{asset.GetProperty("id").GetGuid()}/measures?q=room&period=24h";

        await using var browser = await Browser.SignInAsync(server);
        await browser.Page.WaitForURLAsync($"{server.Url}/");
        await WithoutScriptAsync(browser, page);
        await ZoomAsync(browser.Page, page);
        await FollowThemeAsync(browser.Page, page);
    }

    // What the server drew: two lines, with the silence between them.
    private static async Task WithoutScriptAsync(Browser browser, string address)
    {
        var plain = await browser.ContextAsync(new() { JavaScriptEnabled = false, Locale = "fr-FR", StorageState = await browser.Page.Context.StorageStateAsync() });
        var page = await plain.NewPageAsync();
        await page.GotoAsync(address);
        (await page.Locator("figure svg .m-chart-line").CountAsync()).ShouldBe(2);
        (await page.Locator(".m-plot").CountAsync()).ShouldBe(0);
        (await page.Locator(".m-chart-sum").InnerTextAsync()).ShouldStartWith("min. 10");
        await page.GetByRole(AriaRole.Link, new() { Name = "Agrandir" }).ClickAsync();
        page.Url.ShouldContain("from=");
        await page.GetByRole(AriaRole.Link, new() { Name = "24 h" }).ClickAsync();
        page.Url.ShouldNotContain("from=");
        await plain.CloseAsync();
    }

    private static async Task ZoomAsync(IPage page, string address)
    {
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) => faults.AddRange(message.Type is "error" ? [message.Text] : []);
        await page.GotoAsync(address);
        await page.Locator(".m-plot canvas").WaitForAsync();
        (await page.Locator("figure > svg").IsVisibleAsync()).ShouldBeFalse("one drawing is enough");
        (await GapsAsync(page)).ShouldBe(1);

        var plot = (await page.Locator(".u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(plot.X + (plot.Width * 0.9f), plot.Y + 30);
        var read = await page.Locator(".m-chart-read").InnerTextAsync();
        read.ShouldMatch(@"^\d\d:\d\d.·.\d+(,\d+)?.°C$");

        await page.Mouse.MoveAsync(plot.X + (plot.Width * 0.4f), plot.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(plot.X + (plot.Width * 0.6f), plot.Y + 30, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        await SettledAsync(page, "from=");
        (await LengthAsync(page)).ShouldBeInRange(0.17 * 86400, 0.23 * 86400);
        (await page.EvaluateAsync<int>("JSON.parse(document.querySelector('figure').dataset.chart).x.length")).ShouldBeGreaterThan(100, "the stretch is read anew, in detail");

        await page.GoBackAsync();
        await SettledAsync(page, "");
        (await LengthAsync(page)).ShouldBe(86400);
        await page.GoForwardAsync();
        await SettledAsync(page, "from=");
        await page.Locator(".u-over").DblClickAsync();
        await SettledAsync(page, "");
        (await LengthAsync(page)).ShouldBe(86400);
        await page.Locator("#zoom-in").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await SettledAsync(page, "from=");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("zoom-in");
        faults.ShouldBeEmpty();
    }

    private static async Task FollowThemeAsync(IPage page, string address)
    {
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await page.GotoAsync(address);
        await page.Locator(".m-plot canvas").WaitForAsync();
        var light = await PictureAsync(page);
        await page.EvaluateAsync("document.documentElement.dataset.bsTheme = 'dark'");
        await Wait.UntilAsync(async () => await PictureAsync(page) != light, "the chart is drawn in the colours of the dark theme", TimeSpan.FromSeconds(5));
    }

    private static Task<string> PictureAsync(IPage page) => page.EvaluateAsync<string>("document.querySelector('.m-plot canvas').toDataURL()");

    private static Task<double> LengthAsync(IPage page) => page.EvaluateAsync<double>("JSON.parse(document.querySelector('figure').dataset.chart).length");

    private static Task<int> GapsAsync(IPage page) => page.EvaluateAsync<int>("JSON.parse(document.querySelector('figure').dataset.chart).y.filter(y => y === null).length");

    private static Task SettledAsync(IPage page, string query) => page.WaitForFunctionAsync(
        "query => location.search.includes('from=') === (query !== '') && !document.querySelector('[aria-busy]') && document.querySelector('.m-plot canvas')", query);

    /// <summary>A day of a temperature, read each minute, that was silent for two hours.</summary>
    private static async Task SendAsync(HttpClient api, RunningServer server, JsonElement asset, DateTimeOffset now)
    {
        var made = await api.PostAsJsonAsync("/api/v1/sources", new { clientId = asset.GetProperty("clientId").GetGuid(), source = new { name = "otel" } });
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
        using var sender = new HttpClient { BaseAddress = new Uri(server.Url) };
        sender.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString());
        var points = Enumerable.Range(1, 1439).Where(minute => minute is < 600 or > 720).Select(minute => new
        {
            timeUnixNano = (now.AddMinutes(-minute).ToUnixTimeMilliseconds() * 1_000_000).ToString(CultureInfo.InvariantCulture),
            asDouble = 10 + (minute % 60 / 4.0),
            attributes = new[] { new { key = "host.name", value = new { stringValue = asset.GetProperty("name").GetString() } } },
        });
        var metrics = new[] { new { name = "room_celsius", gauge = new { dataPoints = points } } };
        var answer = await sender.PostAsJsonAsync("/v1/metrics", new { resourceMetrics = new[] { new { scopeMetrics = new[] { new { metrics } } } } });
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<JsonElement> ItemsAsync(HttpClient api, string what) => (await api.GetFromJsonAsync<JsonElement>($"/api/v1/{what}")).GetProperty("items");
}
