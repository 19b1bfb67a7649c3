using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Server.Clients;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Identity;
using Majordome.Server.Tests.Support;
using Majordome.Server.Users;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Tests.Users;

public sealed class UsersTests
{
    private const string Nadia = "nadia@example.org";

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_invited_person_chooses_a_password_by_the_link_once(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        using var nadia = await Visitor.SignedInAsync(server, Nadia);
        await nadia.GetAsync("/users/new");
        await nadia.SubmitAsync("invite", ("Form.DisplayName", "Hugo Lemaire"), ("Form.Email", "hugo@example.org"), ("Form.Role", "Technician"));
        var link = new Uri(nadia.Page.QuerySelector("#link")!.TextContent).PathAndQuery;
        await nadia.GetAsync("/users");
        var row = nadia.Page.QuerySelectorAll("tbody tr").Single(r => r.TextContent.Contains("Hugo Lemaire", StringComparison.Ordinal)).TextContent;
        row.ShouldContain("Technicien N1");
        row.ShouldContain("Invité");

        using var hugo = new Visitor(server);
        await hugo.GetAsync(link);
        await hugo.SubmitAsync("join", ("password", "short"));
        hugo.Said.ShouldContain("Le mot de passe compte au moins 12 caractères.");
        await hugo.SubmitAsync("join", ("password", TestServer.Password));
        hugo.Path.ShouldBe("/");
        await hugo.GetAsync("/account");
        hugo.Path.ShouldBe("/account");

        await hugo.GetAsync(link);
        hugo.Page.Title.ShouldBe("Ce lien n’est plus valable");
    }

    [Fact]
    public async Task A_link_expires_after_three_days_and_a_new_one_ends_it()
    {
        await using var server = await WithNadiaAsync();
        var nadia = await CallerAsync(server);
        var invitation = new Invitation("hugo@example.org", "Hugo", null, [new Grant(Role.Engineer, null)]);
        var first = (await server.RunAsync(nadia, (InviteUser c) => c.HandleAsync(invitation, default))).Value;
        var second = (await server.RunAsync(nadia, (IssueLink c) => c.HandleAsync(first.UserId, default))).Value;

        (await TitleAsync(server, first.Path)).ShouldBe("Ce lien n’est plus valable");
        (await TitleAsync(server, second.Path)).ShouldBe("Choisissez votre mot de passe");
        server.Clock.Advance(Duration.FromDays(3));
        (await TitleAsync(server, second.Path)).ShouldBe("Ce lien n’est plus valable");
    }

    [Fact]
    public async Task A_contact_belongs_to_one_client_and_holds_no_other_role()
    {
        await using var server = await WithNadiaAsync();
        var clientId = await People.AddClientAsync(server, "Laiterie du Vercors", "LV");
        var nadia = await CallerAsync(server);

        var claire = (await server.RunAsync(nadia, (InviteUser c) => c.HandleAsync(new Invitation("claire@example.org", "Claire", clientId, []), default))).Value;
        var more = await server.RunAsync(nadia, (GrantRole c) => c.HandleAsync(claire.UserId, new Grant(Role.Engineer, null), default));

        more.Refusals.Single().Rule.ShouldBe("grants-of-contact");
        var trace = await server.ReadAsync(Caller.Program("test"), db => db.Set<LoggedEvent>().Where(e => e.Action == "invite-user").SingleAsync());
        trace.ClientId.ShouldBe(clientId);
    }

    [Fact]
    public async Task A_contact_reads_the_language_of_their_company()
    {
        await using var server = await WithNadiaAsync();
        var clientId = await People.AddClientAsync(server, "Bright & Sons", "BRI");
        await server.ReadAsync(Caller.Program("test"), async db =>
        {
            db.WritingUnder = Permission.ManageClients;
            (await db.Set<Client>().SingleAsync(c => c.Id == clientId)).Language = "en";
            return await db.SaveChangesAsync();
        });
        var nadia = await CallerAsync(server);

        var emma = (await server.RunAsync(nadia, (InviteUser c) => c.HandleAsync(new Invitation("emma@example.org", "Emma", clientId, []), default))).Value;
        var hugo = (await server.RunAsync(nadia, (InviteUser c) => c.HandleAsync(new Invitation("hugo@example.org", "Hugo", null, [new Grant(Role.Engineer, null)]), default))).Value;

        var languages = await server.ReadAsync(Caller.Program("test"), db => db.Users.ToDictionaryAsync(u => u.Id, u => u.Language));
        (languages[emma.UserId], languages[hugo.UserId]).ShouldBe(("en", "fr"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_last_administrator_stays(DatabaseKind kind)
    {
        await using var server = await WithNadiaAsync(kind);
        var nadia = await CallerAsync(server);
        var id = nadia.UserId!.Value;

        var disabled = await server.RunAsync(nadia, (DisableUser c) => c.HandleAsync(id, default));
        var withdrawn = await server.RunAsync(nadia, (WithdrawRole c) => c.HandleAsync(id, new Grant(Role.Administrator, null), default));
        disabled.Refusals.Single().Rule.ShouldBe("last-administrator");
        withdrawn.Refusals.Single().Rule.ShouldBe("last-administrator");

        await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Administrator, null));
        (await server.RunAsync(nadia, (DisableUser c) => c.HandleAsync(id, default))).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task Roles_are_given_and_taken_back_on_named_clients()
    {
        await using var server = await WithNadiaAsync();
        var clientId = await People.AddClientAsync(server, "Laiterie du Vercors", "LV");
        var hugo = await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Technician, null));
        using var visitor = await Visitor.SignedInAsync(server, Nadia);

        await visitor.GetAsync($"/users/{hugo.UserId}");
        await visitor.SubmitAsync("grant", ("Form.Role", "Engineer"), ("Form.ClientId", clientId.ToString()));
        visitor.Page.QuerySelector("#roles")!.TextContent.ShouldContain("Laiterie du Vercors");
        await visitor.SubmitAsync("withdraw-Technician-");

        visitor.Page.QuerySelectorAll("#roles li").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_disabled_user_keeps_no_session_and_no_token()
    {
        await using var server = await WithNadiaAsync();
        var hugo = await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Administrator, null));
        using var session = await Visitor.SignedInAsync(server, "hugo@example.org");
        using var api = await server.ApiAsync("hugo@example.org");
        using var nadia = await server.ApiAsync(Nadia);

