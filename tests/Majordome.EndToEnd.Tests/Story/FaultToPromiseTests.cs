using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Majordome.Domain.Reviews;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Protocols.Tests.Smtp;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Reviews;
using Microsoft.Playwright;
using NodaTime;

namespace Majordome.EndToEnd.Tests.Story;

/// <summary>The first turn of the wheel, on the real program and a real nginx: fault, incident, clocks, page, take, restoration, review.</summary>
[Collection(nameof(Alone))]
public sealed class FaultToPromiseTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_service_that_fails_becomes_a_kept_promise(DatabaseKind kind)
    {
        await using var mail = await MailServer.StartAsync();
        await using var nginx = await Nginx.StartAsync();
        using var hook = new WebhookListener();
        await using var server = await RunningServer.StartAsync(kind, RunningServer.MailBy(mail.Port), unattended: true, "--adopt-this-machine");
        using var api = await server.ApiAsync();
        var duty = new OnDuty(api);
        var (asset, client) = await duty.AdoptedAsync();
        await duty.AddWebhookAsync(hook.Url);
        var check = await duty.WatchAsync(asset, nginx.Url, Pace.Quick);

        await nginx.DownAsync();
        var down = Stopwatch.StartNew();
        var ticket = await duty.IncidentAsync();
        down.Elapsed.ShouldBeLessThan(Pace.Quick.Detection);

        ticket.GetProperty("coverage").GetString().ShouldBe("included");
        ticket.GetProperty("clocks").GetProperty("gti").GetProperty("state").GetString().ShouldBe("running");
        ticket.GetProperty("clocks").GetProperty("gtr").GetProperty("state").GetString().ShouldBe("running");
        var number = ticket.GetProperty("number").GetString()!;
        (await mail.MessageAsync(number)).ShouldContain(RunningServer.Admin);

        // The first look at the machine also speaks to the listener: what is signed is the webhook.
        await Wait.UntilAsync(() => Task.FromResult(hook.Received.Any(r => r.Headers.ContainsKey("webhook-signature"))), "the webhook was called", TimeSpan.FromSeconds(15));

        await TakeAndRepairInBrowserAsync(server, number, nginx);
        await duty.ClockAsync(number, "gti", "met");
        await duty.ClockAsync(number, "gtr", "met");

        var month = OnDuty.MonthOf(ticket);
        var review = await duty.ReviewAsync(client, month);
        (await server.StopAsync()).ShouldBe(0);
        await JudgeAsync(review, server.Database, check);
        var audit = await server.RunAsync("audit", "verify");
        audit.ExitCode.ShouldBe(0, audit.Output + audit.Errors);
    }

    private static async Task JudgeAsync(ReviewView review, Database database, Guid check)
    {
        review.Review.Incidents.Count.ShouldBe(1);
        review.Review.Overall.Response.Kept.Share.ShouldBe(new Share(1, 1));
        review.Review.Overall.Restoration.Kept.Share.ShouldBe(new Share(1, 1));

        // Recounted from the results themselves: from the first failing result of the run that was confirmed to the first good one of the run that ended it.
        var results = await ResultsAsync(database, check);
        var failed = results.SkipWhile(r => r.Status is not "Critical").ToList();
        var back = failed.SkipWhile(r => r.Status is not "Ok").First();
        var measured = review.Review.Availability.Single(a => a.Check == check).Measured;
        measured.Down.ShouldBe(back.Started - failed[0].Started);
        measured.Ratio.ShouldNotBeNull().ShouldBeInRange(0.01m, 0.99m);
    }

    private static async Task<IReadOnlyList<(Instant Started, string Status)>> ResultsAsync(Database database, Guid check)
    {
        await using var connection = await database.OpenAsync(default);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT started, status FROM check_results WHERE lower(CAST(check_id AS TEXT)) = @check ORDER BY started";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("check", check.ToString());
        command.Parameters.Add(parameter);
        await using var rows = await command.ExecuteReaderAsync();
        var results = new List<(Instant, string)>();
        while (await rows.ReadAsync())
        {
            results.Add((StartedOf(rows), rows.GetString(1)));
        }

        return results;
    }

    private static Instant StartedOf(DbDataReader row) => Instant.FromDateTimeUtc(row.GetValue(0) switch
    {
        DateTime instant => DateTime.SpecifyKind(instant, DateTimeKind.Utc),
        var text => DateTime.Parse((string)text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
    });

    // A person takes the ticket, starts nginx again, and sees on the page that service is back.
    private static async Task TakeAndRepairInBrowserAsync(RunningServer server, string number, Nginx nginx)
    {
        await using var person = await Browser.SignInAsync(server);
        var page = person.Page;
        await page.Locator($"tr:has-text('{number}')").First.WaitForAsync();
        await person.ShootAsync("journee", fullPage: false);
        await page.GotoAsync($"{server.Url}/tickets/{number}");
        await page.Locator("main button:has-text('Prendre'):visible").First.ClickAsync();
        await page.GetByText("GTI tenue").First.WaitForAsync();
        await person.ShootAsync("ticket", fullPage: true);
        await nginx.UpAsync();
        await page.GetByText("Service rétabli par").First.WaitForAsync(new() { Timeout = 30_000 });
    }
}
