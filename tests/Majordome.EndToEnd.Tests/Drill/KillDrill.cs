using System.Diagnostics;
using System.Text.Json;
using Majordome.EndToEnd.Tests.Story;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Protocols.Tests.Mime;
using Majordome.Protocols.Tests.Smtp;
using Majordome.Server.Platform.Persistence;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>
/// Kills the server (SIGKILL) once in each round of the story, at a random moment, starts it again as a supervisor would, and lets the story go on. After
/// each round: one ticket with each of its events once, everybody told each thing under one identity, nothing given up, and the event log verified while the server was dead.
/// </summary>
public sealed class KillDrill : IAsyncDisposable
{
    private const string Contact = "claire@majordome.test";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly MailServer mail;
    private readonly WebhookListener hook;
    private readonly Nginx nginx;
    private readonly RunningServer server;
    private readonly HttpClient api;
    private readonly OnDuty duty;
    private readonly List<string> numbers = [];
    private Guid asset;
    private int deaths;

    private KillDrill(MailServer mail, WebhookListener hook, Nginx nginx, RunningServer server, HttpClient api)
    {
        (this.mail, this.hook, this.nginx, this.server, this.api) = (mail, hook, nginx, server, api);
        duty = new OnDuty(api);
    }

    /// <summary>Runs the drill.</summary>
    /// <param name="kind">On which database.</param>
    /// <param name="count">How many deaths.</param>
    /// <param name="seed">Of the moments; the same seed draws the same ones.</param>
    /// <param name="report">Gets a line for each round.</param>
    public static async Task<DeathToll> RunAsync(DatabaseKind kind, int count, int seed, Action<string> report)
    {
        await using var drill = await StartAsync(kind);
        var random = new Random(seed);
        var faults = new List<string>();
        for (var round = 1; round <= count; round++)
        {
            var watch = Stopwatch.StartNew();
            var moment = KillMoment.Draw(random);
            var found = await drill.RoundAsync(moment);
            faults.AddRange(found.Select(fault => $"{kind} {round}/{count}, {moment}: {fault}"));
            report(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{kind} {round}/{count}  {drill.numbers[^1]}  killed at {moment}  {watch.Elapsed.TotalSeconds:0.0} s  {(found.Count == 0 ? "kept" : string.Join("; ", found))}"));
        }

        return DeathToll.Of(drill.deaths, count, faults);
    }

    public async ValueTask DisposeAsync()
    {
        api.Dispose();
        await server.DisposeAsync();
        await nginx.DisposeAsync();
        hook.Dispose();
        await mail.DisposeAsync();
    }

    private static async Task<KillDrill> StartAsync(DatabaseKind kind)
    {
        var mail = await MailServer.StartAsync();
        var nginx = await Nginx.StartAsync();
        var hook = new WebhookListener();
        var server = await RunningServer.StartAsync(kind, RunningServer.MailBy(mail.Port), unattended: true, "--adopt-this-machine");
        var drill = new KillDrill(mail, hook, nginx, server, await server.ApiAsync());
        var (asset, client) = await drill.duty.AdoptedAsync();
        await drill.duty.AddContactAsync(client, "Claire Jourdan", Contact);
        await drill.duty.AddWebhookAsync(hook.Url);
        drill.asset = asset;
        return drill;
    }

    private async Task<IReadOnlyList<string>> RoundAsync(KillMoment moment)
    {
        var death = Task.FromResult<string?>(null);
        void Reached(Step step) => death = step == moment.Step ? DieAsync(moment.Delay) : death;

        // A check of its own for each round: one that fails again and again is flapping, and its end is rightly held back.
        await duty.WatchNothingAsync();
        await duty.WatchAsync(asset, nginx.Url, Pace.Quick);
        await nginx.DownAsync();
        Reached(Step.Fault);
        var number = (await duty.IncidentAsync()).GetProperty("number").GetString()!;
        numbers.Add(number);
        Reached(Step.Opened);
        await LettersAsync(number, 1);
        Reached(Step.Taking);
        await duty.TakeAsync(number);
        await nginx.UpAsync();
        Reached(Step.Back);
        await duty.ClockAsync(number, "gtr", "met");
        Reached(Step.Restored);
        var broken = await death;

        // What was on its way at the death leaves again when its lease ends, and may then follow what came after it.
        await LettersAsync(number, 4);
        await Wait.UntilAsync(() => Task.FromResult(Calls(number).Count >= 2), $"the webhooks of {number} arrive; there are: {string.Join(", ", Calls(number))}", Patience);
        await duty.CloseAsync(number);
        return [.. await FindFaultsAsync(number), .. broken is null ? Array.Empty<string>() : [broken]];
    }

    // While it is dead nothing writes: what is on the disk is all there is.
    private async Task<string?> DieAsync(TimeSpan delay)
    {
        using (var timer = new PeriodicTimer(delay > TimeSpan.FromMilliseconds(1) ? delay : TimeSpan.FromMilliseconds(1)))
        {
            await timer.WaitForNextTickAsync();
        }

        await server.KillAsync();
        deaths++;
        var audit = await server.RunAsync("audit", "verify");
        await server.StartAsync();
        return audit.ExitCode == 0 ? null : $"audit verify: {audit.Output}{audit.Errors}".ReplaceLineEndings(" ");
    }

    private Task LettersAsync(string number, int least) => Wait.UntilAsync(
        () => Task.FromResult(Letters(number).Count >= least), $"{least} letters about {number} arrive; there are: {string.Join(" | ", Letters(number))}", Patience);

    private async Task<IReadOnlyList<string>> FindFaultsAsync(string number)
    {
        var faults = new List<string>();
        void Expect(string what, IEnumerable<string> expected, IEnumerable<string> found)
        {
            if (!expected.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)))
            {
                faults.Add($"{what}: {string.Join(", ", found)}; expected {string.Join(", ", expected)}");
            }
        }

        Expect("tickets", numbers, (await duty.ListAsync("tickets?limit=200")).Select(t => t.GetProperty("number").GetString()!));
        Expect("events", ["registered", "problem-joined", "taken", "problem-ended", "restored", "resolved", "closed"], await duty.EventsAsync(number));
        Expect("letters", [$"{Contact} Nous nous en occupons", $"{Contact} Service rétabli", $"{RunningServer.Admin} Appel P1", $"{RunningServer.Admin} Terminé"], Letters(number));
        Expect("webhooks", ["page.sent", "page.ended"], Calls(number));
        Expect("given up", [], (await duty.ListAsync("notifications?state=dead")).Select(m => m.ToString()));
        return faults;
    }

    // At least once: what came twice under one identity is one letter.
    private IReadOnlyList<string> Letters(string number) =>
    [
        .. mail.Messages().Select(ReadMail.Parse).Where(m => m["Subject"]?.EndsWith($"({number})", StringComparison.Ordinal) is true)
            .DistinctBy(m => m["Message-ID"])
            .Select(m => $"{m["Delivered-To"]} {m["Subject"]!.Split([':', ','], 2)[0].Replace('\u00A0', ' ').Trim()}"),
    ];

    private IReadOnlyList<string> Calls(string number) =>
    [
        .. hook.Received.Where(r => r.Headers.ContainsKey("webhook-id")).DistinctBy(r => r.Headers["webhook-id"])
            .Select(r => JsonDocument.Parse(r.Body).RootElement)
            .Where(b => b.GetProperty("data").GetProperty("ticket").GetProperty("number").GetString() == number)
            .Select(b => b.GetProperty("type").GetString()!),
    ];
}
