using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Protocols.Webhooks;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

public sealed class WebhookIntakeTests
{
    private const string Failed = """{"source":"borg","item":"srv-erp01","check":"Sauvegarde","status":"critical","text":"échec","metrics":{"durée d'hier":12.5}}""";
    private const string Done = """{"source":"borg","item":"SRV-ERP01","check":"Sauvegarde","status":"ok","text":"faite"}""";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_signed_webhook_is_a_result_of_its_check_and_the_same_again_changes_nothing(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var watched = listening.Watched;
        var (source, key) = await SourceAsync(listening);

        (await PostAsync(watched, source, key, "msg-1", Failed)).ShouldBe((HttpStatusCode.OK, """{"checks":1,"aside":0,"isRepeated":false}"""));
        var check = (await watched.AllAsync<Check>()).Single(c => c.Name == "Sauvegarde");
        (await watched.StandingAsync(check.Id)).Confirmed.ShouldBe(CheckStatus.Critical);
        watched.Server.Clock.Advance(Duration.FromMinutes(10));
        (await PostAsync(watched, source, key, "msg-2", Done)).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(watched, source, key, "msg-1", Failed)).ShouldBe((HttpStatusCode.OK, """{"checks":0,"aside":0,"isRepeated":true}"""));

        (await watched.StandingAsync(check.Id)).Confirmed.ShouldBe(CheckStatus.Ok);
        (await watched.AllAsync<CheckResultRow>()).Single(r => r.Status is CheckStatus.Critical).Measurements!.ShouldContain("12.5");
        (await listening.MessagesAsync(2)).Select(m => (m.Kind, m.AssetId, m.Text)).ShouldBe([("webhook", watched.AssetId, "échec"), ("webhook", watched.AssetId, "faite")]);
    }

    [Fact]
    public async Task What_is_not_signed_by_the_source_s_key_now_is_refused_and_told()
    {
        await using var listening = await Listening.StartAsync();
        var watched = listening.Watched;
        var (source, key) = await SourceAsync(listening);

        (await PostAsync(watched, source, WebhookKey.Generate(), "a", Failed)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(watched, source, key, "b", Failed, Duration.FromMinutes(-6))).Said.ShouldContain("webhook-too-old");
        (await PostAsync(watched, source, key, "c", Failed, sent: Done)).Said.ShouldContain("webhook-signature-wrong");
        (await PostAsync(watched, Guid.CreateVersion7(), key, "d", Failed)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(watched, source, key, "e", Failed.Replace("item", "itm", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(watched, source, key, "f", Failed.Replace("srv-erp01", "inconnu", StringComparison.Ordinal))).Said.ShouldContain("\"aside\":1");

        (await watched.AllAsync<CheckResultRow>()).ShouldBeEmpty();
        (await listening.StraysAsync(4)).Select(s => (s.Reason, s.NotKept)).Order().ShouldBe(
            [("asset-unknown", 0), ("body-malformed", 0), ("webhook-signature-wrong", 1), ("webhook-too-old", 0)]);
        listening.FiguresOf(source)!.Refused.ShouldBe(4);
    }

    [Fact]
    public async Task Above_its_allowance_a_source_is_told_when_to_come_back()
    {
        await using var listening = await Listening.StartAsync();
        var (source, key) = await SourceAsync(listening, 1);

        (await PostAsync(listening.Watched, source, key, "1", Done)).Status.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(listening.Watched, source, key, "2", Done)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        listening.Watched.Server.Clock.Advance(Duration.FromMinutes(1));
        (await PostAsync(listening.Watched, source, key, "2", Done)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task First_messages_at_once_make_one_check(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var form = new CheckForm { Name = "Sauvegarde", Interval = Duration.FromDays(1) };

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => watched.Server.RunAsync(Watched.Program, (EnsurePassiveCheck c) => c.HandleAsync(watched.AssetId, form, Cancel)), Cancel)));

        made.Select(m => m.Value.Id).Distinct().ShouldHaveSingleItem();
        (await watched.AllAsync<Check>()).Count(c => c.Name == "Sauvegarde").ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Messages_are_kept_as_long_and_as_many_as_their_source_says(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var watched = listening.Watched;
        var source = await listening.SourceAsync(new SourceForm("A", "127.0.0.1", KeepDays: 2, KeepMessages: 3));
        await KeepAsync(watched, source, "vieux");
        await watched.Server.RunAsync(Watched.Program, (PutAside c) => c.HandleAsync("syslog", "10.0.0.1", "10.0.0.1", [new("sender-unknown", "x")], Cancel));
        watched.Server.Clock.Advance(Duration.FromDays(3));
        foreach (var text in new[] { "1", "2", "3", "4", "5" })
        {
            await KeepAsync(watched, source, text);
        }

        var forget = ActivatorUtilities.CreateInstance<ForgetReceived>(watched.Server.Services);
        (await forget.ForgetAsync(Cancel)).ShouldBe((3, 0, 0));
        (await listening.MessagesAsync(3)).Select(m => m.Text).ShouldBe(["3", "4", "5"]);
        watched.Server.Clock.Advance(Duration.FromDays(30));
        (await forget.ForgetAsync(Cancel)).ShouldBe((3, 1, 0));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_message_that_cannot_be_kept_does_not_take_its_neighbours_with_it(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync();
        var log = listening.Watched.Server.Services.GetRequiredService<ReceivedLog>();

        var kept = await Task.WhenAll(new[] { (source, "avant"), (Guid.CreateVersion7(), "de personne"), (source, "après") }.Select(one =>
        {
            log.TryKeep(Message(listening.Watched, one.Item1, one.Item2), out var done).ShouldBeTrue();
            return done;
        }));

        kept.ShouldBe([true, false, true]);
        (await listening.MessagesAsync(2)).Select(m => m.Text).ShouldBe(["avant", "après"]);
    }

    /// <summary>A commit may be done and its answer lost: what is tried again then is there already, and kept once.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_is_kept_again_because_the_answer_was_lost_is_kept_once(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync();
        var (first, second) = (Message(listening.Watched, source, "une"), Message(listening.Watched, source, "deux"));
        (await listening.Watched.Server.RunAsync(Watched.Program, (KeepMessages c) => c.HandleAsync([first]))).IsAccepted.ShouldBeTrue();

        (await listening.Watched.Server.RunAsync(Watched.Program, (KeepMessages c) => c.HandleAsync([first, second], isAgain: true))).IsAccepted.ShouldBeTrue();

        (await listening.MessagesAsync(2)).Select(m => m.Text).ShouldBe(["une", "deux"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_list_of_messages_narrows_and_goes_on_page_by_page(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var watched = listening.Watched;
        var source = await listening.SourceAsync();
        for (var i = 0; i < 5; i++)
        {
            await KeepAsync(watched, source, $"Message {i}", severity: i);
            watched.Server.Clock.Advance(Duration.FromMinutes(1));
        }

        await watched.Server.AddUserAsync("all@example.org", null, new Grant(Role.Technician, null));
        using var api = await watched.Server.ApiAsync("all@example.org");
        var page = await api.GetFromJsonAsync<JsonElement>($"/api/v1/messages?clientId={watched.ClientId}&limit=2", Cancel);
        Texts(page).ShouldBe(["Message 4", "Message 3"]);
        Texts(await api.GetFromJsonAsync<JsonElement>($"/api/v1/messages?limit=2&after={page.GetProperty("next").GetString()}", Cancel)).ShouldBe(["Message 2", "Message 1"]);
        Texts(await api.GetFromJsonAsync<JsonElement>($"/api/v1/messages?severity=1&text=MESSAGE&sourceId={source}", Cancel)).ShouldBe(["Message 1", "Message 0"]);
        var since = Uri.EscapeDataString((watched.Now - Duration.FromMinutes(2)).ToString());
        Texts(await api.GetFromJsonAsync<JsonElement>($"/api/v1/messages?since={since}", Cancel)).ShouldBe(["Message 4", "Message 3"]);
        Texts(await api.GetFromJsonAsync<JsonElement>($"/api/v1/messages?assetId={watched.AssetId}", Cancel)).ShouldBeEmpty();
    }

    private static IEnumerable<string?> Texts(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("text").GetString());

    private static async Task KeepAsync(Watched watched, Guid source, string text, int severity = 5) =>
        (await watched.Server.RunAsync(Watched.Program, (KeepMessages c) => c.HandleAsync([Message(watched, source, text, severity)]))).IsAccepted.ShouldBeTrue();

    private static ReceivedMessage Message(Watched watched, Guid source, string text, int severity = 5) => new()
    {
        Id = Ids.At(watched.Now), ClientId = watched.ClientId, SourceId = source, Kind = "syslog", ReceivedAt = watched.Now, Severity = severity, From = "127.0.0.1", Text = text,
    };

    private static async Task<(Guid Source, WebhookKey Key)> SourceAsync(Listening listening, int mostMessages = Source.DefaultMostMessages)
    {
        var source = await listening.SourceAsync(new SourceForm("Sauvegardes", MostMessages: mostMessages));
        var key = await listening.Watched.Server.RunAsync(Watched.Program, (RenewSigningKey c) => c.HandleAsync(source, Cancel));
        return (source, WebhookKey.Parse(key.Value.Key).Value);
    }

    private static async Task<(HttpStatusCode Status, string Said)> PostAsync(
        Watched watched, Guid source, WebhookKey key, string id, string signed, Duration off = default, string? sent = null)
    {
        var headers = WebhookSignature.Sign([key], id, watched.Now + off, Encoding.UTF8.GetBytes(signed)).Value;
        using var http = watched.Server.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/alerts/webhook/{source}") { Content = new StringContent(sent ?? signed, Encoding.UTF8, "application/json") };
        request.Headers.Add(WebhookHeaders.IdName, headers.Id);
        request.Headers.Add(WebhookHeaders.TimestampName, headers.Timestamp);
        request.Headers.Add(WebhookHeaders.SignatureName, headers.Signature);
        using var answer = await http.SendAsync(request, Cancel);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
