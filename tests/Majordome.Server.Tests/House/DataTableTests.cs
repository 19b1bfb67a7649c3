using AngleSharp.Html.Dom;
using Majordome.Server.Platform.House;
using Microsoft.AspNetCore.Components;
using static Majordome.Server.Tests.House.HouseRenderer;

namespace Majordome.Server.Tests.House;

public class DataTableTests
{
    private static readonly TableColumn<string>[] Columns =
    [
        new("Sujet", Cell) { Subject = true, SortKey = "subject" },
        new("Nombre", Cell) { Number = true, SortKey = "count" },
        new("Note", Cell),
    ];

    private static RenderFragment Cell(string item) => builder => builder.AddContent(0, item);

    private static Task<IHtmlDocument> TableAsync(string[] items, string query, params (string, object?)[] more) =>
        PageAsync<DataTable<string>>(
        [
            (nameof(DataTable<>.Caption), "Sujets"), (nameof(DataTable<>.Columns), Columns), (nameof(DataTable<>.Items), items),
            (nameof(DataTable<>.Address), PageAddress.Of(new Uri("http://localhost/tickets" + query))), .. more,
        ]);

    [Theory]
    [InlineData("", "/tickets?sort=subject", null)]
    [InlineData("?sort=subject", "/tickets?sort=-subject", "ascending")]
    [InlineData("?sort=-subject", "/tickets?sort=subject", "descending")]
    [InlineData("?sort=count", "/tickets?sort=subject", null)]
    public async Task A_head_links_to_the_next_order(string query, string link, string? order)
    {
        var head = (await TableAsync(["a"], query)).QuerySelectorAll("thead th")[0];
        head.QuerySelector("a")!.GetAttribute("href").ShouldBe(link);
        head.GetAttribute("aria-sort").ShouldBe(order);
    }

    [Fact]
    public async Task Sorting_keeps_filters_and_forgets_the_place() =>
        (await TableAsync(["a"], "?client=7&after=k50")).QuerySelector("thead a")!.GetAttribute("href").ShouldBe("/tickets?client=7&sort=subject");

    [Fact]
    public async Task Pages_are_found_by_key_and_say_where_they_are()
    {
        var page = await TableAsync(["a"], "?sort=count&after=k50", (nameof(DataTable<>.Paging), new TablePaging(51, 100, 4312, "k51", "k100")));
        Said(page.QuerySelector(".m-paging span")!).ShouldBe("51 – 100 sur 4\u202F312");
        page.QuerySelector("[rel=prev]")!.GetAttribute("href").ShouldBe("/tickets?sort=count&before=k51");
        page.QuerySelector("[rel=next]")!.GetAttribute("href").ShouldBe("/tickets?sort=count&after=k100");
    }

    [Fact]
    public async Task The_last_page_has_no_next() =>
        (await TableAsync(["a"], "", (nameof(DataTable<>.Paging), new TablePaging(1, 1, 1, null, null)))).QuerySelector("[rel]").ShouldBeNull();

    [Fact]
    public async Task A_filter_that_leaves_nothing_offers_to_remove_it()
    {
        var page = await TableAsync([], "?priority=P1&priority=P2&sort=count", (nameof(DataTable<>.Filters), new[] { new TableFilter("Priorité", "P1", "priority", "P1") }));
        page.QuerySelector("table").ShouldBeNull();
        Said(page.QuerySelector(".m-notice")!).ShouldBe("Rien ne correspond. Retirer le filtre «\u00A0P1\u00A0».");
        page.QuerySelector(".m-notice a")!.GetAttribute("href").ShouldBe("/tickets?priority=P2&sort=count");
    }

    [Fact]
    public async Task Rows_of_a_group_stand_under_one_head_with_shape_and_count()
    {
        TableGroup GroupOf(string item) => item[0] == 'a' ? new("a", "Dépassé", 1200, MarkState.Late) : new("b", "Demain", 1);
        var page = await TableAsync(["a1", "a2", "b1"], "", (nameof(DataTable<>.Group), (Func<string, TableGroup>)GroupOf));
        var heads = page.QuerySelectorAll("th[scope=rowgroup]");
        heads.Select(Said).ShouldBe(["Dépassé 1\u202F200", "Demain 1"]);
        heads[0].QuerySelector(".m-shape.m-late").ShouldNotBeNull();
        page.QuerySelectorAll("tbody").Select(body => body.QuerySelectorAll("td").Length).ShouldBe([4, 2]);
    }

    [Fact]
    public async Task The_subject_heads_its_row()
    {
        var page = await TableAsync(["a"], "");
        Said(page.QuerySelector("tbody th[scope=row]")!).ShouldBe("a");
        page.QuerySelector("tbody td")!.ClassList.ShouldContain("m-n");
    }

    [Fact]
    public async Task What_users_typed_is_escaped() =>
        (await TableAsync(["<script>alert(1)</script>"], "")).QuerySelector("script").ShouldBeNull();
}
