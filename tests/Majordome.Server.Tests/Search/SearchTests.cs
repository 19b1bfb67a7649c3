using System.Net;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Clients;
using Majordome.Server.Tests.Support;

namespace Majordome.Server.Tests.Search;

public sealed class SearchTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Clients_and_assets_are_found_by_name_code_and_address_whatever_the_case(DatabaseKind kind)
    {
        await using var estate = await TwoClients.StartAsync(kind);
        using var visitor = await estate.AsAsync(TwoClients.Technician);

        (await FoundAsync(visitor, "vercors")).ShouldBe(["Laiterie du Vercors"]);
        (await FoundAsync(visitor, "aub")).ShouldBe(["Cabinet Aubry"]);
        (await FoundAsync(visitor, "srv-")).ShouldBe(["SRV-ERP01", "SRV-FIC01"]);
        (await FoundAsync(visitor, "COMMUT-01.example")).ShouldBe(["COMMUT-01"]);
        (await FoundAsync(visitor, "100%")).ShouldBeEmpty();
        visitor.Plain().ShouldContain("Rien ne correspond à « 100% ».");
    }

    [Fact]
    public async Task What_the_reader_may_not_see_is_not_found()
    {
        await using var estate = await TwoClients.StartAsync();
        using var visitor = await estate.AsAsync(TwoClients.OfAubry);

        (await FoundAsync(visitor, "srv-")).ShouldBe(["SRV-FIC01"]);
        (await FoundAsync(visitor, "vercors")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Staff_pages_offer_the_search_and_contacts_have_none()
    {
        await using var estate = await TwoClients.StartAsync();
        using var staff = await estate.AsAsync(TwoClients.Technician);
        using var contact = await estate.AsAsync(TwoClients.Contact);

        await staff.GetAsync("/search");
        staff.Page.QuerySelector(".m-topbar form[action='/search'] input[name=q]").ShouldNotBeNull();
        await contact.GetAsync("/search?q=srv");
        contact.Answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static async Task<List<string>> FoundAsync(Visitor visitor, string words)
    {
        await visitor.GetAsync("/search?q=" + Uri.EscapeDataString(words));
        visitor.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return [.. visitor.Page.QuerySelectorAll("main tbody th[scope=row]").Select(c => c.TextContent.Trim())];
    }
}
