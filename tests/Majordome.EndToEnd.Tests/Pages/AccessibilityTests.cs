using System.Net.Http.Json;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Story;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace Majordome.EndToEnd.Tests.Pages;

/// <summary>
/// Every page of the program in a real Chromium, judged by axe against WCAG 2.2 AA: light and dark, as staff, as a client's contact and as
/// nobody. The pages come from the program's own routes, so that a new one is judged or fails the test.
/// </summary>
public sealed class AccessibilityTests
{
    private const string ContactPassword = "another horse battery";

    private const string Judge = """
        rules => axe.run(document, { preload: false, resultTypes: ['violations'], runOnly: rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
          .then(found => found.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.html.slice(0, 160)}`)))
        """;

    // Pages that need a state of their own and are made of the same parts as others: a frozen month, a call that waits, a shipped template that was renewed.
    private static readonly HashSet<string> Apart =
        ["/portal/reviews/{Month}", "/portal/reviews/{Month}/facts/{Figure}", "/tickets/{TicketId:guid}/acknowledge", "/monitoring/templates/{Id:guid}/newer", "/error/{Status:int}"];

    private static readonly string[] ForNobody = ["/sign-in", "/sign-in/code", "/setup", "/join"];

    [Fact]
    public async Task Every_page_passes_in_light_and_in_dark()
    {
        await using var browser = await Browser.OpenAsync();
        await using var server = await RunningServer.StartAsync(DatabaseKind.Sqlite, [], unattended: true, "--adopt-this-machine");
        using var api = await server.ApiAsync();
        var world = await World.BuildAsync(api);
        var paths = Routes().Where(r => !Apart.Contains(r)).Select(world.Fill).ToList();

        var staff = await OpenAsync(browser, server);
        await staff.GotoAsync($"{server.Url}/sign-in?returnUrl=%2Faccount");
        await Browser.SignInAsync(staff, RunningServer.Admin, RunningServer.Password);
        await staff.WaitForURLAsync($"{server.Url}/account");
        var contact = await OpenAsync(browser, server);
        await contact.GotoAsync(server.Url + world.JoinPath);
        await contact.GetByLabel("Mot de passe").FillAsync(ContactPassword);
        await contact.GetByRole(AriaRole.Button).First.ClickAsync();
        await contact.WaitForURLAsync($"{server.Url}/portal");
        var nobody = await OpenAsync(browser, server);

        // Two windows for staff, who have most of the pages.
        var ofStaff = paths.Where(p => !p.StartsWith("/portal", StringComparison.Ordinal) && !ForNobody.Contains(p)).Chunk((paths.Count / 2) + 1).ToList();
        var found = (await Task.WhenAll(
            JudgeAsync(staff, server, ofStaff[0]),
            JudgeAsync(await staff.Context.NewPageAsync(), server, ofStaff.Skip(1).SelectMany(p => p)),
            JudgeAsync(contact, server, paths.Where(p => p.StartsWith("/portal", StringComparison.Ordinal))),
            JudgeAsync(nobody, server, [.. ForNobody, "/nowhere"]))).SelectMany(f => f).ToList();

        found.ShouldBeEmpty(string.Join('\n', found));
    }

    private static async Task<IPage> OpenAsync(Browser browser, RunningServer server)
    {
        // The judge is a script of the test's, which the pages' policy would refuse.
        var context = await browser.ContextAsync(new() { Locale = "fr-FR", BypassCSP = true, BaseURL = server.Url });
        await context.AddInitScriptAsync(scriptPath: Path.Combine(Repository.Root, "node_modules", "axe-core", "axe.min.js"));
        return await context.NewPageAsync();
    }

    private static async Task<List<string>> JudgeAsync(IPage page, RunningServer server, IEnumerable<string> paths)
    {
        var found = new List<string>();
        foreach (var path in paths)
        {
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            var answer = await page.GotoAsync(server.Url + path);
            if (answer!.Status >= 400 && path != "/nowhere")
            {
                found.Add($"{path}: {answer.Status}");
                continue;
            }

            found.AddRange((await page.EvaluateAsync<string[]>(Judge, null)).Select(f => $"{path}: {f}"));
            await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            found.AddRange((await page.EvaluateAsync<string[]>(Judge, (string[])["color-contrast"])).Select(f => $"{path}, dark: {f}"));
        }

        return found;
    }

    private static IEnumerable<string> Routes() => typeof(Majordome.Server.Platform.Web.App).Assembly.GetTypes()
        .SelectMany(t => t.GetCustomAttributes(typeof(RouteAttribute), inherit: false)).Select(r => ((RouteAttribute)r).Template).Order(StringComparer.Ordinal);

