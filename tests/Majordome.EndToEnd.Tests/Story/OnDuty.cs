using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Domain;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Reviews;
using NodaTime;
using NodaTime.Text;

namespace Majordome.EndToEnd.Tests.Story;

/// <summary>What the person on duty does through the API, at a server that may die at any moment: what has no answer is asked again.</summary>
public sealed class OnDuty(HttpClient api)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    /// <summary>The month of a ticket's review, <c>2026-11</c>: that of the contract's zone, which an adopted machine has from the provider.</summary>
    public static string MonthOf(JsonElement ticket) => InstantPattern.ExtendedIso.Parse(ticket.GetProperty("registeredAt").GetString()!).Value
        .InZone(DateTimeZoneProviders.Tzdb["Europe/Paris"]).ToString("uuuu-MM", CultureInfo.InvariantCulture);

    /// <summary>Waits until the machine was adopted, and lets nothing but what the story adds be looked at on it.</summary>
    /// <returns>The machine, and whose it is.</returns>
    public async Task<(Guid Asset, Guid Client)> AdoptedAsync()
    {
        JsonElement asset = default;
        await Wait.UntilAsync(
            async () => (asset = (await ListAsync("assets")).FirstOrDefault()).ValueKind is JsonValueKind.Object, "the machine is adopted", Patience);
        await WatchNothingAsync();
        return (asset.GetProperty("id").GetGuid(), asset.GetProperty("clientId").GetGuid());
    }

    /// <summary>Removes every check.</summary>
    public async Task WatchNothingAsync()
    {
        foreach (var check in await ListAsync("checks?limit=200"))
        {
            using var removal = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/checks/{check.GetProperty("id").GetGuid()}");
            removal.Headers.Add("If-Match", $"\"{check.GetProperty("definition").GetInt32()}\"");
            using var answer = await api.SendAsync(removal);
            answer.IsSuccessStatusCode.ShouldBeTrue($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        }
    }

    /// <summary>Adds a contact of the client who is told of tickets.</summary>
    public Task AddContactAsync(Guid client, string name, string email) => MakeAsync($"clients/{client}/contacts", new { name, email, isTold = true });

    /// <summary>Adds a receiver of webhooks.</summary>
    public Task AddWebhookAsync(string url) => MakeAsync("webhooks", new { name = "essai", url, events = (string[])["page.sent", "page.ended"] });

    /// <summary>Watches an address and waits until it is seen to be normal.</summary>
    /// <returns>The check.</returns>
    public async Task<Guid> WatchAsync(Guid asset, string url, Pace pace)
    {
        var made = await MakeAsync("checks", new
        {
            assetId = asset,
            check = new { name = "HTTP intranet", type = "http", target = url, interval = pace.Interval, timeOut = pace.TimeOut, retryInterval = pace.Retry },
        });
        var id = made.GetProperty("id").GetGuid();
        await Wait.UntilAsync(
            async () => (await api.GetStringAsync($"/api/v1/checks/{id}/state")).Contains("\"ok\"", StringComparison.Ordinal), "the check is normal", Patience);
        return id;
    }

    /// <summary>Waits for an open incident.</summary>
    public async Task<JsonElement> IncidentAsync()
    {
        JsonElement found = default;
        await Wait.UntilAsync(
            async () => (found = (await ListAsync("tickets?state=open")).FirstOrDefault()).ValueKind is JsonValueKind.Object,
            "an incident is open", Patience);
        return found;
    }

    /// <summary>Takes a ticket.</summary>
    public Task TakeAsync(string number) => ActAsync(number, "take", new { });

    /// <summary>Writes the solution of a ticket and closes it, so that the next fault is another incident.</summary>
    public async Task CloseAsync(string number)
    {
        await ActAsync(number, "resolve", new { solution = "nginx redémarré" });
        await ActAsync(number, "close", new { });
    }

    /// <summary>Waits until a clock of a ticket is in a state.</summary>
    public Task ClockAsync(string number, string clock, string state) => Wait.UntilAsync(
        async () => (await ReadAsync(number)).GetProperty("clocks").GetProperty(clock).GetProperty("state").GetString() == state, $"the {clock} of {number} is {state}", Patience);

    /// <summary>A ticket.</summary>
    public Task<JsonElement> ReadAsync(string number) => GetAsync($"tickets/{number}");

    /// <summary>The kinds of its events, in their order.</summary>
    public async Task<IReadOnlyList<string>> EventsAsync(string number) =>
        [.. (await GetAsync($"tickets/{number}/events")).EnumerateArray().Select(e => e.GetProperty("kind").GetString()!)];

    /// <summary>Anything of the API.</summary>
    public Task<JsonElement> GetAsync(string path) => api.GetFromJsonAsync<JsonElement>($"/api/v1/{path}");

    /// <summary>The review of a month, as it stands.</summary>
    public async Task<ReviewView> ReviewAsync(Guid client, string month) => (await api.GetFromJsonAsync<ReviewView>($"/api/v1/reviews/{client}/{month}", FactJson.Options))!;

    /// <summary>The first page of a list.</summary>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path) => [.. (await GetAsync(path)).GetProperty("items").EnumerateArray()];

    // A verb whose answer was lost is said again; taking twice what one has taken, or closing it, changes nothing or is refused as already done.
    private async Task ActAsync(string number, string verb, object body)
    {
        string? refused = null;
        await Wait.UntilAsync(
            async () =>
            {
                using var answer = await api.PostAsJsonAsync($"/api/v1/tickets/{number}/{verb}", body);
                var text = await answer.Content.ReadAsStringAsync();
                refused = answer.IsSuccessStatusCode || text.Contains("conflict-ended", StringComparison.Ordinal) ? null : text;
                return true;
            },
            $"{verb} is answered", Patience);
        refused.ShouldBeNull($"{verb} {number}");
    }

    private async Task<JsonElement> MakeAsync(string path, object body)
    {
        using var answer = await api.PostAsJsonAsync($"/api/v1/{path}", body);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync()}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}

/// <summary>How often the story's check runs, and how long it may take.</summary>
/// <param name="IntervalSeconds">From run to run.</param>
/// <param name="RetrySeconds">From run to run while a change awaits confirmation.</param>
/// <param name="TimeOutSeconds">The most of one run.</param>
public sealed record Pace(int IntervalSeconds, int RetrySeconds, int TimeOutSeconds)
{
    /// <summary>Results that confirm a critical state: the product's default.</summary>
    public const int Confirmations = 3;

    /// <summary>As quick as the product allows a story to be.</summary>
    public static readonly Pace Quick = new(2, 1, 1);

    public string Interval => $"PT{IntervalSeconds}S";

    public string Retry => $"PT{RetrySeconds}S";

    public string TimeOut => $"PT{TimeOutSeconds}S";

    /// <summary>From a fault to its incident, at the most: interval + retries × retry interval + time-outs + 2 s.</summary>
    public TimeSpan Detection => TimeSpan.FromSeconds(IntervalSeconds + (Confirmations * RetrySeconds) + (Confirmations * TimeOutSeconds) + 2);
}
