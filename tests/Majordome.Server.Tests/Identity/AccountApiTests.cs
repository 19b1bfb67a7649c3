using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Identity;

/// <summary>One's own account by the API, and what a token that leaks cannot do to it.</summary>
public sealed class AccountApiTests
{
    private const string Nadia = "nadia@example.org";
    private const string Account = "/api/v1/account";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_person_keeps_their_account_by_the_api_as_by_its_page(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        using var api = await server.ApiAsync(Nadia);

        (await api.PutAsJsonAsync(Account, new { displayName = "Nadia Benali", language = "en", zone = "Europe/Paris", theme = "dark", letterKeys = false }, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var account = await api.GetFromJsonAsync<JsonElement>(Account, Ct);
        account.GetProperty("profile").GetProperty("displayName").GetString().ShouldBe("Nadia Benali");
        var made = await api.PostAsJsonAsync($"{Account}/tokens", new { name = "sauvegarde", scopes = new[] { "read-desk" } }, Ct);
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
        var token = (await api.GetFromJsonAsync<JsonElement>($"{Account}/tokens", Ct)).GetProperty("items").EnumerateArray().Single(t => t.GetProperty("name").GetString() == "sauvegarde");
        (await api.PostAsync($"{Account}/tokens/{token.GetProperty("id").GetGuid()}/revoke", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.PostAsJsonAsync($"{Account}/password", new { current = "wrong", next = "another long sentence" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await api.PostAsJsonAsync($"{Account}/password", new { current = TestServer.Password, next = "another long sentence" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.PostAsync($"{Account}/end-sessions", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await api.GetFromJsonAsync<JsonElement>($"{Account}/passkeys", Ct)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await api.DeleteAsync($"{Account}/passkeys/AAAA", Ct)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_second_factor_is_set_up_by_the_api_and_nothing_of_it_can_be_read_in_the_database(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        using var api = await server.ApiAsync(Nadia);

        var key = (await (await api.PostAsync($"{Account}/second-factor/start", null, Ct)).Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("key").GetString()!;
        (await api.PostAsJsonAsync($"{Account}/second-factor/turn-on", new { code = "000000" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var on = await api.PostAsJsonAsync($"{Account}/second-factor/turn-on", new { code = Totp.Code(key) }, Ct);
        var codes = (await on.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("codes").EnumerateArray().Select(c => c.GetString()!).ToList();

        codes.Count.ShouldBe(10);
        (await api.GetFromJsonAsync<JsonElement>(Account, Ct)).GetProperty("recoveryCodesLeft").GetInt32().ShouldBe(10);
        var kept = await server.ReadAsync(Caller.Program("test"), db => db.Set<IdentityUserToken<Guid>>().Select(t => t.Value).ToListAsync(Ct));
        kept.Count.ShouldBe(2);
        kept.ShouldAllBe(value => !value!.Contains(key, StringComparison.OrdinalIgnoreCase) && !codes.Any(c => value.Contains(c, StringComparison.OrdinalIgnoreCase)));
        (await api.PostAsync($"{Account}/second-factor/renew-codes", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.PostAsJsonAsync($"{Account}/second-factor/turn-off", new { password = TestServer.Password }, Ct)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_token_limited_to_reading_makes_no_other_token_and_changes_no_account_by_api_or_by_page()
    {
        await using var server = await WithNadiaAsync();
        using var limited = await server.ApiAsync(Nadia, "read-desk");

        (await limited.GetAsync("/api/v1/clients", Ct)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await limited.GetAsync(Account, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await limited.PostAsJsonAsync($"{Account}/tokens", new { name = "tout" }, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await limited.PostAsync($"{Account}/second-factor/start", null, Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await limited.GetAsync("/account", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await limited.GetAsync("/account/second-factor", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_compulsory_second_factor_is_set_up_before_anything_else_and_not_turned_off(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Technician, null));
        using var api = await server.ApiAsync(Nadia);
        var tag = (await api.GetAsync("/api/v1/settings/provider", Ct)).Headers.ETag!;
        (await PutProviderAsync(api, tag, "Europe/Nowhere")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PutProviderAsync(api, tag, "Europe/Paris")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PutProviderAsync(api, tag, "Europe/Paris")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        using var hugo = new Visitor(server);
        await hugo.SignInAsync("hugo@example.org");
        hugo.Path.ShouldBe("/account/second-factor");
        await hugo.GetAsync("/tickets");
        hugo.Path.ShouldBe("/account/second-factor");
        hugo.Said.ShouldContain("Le second facteur est obligatoire ici");
        await hugo.SubmitAsync("start");
        await hugo.SubmitAsync("on", ("code", Totp.Code(hugo.Page.QuerySelector(".m-key-text")!.TextContent)));
        await hugo.GetAsync("/tickets");
        hugo.Path.ShouldBe("/tickets");
        await hugo.GetAsync("/account/second-factor");
        await hugo.SubmitAsync("off", ("password", TestServer.Password));
        hugo.Said.ShouldContain("il ne s’éteint pas");
    }

    [Fact]
    public async Task The_provider_edits_what_it_says_of_itself_on_its_page()
    {
        await using var server = await WithNadiaAsync();
        using var nadia = await Visitor.SignedInAsync(server, Nadia);
        await nadia.GetAsync("/settings/provider");
        await nadia.SubmitAsync("provider", ("Form.Name", ""), ("Form.Phone", "01 23 45 67 89"));
        nadia.Page.QuerySelector("#f-form-name")!.GetAttribute("aria-invalid").ShouldBe("true");
        nadia.Page.QuerySelector("#f-form-phone")!.GetAttribute("value").ShouldBe("01 23 45 67 89");
        await nadia.SubmitAsync("provider", ("Form.Name", "Cornaline Services"), ("Form.DeskHours", "du lundi au vendredi, de 8 h à 19 h"));

        nadia.Said.ShouldContain("Enregistré.");
        var provider = await server.ReadAsync(Caller.Program("test"), db => db.Set<Provider>().SingleAsync(Ct));
        (provider.Name, provider.Phone, provider.DeskHours, provider.SecondFactorRequired).ShouldBe(("Cornaline Services", "01 23 45 67 89", "du lundi au vendredi, de 8 h à 19 h", false));
    }

    private static Task<HttpResponseMessage> PutProviderAsync(HttpClient api, EntityTagHeaderValue tag, string zone)
    {
        var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/settings/provider")
        {
            Content = JsonContent.Create(new { name = "Cornaline", language = "fr", zone, secondFactorRequired = true }),
        };
        put.Headers.IfMatch.Add(tag);
        return api.SendAsync(put, Ct);
    }

    private static async Task<TestServer> WithNadiaAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var server = await TestServer.StartAsync(kind);
        await server.AddUserAsync(Nadia, null, new Grant(Role.Administrator, null));
        await server.ReadAsync(Caller.Program("test"), async db =>
        {
            db.Add(new Provider { Name = "Cornaline", Language = "fr", Zone = "Europe/Paris" });
            return await db.SaveChangesAsync();
        });
        return server;
    }
}