    /// <summary>One of each thing that a page may be about.</summary>
    private sealed record World(Guid Client, Guid Site, Guid Contact, Guid Asset, Guid Contract, Guid Check, Guid Source, Guid Template, Guid User, string Ticket, string Month, string JoinPath)
    {
        public static async Task<World> BuildAsync(HttpClient api)
        {
            await Wait.UntilAsync(async () => (await FirstAsync(api, "checks")) is not null, "the machine is adopted", TimeSpan.FromSeconds(30));
            var asset = (await FirstAsync(api, "assets"))!.Value;
            var client = asset.GetProperty("clientId").GetGuid();
            var contact = await MakeAsync(api, $"clients/{client}/contacts", new { name = "Claire Jourdan", email = "claire@laiterie.test", isTold = true });
            var ticket = await MakeAsync(api, "tickets", new
            {
                clientId = client, subject = "ERP lent", description = "Depuis ce matin.", nature = "incident", source = "phone", urgency = "high",
                assetId = asset.GetProperty("id").GetGuid(), contactId = contact.GetProperty("id").GetGuid(), takeNow = false,
            });
            var opened = await api.GetFromJsonAsync<JsonElement>($"/api/v1/tickets/{ticket.GetProperty("id").GetGuid()}");
            var invited = await MakeAsync(api, "users", new { email = "claire@laiterie.test", displayName = "Claire Jourdan", clientId = client });
            var source = await MakeAsync(api, "sources", new { clientId = client, source = new { name = "Pare-feu", networks = "10.0.0.1" } });
            var shipped = (await FirstAsync(api, "templates"))!.Value.GetProperty("id").GetGuid();
            var copy = await MakeAsync(api, $"templates/{shipped}/copy", new { });
            return new(
                client,
                (await FirstAsync(api, $"clients/{client}/sites"))!.Value.GetProperty("id").GetGuid(),
                contact.GetProperty("id").GetGuid(),
                asset.GetProperty("id").GetGuid(),
                (await FirstAsync(api, "contracts"))!.Value.GetProperty("id").GetGuid(),
                (await FirstAsync(api, "checks"))!.Value.GetProperty("id").GetGuid(),
                source.GetProperty("id").GetGuid(),
                copy.GetProperty("id").GetGuid(),
                invited.GetProperty("userId").GetGuid(),
                opened.GetProperty("number").GetString()!,
                OnDuty.MonthOf(opened),
                invited.GetProperty("path").GetString()!);
        }

        /// <summary>The address of a page about them.</summary>
        public string Fill(string route)
        {
            var own = route switch
            {
                _ when route.Contains("/contacts/{Id", StringComparison.Ordinal) => Contact,
                _ when route.Contains("/sites/{Id", StringComparison.Ordinal) => Site,
                _ when route.StartsWith("/assets", StringComparison.Ordinal) => Asset,
                _ when route.StartsWith("/contracts", StringComparison.Ordinal) => Contract,
                _ when route.StartsWith("/monitoring/sources", StringComparison.Ordinal) => Source,
                _ when route.StartsWith("/monitoring/templates", StringComparison.Ordinal) => Template,
                _ when route.StartsWith("/monitoring", StringComparison.Ordinal) => Check,
                _ when route.StartsWith("/users", StringComparison.Ordinal) => User,
                _ => Client,
            };
            var path = route.Replace("{Id:guid}", own.ToString(), StringComparison.Ordinal).Replace("{ClientId:guid}", Client.ToString(), StringComparison.Ordinal)
                .Replace("{TemplateId:guid}", Template.ToString(), StringComparison.Ordinal)
                .Replace("{Name}", Ticket, StringComparison.Ordinal).Replace("{Number}", Ticket, StringComparison.Ordinal)
                .Replace("{Month}", Month, StringComparison.Ordinal).Replace("{Figure}", "tickets.all", StringComparison.Ordinal);
            path.ShouldNotContain("{", Case.Sensitive, "a page whose address has a part that this test does not know");
            return path switch
            {
                "/monitoring/checks/new" => $"{path}?asset={Asset}",
                _ when path.EndsWith("/measures", StringComparison.Ordinal) => $"{path}?q=e", // with its search, which few figures do without
                "/tickets/new" or "/assets/new" or "/contracts/new" => $"{path}?client={Client}",
                _ => path,
            };
        }

        private static async Task<JsonElement?> FirstAsync(HttpClient api, string what)
        {
            var answer = await api.GetFromJsonAsync<JsonElement>($"/api/v1/{what}");
            var items = answer.ValueKind is JsonValueKind.Array ? answer : answer.GetProperty("items");
            return items.GetArrayLength() == 0 ? null : items[0];
        }

        private static async Task<JsonElement> MakeAsync(HttpClient api, string what, object body)
        {
            var answer = await api.PostAsJsonAsync($"/api/v1/{what}", body);
            answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
            return await answer.Content.ReadFromJsonAsync<JsonElement>();
        }
    }
}
