using System.Net;
using AngleSharp.Dom;
using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Monitoring.Silences;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Server.Tests.Monitoring;

public sealed class MonitoringPagesTests
{
    [Fact]
    public async Task The_list_shows_what_asks_for_something_first_and_sums_up_the_calm()
    {
        await using var watched = await Watched.StartAsync();
        var calm = await watched.AddAsync(Watched.Form("SSH"));
        await watched.SendAsync(Ok, Critical, Critical, Critical);
        await watched.HandAsync(watched.BatchOf([watched.Run(calm, Ok)]));
        using var nadia = await EngineerAsync(watched);

        await nadia.GetAsync("/monitoring");

        nadia.Said.ShouldContain("1 contrôle critique et 1 calme, sur 1 équipement.");
        nadia.Page.QuerySelectorAll("tr[data-row]").ShouldHaveSingleItem().TextContent.ShouldContain("SRV-ERP01");
        nadia.Said.ShouldContain("1 contrôles calmes sur 2.");
        await nadia.GetAsync("/monitoring?state=ok");
        nadia.Page.QuerySelectorAll("tr[data-row]").ShouldHaveSingleItem().TextContent.ShouldContain("SSH");
        await nadia.GetAsync($"/monitoring?state=all&client={Guid.CreateVersion7()}");
        nadia.Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>However many ask for attention, what is critical is on the first page, and each segment counts what it lists.</summary>
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_first_page_of_the_list_has_the_most_pressing_whatever_their_items_are_called(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var last = (await watched.MakeEstateAsync("ZZ", "ZZ-DERNIER")).Value;
        var critical = await watched.AddAsync(Watched.Form("Z"), last.Asset);
        var warnings = new List<Guid>();
        for (var i = 0; i < CheckList.PageSize + 1; i++)
        {
            warnings.Add(await watched.AddAsync(Watched.Form($"W{i:00}")));
        }

        for (var run = 0; run < 3; run++)
        {
            await watched.HandAsync(watched.BatchOf([watched.Run(critical, Critical), .. warnings.Select(check => watched.Run(check, Warning))]));
            watched.Server.Clock.Advance(Duration.FromSeconds(10));
        }

        using var nadia = await EngineerAsync(watched);
        await nadia.GetAsync("/monitoring");
        var rows = nadia.Page.QuerySelectorAll("tr[data-row]");
        rows.Length.ShouldBe(CheckList.PageSize);
        rows[0].TextContent.ShouldContain("ZZ-DERNIER");
        rows.Count(row => row.TextContent.Contains("ZZ-DERNIER", StringComparison.Ordinal)).ShouldBe(1);
        await nadia.GetAsync(nadia.Page.QuerySelector("a[rel=next]")!.GetAttribute("href")!);
        nadia.Page.QuerySelectorAll("tr[data-row]").Length.ShouldBeInRange(2, 3);
        nadia.Said.ShouldNotContain("ZZ-DERNIER");
    }

    [Fact]
    public async Task A_check_is_silenced_from_its_page_with_a_reason_and_the_silence_is_lifted()
    {
        await using var watched = await Watched.StartAsync();
        await watched.SendAsync(Ok, Critical, Critical, Critical);
        using var nadia = await EngineerAsync(watched);
        await nadia.GetAsync($"/monitoring/checks/{watched.CheckId}");
        nadia.Page.QuerySelector("h1")!.TextContent.ShouldBe("HTTP");
        nadia.Said.ShouldContain("Critique depuis");

        await nadia.SubmitAsync("silence", ("Silence.Reason", ""));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("Dites pourquoi");
        await nadia.SubmitAsync("silence", ("Silence.Reason", "pièce commandée"));

        var silence = (await watched.AllAsync<Silence>()).ShouldHaveSingleItem();
        silence.Author.ShouldBe("nadia@example.org");
        nadia.Said.ShouldContain("En silence jusqu’à");
        await nadia.SubmitAsync($"lift-{silence.Id}");
        (await watched.AllAsync<Silence>())[0].LiftedAt.ShouldNotBeNull();
    }

    /// <summary>Who sends may fall silent about what is over, as Alertmanager does while it is silenced: people say it then, and the sender's next word counts again.</summary>
    [Fact]
    public async Task What_others_tell_of_is_stated_to_be_over_on_its_page()
    {
        await using var watched = await Watched.StartAsync();
        var check = await watched.AddAsync(new CheckForm { Name = "DiskFull", Type = Check.Passive });
        using var nadia = await EngineerAsync(watched);
        await TellAsync(Ok);
        await nadia.GetAsync($"/monitoring/checks/{check}");
        nadia.Said.ShouldNotContain("Constater que c’est réglé");
        await TellAsync(Critical, Critical, Critical);

        await nadia.GetAsync($"/monitoring/checks/{check}");
        await nadia.SubmitAsync("end");

        (await watched.StandingAsync(check)).Confirmed.ShouldBe(Ok);
        nadia.Said.ShouldContain("Constaté par nadia");
        nadia.Said.ShouldNotContain("Constater que c’est réglé");
        watched.Told.Closures.ShouldHaveSingleItem();
        await TellAsync(Critical, Critical, Critical);
        (await watched.StandingAsync(check)).Confirmed.ShouldBe(Critical);
        await nadia.GetAsync($"/monitoring/checks/{watched.CheckId}");
        nadia.Said.ShouldNotContain("Constater que c’est réglé", Case.Sensitive, "a probe looks for itself");

        async Task TellAsync(params CheckStatus[] statuses)
        {
            foreach (var status in statuses)
            {
                watched.Server.Clock.Advance(Duration.FromSeconds(10));
                (await watched.Server.RunAsync(Watched.Program, (TakeResults c) => c.HandleAsync(check, [new OutsideResult(status)], default))).IsAccepted.ShouldBeTrue();
            }
        }
    }

    [Fact]
    public async Task A_check_is_added_and_changed_by_its_form_and_what_was_typed_stays_when_refused()
    {
        await using var watched = await Watched.StartAsync();
        using var nadia = await EngineerAsync(watched);
        await nadia.GetAsync($"/monitoring/checks/new?asset={watched.AssetId}&type=disk");

        await nadia.SubmitAsync("check", ("Fields.Name", "Disque"), ("Fields.Target", "srv"));
        nadia.Page.QuerySelector(".m-errors")!.TextContent.ShouldContain("n’est pas un chemin absolu");
        nadia.Page.QuerySelector("#f-fields-target")!.GetAttribute("value").ShouldBe("srv");
        await nadia.SubmitAsync("check", ("Fields.Target", "/"));
        nadia.Path.ShouldStartWith("/monitoring/checks/");
        nadia.Page.QuerySelector("h1")!.TextContent.ShouldBe("Disque");

        await nadia.GetAsync(nadia.Path + "/edit");
        await nadia.SubmitAsync("check", ("Fields.Interval", "120"));
        var check = (await watched.AllAsync<Check>()).Single(c => c.Name == "Disque");
        (check.Interval, check.Definition, check.Enabled).ShouldBe((Duration.FromMinutes(2), 2, true));
    }

    [Fact]
    public async Task The_page_of_another_client_s_check_is_not_there()
    {
        await using var watched = await Watched.StartAsync();
        var other = (await watched.MakeEstateAsync("XX", "SRV-X")).Value;
        await watched.Server.AddUserAsync("marc@example.org", null, new Grant(Role.Engineer, other.Client));
        using var marc = await Visitor.SignedInAsync(watched.Server, "marc@example.org");

        foreach (var path in new[] { $"/monitoring/checks/{watched.CheckId}", $"/monitoring/checks/{watched.CheckId}/edit", $"/monitoring/checks/new?asset={watched.AssetId}" })
        {
            await marc.GetAsync(path);
            marc.Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            marc.Said.ShouldNotContain("SRV-ERP01");
        }

        await marc.GetAsync("/monitoring?state=all");
        marc.Said.ShouldNotContain("SRV-ERP01");
    }

    private static async Task<Visitor> EngineerAsync(Watched watched)
    {
        await watched.Server.AddUserAsync("nadia@example.org", null, new Grant(Role.Engineer, null));
        return await Visitor.SignedInAsync(watched.Server, "nadia@example.org");
    }
}
