using System.Net;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Majordome.Server.Tests.Walls;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Majordome.Server.Tests.Identity;

/// <summary>What protects a person's browser, on every page of the running program.</summary>
public sealed class PageSafetyTests
{
    private const string Nadia = "nadia@example.org";

    [Fact]
    public async Task No_page_holds_inline_script_or_style_and_each_forbids_them()
    {
        await using var server = await WithNadiaAsync();
        var estate = await Estate.SeedAsync(server, "a");
        using var visitor = await Visitor.SignedInAsync(server, Nadia);
        var seen = 0;
        foreach (var route in Routes.Of(server.Services).Where(r => r.Method == "GET" && r.Endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null))
        {
            var page = await visitor.GetAsync(Routes.AddressOf(route, estate, out _));
            var policy = visitor.Answer.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("script-src 'self';", Case.Sensitive, route.Pattern);
            policy.ShouldNotContain("unsafe");
            visitor.Answer.Headers.CacheControl!.NoStore.ShouldBeTrue(route.Pattern);
            page.QuerySelectorAll("[style], style, script:not([src]), base").Select(e => e.OuterHtml).ShouldBeEmpty(route.Pattern);
            page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)).Select(a => a.Name).ShouldBeEmpty(route.Pattern);
            page.QuerySelectorAll("a[href^='javascript:']").ShouldBeEmpty();
            page.QuerySelectorAll("form[method=post]").ShouldAllBe(f => f.QuerySelector("input[name=__RequestVerificationToken]") != null, route.Pattern);
            seen++;
        }

        seen.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task No_answer_but_static_files_stays_in_a_cache()
    {
        await using var server = await WithNadiaAsync();
        using var api = await server.ApiAsync(Nadia);
        foreach (var path in new[] { "/api/v1/clients", "/api/v1/users", "/api/v1/account", "/assets/export.csv", "/tickets/export.csv", "/metrics", "/api/v1/clients/0197a000-0000-7000-8000-000000000001" })
        {
            (await api.GetAsync(path, TestContext.Current.CancellationToken)).Headers.CacheControl!.NoStore.ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Cookies_are_out_of_reach_of_scripts_and_of_other_sites_and_travel_by_tls_only()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite, options: o => o with { PublicUrl = "https://majordome.example" });
        await server.AddUserAsync(Nadia, null, new Grant(Role.Administrator, null));
        using var visitor = new Visitor(server, "https://majordome.example");
        await visitor.SignInAsync(Nadia);
        await visitor.SubmitAsync("profile", ("Profile.Theme", "dark"));

        var set = visitor.CookiesSet.Where(c => !c.Contains("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase)).ToList();
        set.Select(c => c.Split('=')[0]).Distinct().Order().ShouldBe(["majordome", "majordome-forms", "majordome-theme"]);
        set.ShouldAllBe(c => c.Contains("httponly", StringComparison.OrdinalIgnoreCase));
        set.ShouldAllBe(c => c.Contains("secure", StringComparison.OrdinalIgnoreCase));
        set.ShouldAllBe(c => c.Contains("samesite=lax", StringComparison.OrdinalIgnoreCase) || c.Contains("samesite=strict", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/account")]
    [InlineData("/users/new")]
    [InlineData("/sign-in/passkey-options")]
    [InlineData("/account/passkey-options")]
    public async Task A_form_without_its_token_is_refused(string path)
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent([new("_handler", "profile"), new("Profile.DisplayName", "Eve")]));

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/users/019a8f00-0000-7000-8000-000000000000", HttpStatusCode.NotFound, "Introuvable")]
    [InlineData("/no-such-page", HttpStatusCode.NotFound, "Introuvable")]
    [InlineData("/error/500", HttpStatusCode.NotFound, "Introuvable")]
    public async Task A_page_that_is_not_there_says_so(string path, HttpStatusCode status, string title)
    {
        await using var server = await WithNadiaAsync();
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.GetAsync(path);

        visitor.Answer.StatusCode.ShouldBe(status);
        visitor.Page.QuerySelector("h1")!.TextContent.ShouldBe(title);
    }

    [Fact]
    public async Task A_page_of_another_role_is_refused_in_words()
    {
        await using var server = await WithNadiaAsync();
        await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Technician, null));
        using var visitor = await Visitor.SignedInAsync(server, "hugo@example.org");

        await visitor.GetAsync("/users");

        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        visitor.Said.ShouldContain("Votre rôle ne permet pas d’ouvrir cette page.");
    }

    private static async Task<TestServer> WithNadiaAsync()
    {
        var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await server.AddUserAsync(Nadia, null, new Grant(Role.Administrator, null));
        return server;
    }
}
