using System.Collections.Immutable;
using Majordome.Domain.Monitoring.Templates;

namespace Majordome.Domain.Tests.Monitoring.Templates;

public sealed class TemplatePlanTests
{
    private static readonly TemplatedItem Item = new(Guid.CreateVersion7(), "SRV-ERP01", "192.0.2.7");

    private static readonly CheckTemplate Template = new(
        TemplateKind.Linux, new("Serveur", "Server"), new(""),
        [new("port", new("Port"), TemplateParameterKind.Number, "22", "", 1, 65_535), new("password", new("Mot de passe"), TemplateParameterKind.Secret, null)],
        [
            new TemplateCheck { Key = "ssh", Name = new("SSH"), Type = "ssh", Target = "{{item.address}}:{{port}}" },
            new TemplateCheck { Key = "sql", Name = new("Base", "Database"), Type = "sql", Target = "{{item.address}}:5432", Parameters = Of(("password", "{{password}}"), ("query", "select 1")) },
        ]);

    [Fact]
    public void A_check_that_lacks_what_the_item_must_say_is_not_possible_and_says_what()
    {
        var steps = Plan(null, Template, Item);

        steps.Select(s => (s.Key, s.Act)).ShouldBe([("ssh", TemplateAct.Add), ("sql", TemplateAct.Impossible)]);
        steps[0].Fields[CheckSheet.Target].Text.ShouldBe("192.0.2.7:22");
        steps[1].Reasons.Single().ToString().ShouldBe(": template-parameter-missing (password)");
        Plan(null, Template, Item with { Address = null }).ShouldAllBe(s => s.Act == TemplateAct.Impossible && s.Reasons[0].Rule == "template-fact-missing");
    }

    [Fact]
    public void A_changed_default_reaches_every_item_that_says_nothing_of_its_own()
    {
        var (plain, own) = (Made(Item), Made(Item with { Id = Guid.CreateVersion7(), Overrides = Texts(("port", "2222")) }));
        var after = Template with { Parameters = [Template.Parameters[0] with { Default = "2200" }, Template.Parameters[1]] };

        var steps = TemplatePlan.Of(Template, after, [plain, own], (_, _) => [], inFrench: false).Where(s => s.Act is not TemplateAct.Impossible).ToList();

        steps.Select(s => (s.ItemId, s.Act)).ShouldBe([(plain.Id, TemplateAct.Change), (own.Id, TemplateAct.Keep)]);
        steps[0].Changes.ShouldBe([new FieldChange(CheckSheet.Target, new FieldText("192.0.2.7:22"), new FieldText("192.0.2.7:2200"))]);
        steps[1].Kept.ShouldBe([new FieldChange("overrides.port", new FieldText("2222"), new FieldText("2200"))]);
    }

    [Fact]
    public void What_was_changed_by_hand_stays_and_is_told()
    {
        var made = Made(Item);
        var ssh = made.Checks.Single();
        var now = ssh.Fields.SetItem(CheckSheet.Interval, new FieldText("300"));
        var item = made with { Checks = [ssh with { Fields = now, Overridden = ssh.OverriddenBy(now, ssh.Fields) }] };
        var after = Template with { Checks = [Template.Checks[0] with { Interval = NodaTime.Duration.FromSeconds(30) }, Template.Checks[1]] };

        var step = Plan(Template, after, item).Single(s => s.Key == "ssh");

        (step.Act, step.Changes.Length).ShouldBe((TemplateAct.Keep, 0));
        step.Kept.ShouldBe([new FieldChange(CheckSheet.Interval, new FieldText("300"), new FieldText("30"))]);
        (ssh with { Overridden = ["interval"] }).OverriddenBy(ssh.Fields, ssh.Fields).ShouldBe(["interval"], "nothing changed");
        item.Checks[0].OverriddenBy(ssh.Fields, ssh.Fields).ShouldBeEmpty("what was put back follows the template again");
    }

