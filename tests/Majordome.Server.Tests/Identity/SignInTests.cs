using System.Net;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Identity.SignIn;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Identity;

public sealed class SignInTests
{
    private const string Nadia = "nadia@example.org";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_address_and_its_password_open_the_page_that_was_asked_for(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        using var visitor = new Visitor(server);

        await visitor.GetAsync("/account?from=mail");
        visitor.Path.ShouldBe("/sign-in?returnUrl=%2Faccount%3Ffrom%3Dmail");
        await visitor.SubmitAsync("password", ("Form.Email", " NADIA@example.org "), ("Form.Password", TestServer.Password));

        visitor.Path.ShouldBe("/account?from=mail");
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ActionsAsync(server)).ShouldContain(("sign-in", Nadia));
    }

    [Theory]
    [InlineData("nobody@example.org", TestServer.Password)]
    [InlineData(Nadia, "not her password")]
    public async Task A_wrong_address_and_a_wrong_password_are_told_the_same(string email, string password)
    {
        await using var server = await WithNadiaAsync();
        using var visitor = new Visitor(server);

        await visitor.SignInAsync(email, password);

        visitor.Said.ShouldContain("L’adresse ou le mot de passe n’est pas le bon.");
        visitor.Page.QuerySelector("input[name='Form.Email']")!.GetAttribute("value").ShouldBe(email);
        visitor.Page.QuerySelector("input[name='Form.Password']")!.GetAttribute("value").ShouldBeNull();
        visitor.Cookies.ShouldNotContain(c => c.Name == "majordome");
    }

    [Fact]
    public async Task Five_failures_close_the_account_even_to_the_right_password()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = new Visitor(server);
        for (var i = 0; i < 5; i++)
        {
            await visitor.SignInAsync(Nadia, "not her password");
        }

        visitor.Said.ShouldContain("Trop d’essais");
        await visitor.SignInAsync(Nadia);

        visitor.Said.ShouldContain("Trop d’essais");
        visitor.Cookies.ShouldNotContain(c => c.Name == "majordome");
        (await ActionsAsync(server)).Count(a => a.Action == "lock-out").ShouldBe(1);
    }

    [Fact]
    public async Task A_guesser_is_slowed_down_and_told_for_how_long()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        using var visitor = new Visitor(server);
        for (var i = 0; i < SignInLimit.Attempts; i++)
        {
            await visitor.SignInAsync($"user{i}@example.org", "a guess");
        }

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await visitor.SignInAsync("one-more@example.org", "a guess");

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        var wait = int.Parse(visitor.Answer.Headers.GetValues("Retry-After").Single());
        wait.ShouldBeInRange(1, 60);
        visitor.Said.ShouldContain($"Recommencez dans {wait} s.");
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("\thttps://evil.example/")]
    public async Task The_way_back_never_leaves_the_server(string returnUrl)
    {
        await using var server = await WithNadiaAsync();
        using var visitor = new Visitor(server);

        await visitor.GetAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        await visitor.SubmitAsync("password", ("Form.Email", Nadia), ("Form.Password", TestServer.Password));

        visitor.Path.ShouldBe("/");
    }

    [Fact]
    public async Task A_disabled_account_does_not_open()
    {
        await using var server = await WithNadiaAsync();
        await DisableAsync(server);
        using var visitor = new Visitor(server);

        await visitor.SignInAsync(Nadia);

        visitor.Said.ShouldContain("L’adresse ou le mot de passe n’est pas le bon.");
    }

    [Fact]
    public async Task The_session_of_a_disabled_account_ends_at_the_next_request()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        await visitor.GetAsync("/account");
        visitor.Path.ShouldBe("/account");

        await DisableAsync(server);
        await visitor.GetAsync("/account");

        visitor.Path.ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task A_contact_is_sent_to_the_portal()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var clientId = await People.AddClientAsync(server, "Laiterie du Vercors", "LV");
        await server.AddUserAsync("claire@example.org", clientId, new Grant(Role.ClientContact, clientId));
        using var visitor = new Visitor(server);

        await visitor.GetAsync("/sign-in");
        await visitor.SubmitAsync("password", ("Form.Email", "claire@example.org"), ("Form.Password", TestServer.Password));

        visitor.Path.ShouldBe("/portal");
    }

    [Fact]
    public async Task Signing_out_ends_the_session_of_the_browser()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.SubmitAsync("sign-out");
        visitor.Path.ShouldBe("/sign-in");
        await visitor.GetAsync("/account");

        visitor.Path.ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task The_set_up_link_creates_the_first_administrator_and_signs_them_in()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var link = (await server.Services.GetRequiredService<FirstStart>().PrepareAsync(default))!;
        using var visitor = new Visitor(server);

        await visitor.GetAsync(link);
        await visitor.SubmitAsync("set-up", ("Form.ProviderName", "Cornaline"), ("Form.DisplayName", "Nadia Benali"), ("Form.Email", Nadia), ("Form.Password", "short"));
        visitor.Page.QuerySelector("#f-form-password")!.GetAttribute("aria-invalid").ShouldBe("true");
        visitor.Page.QuerySelector("#f-form-providername")!.GetAttribute("value").ShouldBe("Cornaline");
        await visitor.SubmitAsync("set-up", ("Form.Password", TestServer.Password));
        visitor.Path.ShouldBe("/");
        visitor.Cookies.ShouldContain(c => c.Name == "majordome");

        await visitor.GetAsync(link);
        visitor.Page.Title.ShouldBe("Ce lien n’est plus valable");
    }

    private static async Task<TestServer> WithNadiaAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var server = await TestServer.StartAsync(kind);
        await server.AddUserAsync(Nadia, null, new Grant(Role.Administrator, null));
        return server;
    }

    private static Task DisableAsync(TestServer server) => server.ReadAsync(Caller.Program("test"), async db =>
        await db.Users.Where(u => u.Email == Nadia).ExecuteUpdateAsync(u => u.SetProperty(x => x.DisabledAt, server.Clock.GetCurrentInstant())));

    private static Task<List<(string Action, string Actor)>> ActionsAsync(TestServer server) => server.ReadAsync(Caller.Program("test"), async db =>
        (await db.Set<LoggedEvent>().Select(e => new { e.Action, e.Actor }).ToListAsync()).ConvertAll(e => (e.Action, e.Actor)));
}
