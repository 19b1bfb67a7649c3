using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Protocols.Tests.Smtp;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Playwright;

namespace Majordome.EndToEnd.Tests.Story;

/// <summary>The first turn of the wheel, on the real program and a real nginx: fault, incident, clocks, page, take, restoration, review.</summary>
public sealed class FaultToPromiseTests
{
    private const int Interval = 2, Retry = 1, TimeOut = 1, Confirmations = 3;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_service_that_fails_becomes_a_kept_promise(DatabaseKind kind)
    {
        if (!File.Exists("/usr/bin/chromium"))
        {
            Missing.Package("chromium");
        }

        await using var mail = await MailServer.StartAsync();
        await using var nginx = await Nginx.StartAsync();
        using var hook = new WebhookListener();
        await using var server = await RunningServer.StartAsync(kind, new()
        {
            ["Majordome__Mail__Host"] = "127.0.0.1",
            ["Majordome__Mail__Port"] = mail.Port.ToString(),
            ["Majordome__Mail__Security"] = "None",
            ["Majordome__Mail__From"] = "astreinte@majordome.test",
        }, unattended: true, "--adopt-this-machine");
        using var api = await server.ApiAsync();
        (await api.PostAsJsonAsync("/api/v1/webhooks", new { name = "essai", url = hook.Url, events = (string[])["page.sent", "page.ended"] })).IsSuccessStatusCode.ShouldBeTrue();
        var asset = await AdoptedAsync(api);
        var check = await WatchAsync(api, asset, nginx);

        await nginx.DownAsync();
        var down = Stopwatch.StartNew();
        var ticket = await IncidentAsync(api, "HTTP");
        down.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(Interval + (Confirmations * Retry) + (Confirmations * TimeOut) + 2));

        ticket.GetProperty("coverage").GetString().ShouldBe("included");
        ticket.GetProperty("clocks").GetProperty("gti").GetProperty("state").GetString().ShouldBe("running");
        var number = ticket.GetProperty("number").GetString()!;
        (await mail.MessageAsync(number)).ShouldContain("nadia@majordome.test");

        // The first look at the machine also speaks to the listener: what is signed is the webhook.
        await Wait.UntilAsync(() => Task.FromResult(hook.Received.Any(r => r.Headers.ContainsKey("webhook-signature"))), "the webhook was called", TimeSpan.FromSeconds(15));

        await TakeInBrowserAsync(server, number);
        (await ReadAsync(api, number)).GetProperty("clocks").GetProperty("gti").GetProperty("state").GetString().ShouldBe("met");

        await nginx.UpAsync();
        await Wait.UntilAsync(
            async () => (await ReadAsync(api, number)).GetProperty("clocks").GetProperty("gtr").GetProperty("state").GetString() == "met",
            "service is restored", TimeSpan.FromSeconds(20));

        await ReviewAsync(api, number);
        (await server.StopAsync()).ShouldBe(0);
        var audit = await server.RunAsync("audit", "verify");
        audit.ExitCode.ShouldBe(0, audit.Output + audit.Errors);
        check.ShouldNotBe(Guid.Empty);
    }

    private static async Task<Guid> AdoptedAsync(HttpClient api)
    {
        var asset = Guid.Empty;
        await Wait.UntilAsync(
            async () => Items(await api.GetFromJsonAsync<JsonElement>("/api/v1/assets")).FirstOrDefault() is { ValueKind: JsonValueKind.Object } first
                && (asset = first.GetProperty("id").GetGuid()) != Guid.Empty,
            "the machine is adopted", TimeSpan.FromSeconds(30));
        return asset;
    }

    private static async Task<Guid> WatchAsync(HttpClient api, Guid asset, Nginx nginx)
    {
        var made = await api.PostAsJsonAsync("/api/v1/checks", new
        {
            assetId = asset,
            check = new { name = "HTTP intranet", type = "http", target = nginx.Url, interval = $"PT{Interval}S", timeOut = $"PT{TimeOut}S", retryInterval = $"PT{Retry}S" },
        });
        made.IsSuccessStatusCode.ShouldBeTrue(await made.Content.ReadAsStringAsync());
        var id = (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await Wait.UntilAsync(
            async () => (await api.GetStringAsync($"/api/v1/checks/{id}/state")).Contains("\"ok\"", StringComparison.Ordinal),
            "the check is normal", TimeSpan.FromSeconds(20));
        return id;
    }

    private static async Task<JsonElement> IncidentAsync(HttpClient api, string about)
    {
        JsonElement found = default;
        await Wait.UntilAsync(
            async () => (found = Items(await api.GetFromJsonAsync<JsonElement>("/api/v1/tickets"))
                .FirstOrDefault(t => t.GetProperty("subject").GetString()!.Contains(about, StringComparison.OrdinalIgnoreCase))).ValueKind is JsonValueKind.Object,
            "an incident is open", TimeSpan.FromSeconds(30));
        return found;
    }

    private static async Task<JsonElement> ReadAsync(HttpClient api, string number) => await api.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{number}");

    private static async Task TakeInBrowserAsync(RunningServer server, string number)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var page = await browser.NewPageAsync(new() { Locale = "fr-FR", ViewportSize = new() { Width = 1440, Height = 900 } });
        await page.GotoAsync($"{server.Url}/sign-in?returnUrl=%2F");
        await page.GetByLabel("Adresse de courriel").FillAsync(RunningServer.Admin);
        await page.GetByLabel("Mot de passe").FillAsync(RunningServer.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "S’identifier", Exact = true }).ClickAsync();
        var shots = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts/screenshots")).FullName;
        await page.Locator($"tr:has-text('{number}')").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(shots, "journee.png") });
        await page.GotoAsync($"{server.Url}/tickets/{number}");
        await page.Locator("main button:has-text('Prendre'):visible").First.ClickAsync();
        await page.GetByText("GTI tenue").First.WaitForAsync();
        await page.ScreenshotAsync(new() { Path = Path.Combine(shots, "ticket.png"), FullPage = true });
    }

    private static async Task ReviewAsync(HttpClient api, string number)
    {
        var client = Items(await api.GetFromJsonAsync<JsonElement>("/api/v1/clients")).First().GetProperty("id").GetGuid();
        var month = (await ReadAsync(api, number)).GetProperty("registeredAt").GetString()![..7];
        var text = await api.GetStringAsync($"/api/v1/reviews/{client}/{month}");
        text.ShouldContain(number);
    }

    private static IEnumerable<JsonElement> Items(JsonElement page) => page.GetProperty("items").EnumerateArray();
}
