using Majordome.EndToEnd.Tests.Support;
using Majordome.Server;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Tests.Shared;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using NodaTime;

namespace Majordome.EndToEnd.Tests.Identity;

/// <summary>A passkey in a real Chromium, with its virtual authenticator (WebDriver extension of Web Authentication, level 3).</summary>
public sealed class PasskeyTests
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_passkey_is_added_and_signs_in_without_a_password()
    {
        var folder = Directory.CreateTempSubdirectory("majordome-passkey-").FullName;
        await using var app = await StartAsync(folder);
        var root = $"http://localhost:{new Uri(app.Urls.First()).Port}";
        await using var person = await Browser.OpenAsync();
        var page = person.Page;
        var refused = new List<string>();
        page.Console += (_, message) => { if (message.Text.Contains("Content Security Policy", StringComparison.Ordinal)) { refused.Add(message.Text); } };
        await UseAuthenticatorAsync(page);

        await page.GotoAsync(root + "/sign-in?returnUrl=%2Faccount");
        await person.SignInAsync("nadia@example.org", Password);
        await page.GetByLabel("Nom de la clé").FillAsync("Ordinateur portable");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ajouter une clé d’accès" }).ClickAsync();
        await page.GetByText("Clé d’accès ajoutée.").WaitForAsync();
        (await page.Locator("#passkeys").InnerTextAsync()).ShouldContain("Ordinateur portable");

        await page.GetByRole(AriaRole.Button, new() { Name = "Se déconnecter", Exact = true }).ClickAsync();
        await page.GotoAsync(root + "/sign-in?returnUrl=%2Faccount");
        await page.GetByRole(AriaRole.Button, new() { Name = "S’identifier avec une clé d’accès" }).ClickAsync();
        await page.WaitForURLAsync(root + "/account");
        (await page.Locator("#passkeys").InnerTextAsync()).ShouldContain("Ordinateur portable");

        await page.GetByRole(AriaRole.Button, new() { Name = "Retirer la clé Ordinateur portable" }).ClickAsync();
        await page.GetByText("Clé d’accès retirée.").WaitForAsync();
        refused.ShouldBeEmpty();
        await app.StopAsync(TestContext.Current.CancellationToken);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task UseAuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["options"] = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }

    // On a port of its own, named localhost as the start prints it: passkeys refuse IP addresses.
    private static async Task<WebApplication> StartAsync(string folder)
    {
        var secret = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(secret, Password + "\n", TestContext.Current.CancellationToken);
        var options = new ServerOptions { Data = folder, Listen = $"127.0.0.1:{Ports.Free()}", Admin = "nadia@example.org", AdminPasswordFile = secret };
        await SchemaUpgrade.ApplyAsync(options.OpenDatabase(), SystemClock.Instance, TestContext.Current.CancellationToken);
        var app = ServerHost.Build(options, AllModules.List, builder => builder.Logging.ClearProviders());
        await app.Services.GetRequiredService<FirstStart>().PrepareAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
