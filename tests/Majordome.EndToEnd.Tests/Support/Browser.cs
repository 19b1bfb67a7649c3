using Majordome.Server.Tests.Support;
using Microsoft.Playwright;

namespace Majordome.EndToEnd.Tests.Support;

/// <summary>Debian's Chromium, with one page open.</summary>
public sealed class Browser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page) => (this.playwright, this.browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    /// <summary>Opens it, or skips the test visibly where it is not installed (a failure with CI=true).</summary>
    public static async Task<Browser> OpenAsync()
    {
        if (!File.Exists(Chromium))
        {
            Missing.Package("chromium");
        }

        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Chromium,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new(playwright, browser, await browser.NewPageAsync(new() { Locale = "fr-FR", ViewportSize = new() { Width = 1440, Height = 900 } }));
    }

    /// <summary>Another person's window: cookies of its own.</summary>
    public Task<IBrowserContext> ContextAsync(BrowserNewContextOptions options) => browser.NewContextAsync(options);

    /// <summary>Opens it, signed in as the administrator of a server, on the first page.</summary>
    public static async Task<Browser> SignInAsync(RunningServer server)
    {
        var person = await OpenAsync();
        await person.Page.GotoAsync($"{server.Url}/sign-in?returnUrl=%2F");
        await person.SignInAsync(RunningServer.Admin, RunningServer.Password);
        return person;
    }

    /// <summary>Fills the form of the sign-in page it is on.</summary>
    public Task SignInAsync(string email, string password) => SignInAsync(Page, email, password);

    /// <summary>Fills the form of the sign-in page that a page is on.</summary>
    public static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("Adresse de courriel").FillAsync(email);
        await page.GetByLabel("Mot de passe").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "S’identifier", Exact = true }).ClickAsync();
    }

    /// <summary>Keeps a picture in <c>artifacts/screenshots</c>.</summary>
    public Task ShootAsync(string name, bool fullPage)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts/screenshots"));
        return Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"{name}.png"), FullPage = fullPage });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