        (await nadia.PostAsync($"/api/v1/users/{hugo.UserId}/disable", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await api.GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await session.GetAsync("/account");
        session.Path.ShouldStartWith("/sign-in?");
    }

    [Fact]
    public async Task Resetting_the_second_factor_asks_for_the_password_alone()
    {
        await using var server = await WithNadiaAsync();
        var hugo = await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Technician, null));
        using var visitor = await Visitor.SignedInAsync(server, "hugo@example.org");
        await visitor.GetAsync("/account/second-factor");
        await visitor.SubmitAsync("start");
        await visitor.SubmitAsync("on", ("code", Totp.Code(visitor.Page.QuerySelector(".m-key-text")!.TextContent)));

        (await server.RunAsync(await CallerAsync(server), (ResetSecondFactor c) => c.HandleAsync(hugo.UserId!.Value))).IsAccepted.ShouldBeTrue();
        await visitor.SignInAsync("hugo@example.org");

        visitor.Path.ShouldBe("/account");
    }

    [Fact]
    public async Task The_api_lists_users_page_by_page_and_invites()
    {
        await using var server = await WithNadiaAsync();
        await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Technician, null));
        using var api = await server.ApiAsync(Nadia);

        var invited = await api.PostAsJsonAsync("/api/v1/users", new { email = "ines@example.org", displayName = "Inès Roy", grants = new[] { new { role = "on-call" } } });
        invited.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("path").GetString()!.ShouldStartWith("/join?key=");
        var refused = await api.PostAsJsonAsync("/api/v1/users", new { email = "not an address", displayName = "X", grants = new[] { new { role = "sales" } } });
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);

        var first = await api.GetFromJsonAsync<JsonElement>("/api/v1/users?limit=2");
        first.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("email").GetString()).ShouldBe(["hugo@example.org", "ines@example.org"]);
        var second = await api.GetFromJsonAsync<JsonElement>($"/api/v1/users?limit=2&after={first.GetProperty("next").GetString()}");
        second.GetProperty("items").EnumerateArray().Select(u => u.GetProperty("email").GetString()).ShouldBe([Nadia]);
        second.TryGetProperty("next", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task An_administrator_of_one_client_manages_nobody()
    {
        await using var server = await WithNadiaAsync();
        var clientId = await People.AddClientAsync(server, "Laiterie du Vercors", "LV");
        await server.AddUserAsync("hugo@example.org", null, new Grant(Role.Administrator, clientId));
        using var api = await server.ApiAsync("hugo@example.org");

        (await api.GetAsync("/api/v1/users")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<string?> TitleAsync(TestServer server, string path)
    {
        using var visitor = new Visitor(server);
        return (await visitor.GetAsync(path)).Title;
    }

    private static async Task<TestServer> WithNadiaAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var server = await TestServer.StartAsync(kind);
        await server.ReadAsync(Caller.Program("test"), async db =>
        {
            db.Add(new Provider { Name = "Cornaline", Language = "fr", Zone = "Europe/Paris" });
            return await db.SaveChangesAsync();
        });
        await server.AddUserAsync(Nadia, null, new Grant(Role.Administrator, null));
        return server;
    }

    private static async Task<Caller> CallerAsync(TestServer server)
    {
        var user = await server.ReadAsync(Caller.Program("test"), db => db.Users.SingleAsync(u => u.Email == Nadia));
        return Caller.Person(user.Id, Nadia, null, [new Grant(Role.Administrator, null)]);
    }
}
