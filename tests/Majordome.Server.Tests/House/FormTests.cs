using Majordome.Server.Platform.House;
using static Majordome.Server.Tests.House.HouseRenderer;

namespace Majordome.Server.Tests.House;

public class FormTests
{
    [Fact]
    public async Task An_error_belongs_to_its_field_and_the_typed_text_is_kept()
    {
        var page = await PageAsync<FormField>(("Label", "Relancer le"), ("Name", "Pause.Reminder"), ("Value", "hier"), ("Help", "Jour et heure"), ("Error", "Choisissez une heure après maintenant."));
        var field = page.QuerySelector("input")!;
        field.Id.ShouldBe("f-pause-reminder");
        field.GetAttribute("value").ShouldBe("hier");
        field.GetAttribute("aria-invalid").ShouldBe("true");
        page.QuerySelector("label")!.GetAttribute("for").ShouldBe(field.Id);
        field.GetAttribute("aria-describedby")!.Split(' ').Select(id => Said(page.GetElementById(id)!))
            .ShouldBe(["Choisissez une heure après maintenant.", "Jour et heure"]);
        page.QuerySelector(".m-error .m-shape.m-late").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_field_without_error_is_not_invalid()
    {
        var field = (await PageAsync<FormField>(("Label", "Nom"), ("Name", "Name"))).QuerySelector("input")!;
        field.HasAttribute("aria-invalid").ShouldBeFalse();
        field.HasAttribute("aria-describedby").ShouldBeFalse();
        field.GetAttribute("aria-required").ShouldBe("true");
    }

    [Fact]
    public async Task An_optional_field_says_so_and_is_not_required()
    {
        var page = await PageAsync<FormField>(("Label", "Note"), ("Name", "Note"), ("Optional", true), ("Rows", 3), ("Value", "<b>"));
        Said(page.QuerySelector("label")!).ShouldBe("Note facultatif");
        page.QuerySelector("textarea")!.HasAttribute("aria-required").ShouldBeFalse();
        page.QuerySelector("textarea")!.TextContent.ShouldBe("<b>");
    }

    [Fact]
    public async Task The_chosen_choice_is_given_back()
    {
        var page = await PageAsync<FormField>(("Label", "Nature"), ("Name", "Kind"), ("Value", "b"), ("Choices", new[] { new Choice("a", "A"), new Choice("b", "B") }));
        page.QuerySelectorAll("option[selected]").Select(Said).ShouldBe(["B"]);
    }

    [Fact]
    public async Task The_summary_links_each_error_to_its_field()
    {
        var page = await PageAsync<FormErrors>(("Errors", new[] { new FormError("Pause.Reminder", "Choisissez une heure."), new FormError("", "Le ticket a changé.") }));
        Said(page.QuerySelector("h2")!).ShouldBe("2 points sont à corriger");
        page.QuerySelectorAll("li a").Select(link => link.GetAttribute("href")).ShouldBe(["#f-pause-reminder"]);
        page.QuerySelector("[role=alert]").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_form_without_errors_has_no_summary() =>
        (await PageAsync<FormErrors>()).QuerySelector("[role=alert]").ShouldBeNull();
}