    [Fact]
    public void A_secret_is_compared_and_never_told()
    {
        var item = Made(Item with { Overrides = Texts(("password", "hunter2")) });
        item.Checks.Single(c => c.Key == "sql").Fields["parameters.password"].ShouldBe(new FieldText("hunter2", true));

        var change = Plan(Template, Template, item with { Overrides = Texts(("password", "hunter3")) }).Single().Changes.Single();

        (change.From!.Value.Shown, change.To!.Value.Shown).ShouldBe((null, null));
        change.ToString().ShouldNotContain("hunter");
    }

    [Fact]
    public void Two_names_that_change_places_are_both_possible()
    {
        var both = Template with { Parameters = [Template.Parameters[0], Template.Parameters[1] with { Default = "x" }] };
        var item = Item with { Checks = TemplatePlan.After(Item, Plan(null, both, Item), Guid.CreateVersion7).Checks };
        var after = both with { Checks = [both.Checks[0] with { Name = new("Base") }, both.Checks[1] with { Name = new("SSH") }] };

        Plan(both, after, item).ShouldAllBe(s => s.Act == TemplateAct.Change);
    }

    [Fact]
    public void A_template_is_refused_field_by_field()
    {
        var wrong = Template with
        {
            Parameters = [Template.Parameters[0] with { Key = "Port", Default = "70000" }, Template.Parameters[1]],
            Checks =
            [
                Template.Checks[0] with { Target = "{{item.address}}:{{porte}}{{password}}" },
                Template.Checks[1] with { Key = "ssh", Parameters = Of(("password", "en clair"), ("query", "select '{{password}}'")) },
            ],
        };

        TemplateRules.Refusals(wrong, (type, name) => type == "sql" && name == "password").Select(r => $"{r.Path}: {r.Rule}").ShouldBe(
        [
            "parameters[0].key: template-key-invalid", "checks[1].key: template-key-twice", "parameters[0].default: parameter-out-of-bounds",
            "checks[0]: template-name-unknown", "checks[0].target: template-secret-shown",
            "checks[1].parameters.password: secret-needs-parameter", "checks[1].parameters.query: template-secret-shown",
        ]);
        TemplateRules.Refusals(Template, (type, name) => type == "sql" && name == "password").ShouldBeEmpty();
    }

    [Fact]
    public void What_one_check_takes_is_its_own_and_what_several_or_none_take_is_not()
    {
        Template.Checks.Select(check => string.Join(',', Template.OwnOf(check).Select(parameter => parameter.Key))).ShouldBe(["port", "password"]);
        var shared = Template with { Checks = [Template.Checks[0], Template.Checks[1] with { Target = "{{item.address}}:{{port}}", Parameters = Of(("query", "{{ none }}")) }] };
        shared.Checks.SelectMany(shared.OwnOf).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{{a}}-{{ b }}", "1-2")]
    [InlineData("{{c}}", "")]
    [InlineData("{\"a\":{\"b\":1}}", "{\"a\":{\"b\":1}}")]
    [InlineData("{{a", "{{a")]
    [InlineData("{{d}}", "{{a}}")]
    public void Names_in_double_braces_are_filled_once(string text, string filled) =>
        TemplateText.Fill(text, name => name switch { "a" => "1", "b" => "2", "d" => "{{a}}", _ => null }, _ => { }).ShouldBe(filled);

    private static ImmutableArray<TemplateStep> Plan(CheckTemplate? before, CheckTemplate after, TemplatedItem item) => TemplatePlan.Of(before, after, [item], (_, _) => [], inFrench: true);

    private static TemplatedItem Made(TemplatedItem item) => TemplatePlan.After(item, Plan(null, Template, item), Guid.CreateVersion7);

    private static ImmutableSortedDictionary<string, string> Of(params (string Name, string Text)[] texts) => texts.ToImmutableSortedDictionary(t => t.Name, t => t.Text, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, FieldText> Texts(params (string Name, string Text)[] texts) =>
        texts.ToImmutableSortedDictionary(t => t.Name, t => new FieldText(t.Text), StringComparer.Ordinal);
}
