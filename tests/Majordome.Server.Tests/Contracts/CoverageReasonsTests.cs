using System.Globalization;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.House;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Majordome.Server.Tests.Contracts;

public sealed class CoverageReasonsTests
{
    // Tuesday 17 November 2026, 10:42 in Paris.
    private static readonly Instant Morning = Instant.FromUtc(2026, 11, 17, 9, 42);

    [Fact]
    public async Task A_covered_incident_gives_its_four_reasons_in_order()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        var page = await ReasonsAsync(world, await world.DecideAsync(world.Erp), Morning, "SRV-ERP01");
        page.ShouldBe(
        [
            "Équipement au contrat. Depuis le 17\u00A0nov., SRV-ERP01 figure à la ligne L1 ERP.",
            "Incident, pas évolution. Un service en place ne fonctionne plus comme avant\u00A0: compris dans la redevance.",
            "Calendrier 8\u00A0h\u00A0–\u2060\u00A018\u00A0h, lun.\u00A0–\u2060\u00A0ven.\u00A0: ouvert à 10:42, donc compté tout de suite. Les heures du contrat pour cette priorité.",
            "P2\u00A0: GTI 1\u00A0h, GTR 8\u00A0h. Promis par le contrat.",
        ]);
    }

    [Fact]
    public async Task At_night_the_calendar_says_when_counting_starts()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        var night = Instant.FromUtc(2026, 11, 17, 21, 0);
        (await ReasonsAsync(world, await world.DecideAsync(world.Erp, at: night), night, null))[2].ShouldContain("fermé à 22:00, le décompte commence mer. 18\u00A0nov. 08:00.");
    }

    [Fact]
    public async Task Every_verdict_and_every_rival_is_told_in_both_languages()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var none = await world.DecideAsync(world.Erp);
        await world.SignAsync(world.Terms);
        await world.SignAsync(world.Terms with { Reference = "LV-2027-01", Days = new(world.Today.PlusDays(30)), Scope = [new("L1", new ScopeTarget.OneItem(world.Erp), new(world.Today.PlusDays(30)))] });
        CoverageAnswer[] answers =
        [
            none, await world.DecideAsync(world.Erp), await world.DecideAsync(null), await world.DecideAsync(world.Overseas), await world.DecideAsync(world.San),
            await world.DecideAsync(world.Erp, nature: Nature.Enhancement), await world.DecideAsync(world.Erp, nature: Nature.Request), await world.DecideAsync(world.Erp, Priority.P4),
        ];
        foreach (var culture in new[] { "fr-FR", "en-GB" })
        {
            foreach (var answer in answers)
            {
                var html = await RenderAsync<CoverageReasons>(world, culture, (nameof(CoverageReasons.Decision), answer.Decision), (nameof(CoverageReasons.Promise), answer.Promise), (nameof(CoverageReasons.At), Morning));
                var said = HouseRenderer.Said(HouseRenderer.Parse(html).Body!);
                said.ShouldNotContain("Coverage.");
                said.ShouldNotContain("Verdict.");
                said.ShouldNotContain("Rival.");
                said.ShouldNotContain("{0}");
            }
        }
    }

    [Fact]
    public async Task The_scope_table_tells_what_is_covered_and_what_is_not()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        var without = HouseRenderer.Parse(await RenderAsync<ScopeTable>(world, "fr-FR", (nameof(ScopeTable.ClientId), world.Dairy)));
        HouseRenderer.Said(without.Body!).ShouldContain("Aucun contrat en vigueur.");
        await world.SignAsync(world.Terms);
        var page = HouseRenderer.Parse(await RenderAsync<ScopeTable>(world, "fr-FR", (nameof(ScopeTable.ClientId), world.Dairy)));
        var rows = page.QuerySelectorAll("tbody tr").Select(HouseRenderer.Said).ToList();
        rows.Count.ShouldBe(3);
        rows[0].ShouldContain("SRV-ERP01");
        rows[1].ShouldContain("Stockage, Siège, Valence\u00A0: 1 équipement");
        rows[2].ShouldContain("hors contrat");
    }

    [Fact]
    public async Task The_contract_that_decides_is_named_with_its_version_and_article()
    {
        await using var world = await ContractWorld.StartAsync(DatabaseKind.Sqlite);
        await world.SignAsync(world.Terms);
        var html = await RenderAsync<CoverageReasons>(world, "fr-FR", (nameof(CoverageReasons.Decision), (await world.DecideAsync(world.Erp)).Decision));

        HouseRenderer.Said(HouseRenderer.Parse(html).QuerySelector("p.m-help")!).ShouldBe($"Contrat {world.Terms.Reference}, version initiale, art.\u00A0{world.Terms.Natures.Incident!.Article}");
    }

    private static async Task<List<string>> ReasonsAsync(ContractWorld world, CoverageAnswer answer, Instant at, string? asset)
    {
        var html = await RenderAsync<CoverageReasons>(
            world, "fr-FR", (nameof(CoverageReasons.Decision), answer.Decision), (nameof(CoverageReasons.Promise), answer.Promise), (nameof(CoverageReasons.At), at), (nameof(CoverageReasons.AssetName), asset));
        return [.. HouseRenderer.Parse(html).QuerySelectorAll(".m-reasons li").Select(HouseRenderer.Said)];
    }

    private static async Task<string> RenderAsync<T>(ContractWorld world, string culture, params (string Name, object? Value)[] parameters)
        where T : IComponent
    {
        await using var scope = world.Server.Services.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<CallerContext>();
        context.Caller = world.Manager;
        context.Viewer = Viewer.Nobody with { Language = culture[..2] };
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
            return (await renderer.RenderComponentAsync<T>(ParameterView.FromDictionary(parameters.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal)))).ToHtmlString();
        });
    }
}
