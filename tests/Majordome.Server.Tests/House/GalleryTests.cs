using AngleSharp.Html.Dom;
using Majordome.Server.Tests.House.Samples;
using Microsoft.AspNetCore.Components;
using static Majordome.Server.Tests.House.HouseRenderer;

namespace Majordome.Server.Tests.House;

/// <summary>Every component in its states and two whole pages, written beside the tests with the real style sheets to be looked at.</summary>
public class GalleryTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "house");

    public static TheoryData<string, string?> Pages => new()
    {
        { "gallery", null }, { "gallery", "dark" }, { "today", null }, { "today", "dark" }, { "ticket", null }, { "ticket", "dark" }, { "portal", null }, { "review", null },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task Every_page_is_well_formed_for_people_and_for_the_content_policy(string name, string? theme)
    {
        var html = await WriteAsync(name, theme);
        var page = Parse(html);

        page.QuerySelectorAll("[style], style").ShouldBeEmpty();
        page.QuerySelectorAll("script:not([src])").ShouldBeEmpty();
        page.All.SelectMany(element => element.Attributes).ShouldNotContain(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        page.QuerySelectorAll("h1").Length.ShouldBe(1);
        page.QuerySelectorAll("main").Length.ShouldBe(1);
        page.QuerySelectorAll("[id]").Select(element => element.Id).ShouldBeUnique();
        page.QuerySelectorAll("thead th").ShouldAllBe(head => head.GetAttribute("scope") == "col");
        page.QuerySelectorAll("tbody th").ShouldAllBe(head => head.GetAttribute("scope") == "row" || head.GetAttribute("scope") == "rowgroup");
        page.QuerySelectorAll("table").ShouldAllBe(table => table.QuerySelector("caption") != null);
        page.QuerySelectorAll("nav").ShouldAllBe(nav => nav.HasAttribute("aria-label"));
        page.QuerySelectorAll("a[href], button").ShouldAllBe(control => Named(control));
        page.QuerySelectorAll("input:not([type=hidden]), select, textarea").ShouldAllBe(field => Labelled(page, field));
        page.QuerySelectorAll("svg").ShouldAllBe(svg => svg.ParentElement!.Closest("svg") != null || svg.Closest("[aria-hidden]") != null || svg.HasAttribute("aria-label"));
        Referenced(page, "aria-describedby");
        Referenced(page, "aria-labelledby");
    }

    [Fact]
    public async Task The_pages_are_whole_in_English()
    {
        var html = await RenderAsync<Gallery>("en-GB");
        var state = Parse(html).QuerySelectorAll(".m-state").Select(Said).ToList();
        state.ShouldContain("Needs attention");
        state.ShouldNotContain("À surveiller");
        html.ShouldContain("1 – 50 of 312");
    }

    private static async Task<string> WriteAsync(string name, string? theme)
    {
        var parameter = ("Theme", (object?)theme);
        var html = "<!DOCTYPE html>\n" + name switch
        {
            "gallery" => await RenderAsync<Gallery>(parameter),
            "today" => await RenderAsync<TodaySample>(parameter),
            "ticket" => await RenderAsync<TicketSample>(parameter),
            "portal" => await RenderAsync<PortalSample>(),
            _ => await RenderAsync<ReviewSample>(),
        };
        Directory.CreateDirectory(Folder);
        foreach (var file in Directory.EnumerateFiles(StyleSheet.Root, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(Folder, Path.GetRelativePath(StyleSheet.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }

        await File.WriteAllTextAsync(Path.Combine(Folder, theme is null ? $"{name}.html" : $"{name}-{theme}.html"), html, TestContext.Current.CancellationToken);
        return html;
    }

    private static bool Named(AngleSharp.Dom.IElement control) =>
        control.HasAttribute("aria-label") || control.TextContent.Trim().Length > 0;

    private static bool Labelled(IHtmlDocument page, AngleSharp.Dom.IElement field) =>
        field.HasAttribute("aria-label") || field.Closest("label") is not null || (field.Id is { } id && page.QuerySelector($"label[for='{id}']") is not null);

    private static void Referenced(IHtmlDocument page, string attribute)
    {
        foreach (var id in page.QuerySelectorAll($"[{attribute}]").SelectMany(element => element.GetAttribute(attribute)!.Split(' ')))
        {
            page.GetElementById(id).ShouldNotBeNull($"{attribute}: {id}");
        }
    }
}
