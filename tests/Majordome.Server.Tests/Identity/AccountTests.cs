using System.Net;
using System.Net.Http.Headers;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;

namespace Majordome.Server.Tests.Identity;

public sealed class AccountTests
{
    private const string Nadia = "nadia@example.org";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_profile_changes_the_language_and_the_look_of_pages(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.SubmitAsync("profile", ("Profile.DisplayName", "Nadia Benali"), ("Profile.Language", "en"), ("Profile.Theme", "dark"));

        visitor.Path.ShouldBe("/account?done=profile");
        visitor.Said.ShouldContain("Saved.");
        visitor.Page.DocumentElement.GetAttribute("lang").ShouldBe("en");
        visitor.Page.DocumentElement.GetAttribute("data-bs-theme").ShouldBe("dark");
        visitor.Page.QuerySelector(".m-user")!.TextContent.ShouldContain("Nadia Benali");
    }

    [Fact]
    public async Task A_refused_profile_keeps_what_was_typed()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.SubmitAsync("profile", ("Profile.DisplayName", " "), ("Profile.Theme", "dark"));

        visitor.Page.QuerySelector("#f-profile-displayname")!.GetAttribute("aria-invalid").ShouldBe("true");
        visitor.Page.QuerySelector("#f-profile-theme option[selected]")!.GetAttribute("value").ShouldBe("dark");
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_elsewhere_and_keeps_this_one()
    {
        await using var server = await WithNadiaAsync();
        using var here = await Visitor.SignedInAsync(server, Nadia);
        using var elsewhere = await Visitor.SignedInAsync(server, Nadia);

        await here.SubmitAsync("change-password", ("Password.Current", "wrong"), ("Password.Next", "another long sentence"));
        here.Said.ShouldContain("Le mot de passe actuel n’est pas celui-là.");
        await here.SubmitAsync("change-password", ("Password.Current", TestServer.Password), ("Password.Next", "another long sentence"));

        here.Path.ShouldBe("/account?done=password");
        await elsewhere.GetAsync("/account");
        elsewhere.Path.ShouldStartWith("/sign-in");
        await elsewhere.SignInAsync(Nadia, "another long sentence");
        elsewhere.Path.ShouldBe("/account");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_second_factor_is_proved_before_it_is_asked_for(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        await visitor.GetAsync("/account/second-factor");
        await visitor.SubmitAsync("start");
        var key = visitor.Page.QuerySelector(".m-key-text")!.TextContent;
        visitor.Page.QuerySelector(".m-qr")!.GetAttribute("src")!.ShouldStartWith("data:image/svg+xml;base64,");

        await visitor.SubmitAsync("on", ("code", "000000"));
        visitor.Said.ShouldContain("Ce code n’est pas le bon");
        await visitor.SubmitAsync("on", ("code", Totp.Code(key)));
        var recovery = visitor.Page.QuerySelectorAll(".m-codes li").Select(l => l.TextContent).ToList();
        recovery.Count.ShouldBe(10);

        using var again = new Visitor(server);
        await again.SignInAsync(Nadia);
        again.Path.ShouldStartWith("/sign-in/code?");
        await again.GetAsync("/account");
        again.Path.ShouldStartWith("/sign-in?");
        await again.SignInAsync(Nadia);
        await again.SubmitAsync("code", ("code", "123456"));
        again.Said.ShouldContain("Ce code n’est pas le bon");
        var code = Totp.Code(key);
        await again.SubmitAsync("code", ("code", code));
        again.Path.ShouldBe("/account");

        using var spy = new Visitor(server);
        await spy.SignInAsync(Nadia);
        await spy.SubmitAsync("code", ("code", code));
        spy.Said.ShouldContain("il a déjà servi");

        using var lost = new Visitor(server);
        await lost.SignInAsync(Nadia);
        await lost.SubmitAsync("code", ("code", recovery[0].ToLowerInvariant()));
        lost.Path.ShouldBe("/account");
        using var twice = new Visitor(server);
        await twice.SignInAsync(Nadia);
        await twice.SubmitAsync("code", ("code", recovery[0]));
        twice.Said.ShouldContain("il a déjà servi");
    }

    [Fact]
    public async Task A_code_seen_before_the_last_one_does_not_open_either()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        await visitor.GetAsync("/account/second-factor");
        await visitor.SubmitAsync("start");
        var key = visitor.Page.QuerySelector(".m-key-text")!.TextContent;
        await visitor.SubmitAsync("on", ("code", Totp.Code(key)));
        var step = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;
        foreach (var code in new[] { Totp.Code(key, step - 1), Totp.Code(key, step) })
        {
            using var again = new Visitor(server);
            await again.SignInAsync(Nadia);
            await again.SubmitAsync("code", ("code", code));
            again.Path.ShouldBe("/account");
        }

        using var spy = new Visitor(server);
        await spy.SignInAsync(Nadia);
        await spy.SubmitAsync("code", ("code", Totp.Code(key, step - 1)));
        spy.Said.ShouldContain("il a déjà servi");
    }

    [Fact]
    public async Task Codes_that_fail_close_the_account_like_passwords_do()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        await visitor.GetAsync("/account/second-factor");
        await visitor.SubmitAsync("start");
        await visitor.SubmitAsync("on", ("code", Totp.Code(visitor.Page.QuerySelector(".m-key-text")!.TextContent)));

        using var guesser = new Visitor(server);
        for (var i = 0; i < 5; i++)
        {
            await guesser.SignInAsync(Nadia);
            await guesser.SubmitAsync("code", ("code", $"00000{i}"));
        }

        guesser.Said.ShouldContain("Trop d’essais");
    }

    [Fact]
    public async Task A_second_factor_is_turned_off_by_the_password()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        await visitor.GetAsync("/account/second-factor");
        await visitor.SubmitAsync("start");
        await visitor.SubmitAsync("on", ("code", Totp.Code(visitor.Page.QuerySelector(".m-key-text")!.TextContent)));
        await visitor.GetAsync("/account/second-factor");

        await visitor.SubmitAsync("off", ("password", "wrong"));
        visitor.Said.ShouldContain("Le mot de passe actuel n’est pas celui-là.");
        await visitor.SubmitAsync("off", ("password", TestServer.Password));

        visitor.Path.ShouldBe("/account?done=second-factor-off");
    }

    [Fact]
    public async Task A_token_is_shown_once_limited_to_its_rights_and_revoked()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.SubmitAsync("create-token", ("Token.Name", "inventory script"), ("Token.Scopes", nameof(Permission.ManageUsers)));
        var secret = visitor.Page.QuerySelector("#new-token")!.TextContent;
        (await UsersAsync(server, secret)).ShouldBe(HttpStatusCode.OK);
        await visitor.GetAsync("/account");
        visitor.Said.ShouldContain("inventory script");
        visitor.Said.ShouldNotContain(secret);

        var revoke = visitor.Page.Forms.Single(f => f.QuerySelector("input[name=_handler][value^='revoke-']") is not null);
        await visitor.SubmitAsync(revoke);
        visitor.Said.ShouldNotContain("inventory script");
        (await UsersAsync(server, secret)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_token_without_the_right_is_refused_and_one_past_its_day_is_unknown()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        await visitor.SubmitAsync("create-token", ("Token.Name", "reader"), ("Token.Days", "30"), ("Token.Scopes", nameof(Permission.ReadDesk)));
        var secret = visitor.Page.QuerySelector("#new-token")!.TextContent;

        (await UsersAsync(server, secret)).ShouldBe(HttpStatusCode.Forbidden);
        server.Clock.Advance(Duration.FromDays(30));

        (await UsersAsync(server, secret)).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_every_session()
    {
        await using var server = await WithNadiaAsync();
        using var here = await Visitor.SignedInAsync(server, Nadia);
        using var elsewhere = await Visitor.SignedInAsync(server, Nadia);

        await here.SubmitAsync("end-sessions");
        here.Path.ShouldBe("/sign-in");
        await elsewhere.GetAsync("/account");

        elsewhere.Path.ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task A_passkey_that_no_challenge_asked_for_is_refused()
    {
        await using var server = await WithNadiaAsync();
        using var visitor = new Visitor(server);

        await visitor.GetAsync("/sign-in");
        await visitor.SubmitAsync("passkey", ("credential", "{}"));
        visitor.Said.ShouldContain("Cette clé d’accès n’est pas reconnue.");
        await visitor.SubmitAsync("passkey", ("credential", "not json"));

        visitor.Said.ShouldContain("Cette clé d’accès n’est pas reconnue.");
    }

    private static async Task<HttpStatusCode> UsersAsync(TestServer server, string secret)
    {
        using var api = server.Anonymous();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return (await api.GetAsync("/api/v1/users", TestContext.Current.CancellationToken)).StatusCode;
    }

    private static async Task<TestServer> WithNadiaAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var server = await TestServer.StartAsync(kind);
        await server.AddUserAsync(Nadia, null, new Grant(Role.Administrator, null));
        return server;
    }
}
