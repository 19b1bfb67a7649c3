using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Majordome.Domain.Contracts;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Server.Contracts;
using Majordome.Server.Platform;
using NodaTime;

namespace Majordome.Bench.Server;

/// <summary>A desk with work on it, made through the API like a person would: 20 clients under contract, and open tickets of every priority, taken or not, paused or not.</summary>
public static partial class DeskWorld
{
    private const int Clients = 20;
    private const int AssetsEach = 5;
    private static readonly Duration Acknowledge = Duration.FromMinutes(15);

    private static readonly string[] Subjects =
    [
        "ERP lent puis inaccessible", "14 personnes sans courriel", "Imprimante du quai 2 hors ligne", "Le scanner refuse le mot de passe", "Bureau distant lent sur 3 postes",
        "Arrivée de Mme Perrin, lundi", "Disque 4 en défaut annoncé", "Écran noir au démarrage", "Lien fibre principal coupé, secours actif", "Certificat de l’intranet à renouveler",
    ];

    /// <summary>Fills it.</summary>
    /// <param name="api">With an administrator's token.</param>
    /// <param name="tickets">How many open tickets.</param>
    public static async Task FillAsync(HttpClient api, int tickets)
    {
        var random = new Random(2026);
        var assets = new List<(Guid Client, Guid Asset)>();
        var person = (await api.GetFromJsonAsync<JsonElement>("/api/v1/users")).GetProperty("items")[0].GetProperty("id").GetGuid();
        for (var client = 1; client <= Clients; client++)
        {
            assets.AddRange(await AddClientAsync(api, client, person));
        }

        for (var number = 0; number < tickets; number++)
        {
            var (client, asset) = assets[random.Next(assets.Count)];
            var made = await PostAsync(api, "tickets", new
            {
                clientId = client,
                assetId = asset,
                subject = Subjects[random.Next(Subjects.Length)],
                description = "Depuis ce matin.",
                nature = random.Next(5) == 0 ? "request" : "incident",
                impact = Draw(random),
                urgency = Draw(random),
                takeNow = random.Next(10) < 7,
            });
            if (random.Next(10) == 0)
            {
                await api.PostAsJsonAsync(
                    $"/api/v1/tickets/{made.GetProperty("id").GetGuid()}/pause",
                    new { reason = "waiting-for-client", proof = "Courriel du matin", remindAt = "2030-01-01T09:00:00Z" });
            }
        }
    }

    /// <summary>A browser's worth of cookies, signed in as the administrator.</summary>
    public static async Task<HttpClient> SignInAsync(RunningServer server)
    {
        var http = new HttpClient(new SocketsHttpHandler { CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = new Uri(server.Url) };
        var page = await http.GetStringAsync("/sign-in");
        using var answer = await http.PostAsync("/sign-in", new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["_handler"] = "password",
            ["__RequestVerificationToken"] = AntiforgeryToken().Match(page).Groups[1].Value,
            ["Form.Email"] = RunningServer.Admin,
            ["Form.Password"] = RunningServer.Password,
        }));
        answer.EnsureSuccessStatusCode();
        return http;
    }

    private static async Task<IReadOnlyList<(Guid Client, Guid Asset)>> AddClientAsync(HttpClient api, int number, Guid person)
    {
        var made = await PostAsync(api, "clients", new { name = $"Client {number:00}", code = $"C{number:00}", language = "fr", zone = "Europe/Paris" });
        var client = made.GetProperty("id").GetGuid();
        var site = (await PostAsync(api, $"clients/{client}/sites", new { name = "Siège", zone = "Europe/Paris", holidays = "FR" })).GetProperty("id").GetGuid();
        var assets = new List<(Guid, Guid)>();
        for (var asset = 1; asset <= AssetsEach; asset++)
        {
            var item = await PostAsync(api, "assets", new { clientId = client, siteId = site, name = $"SRV-{number:00}-{asset}", @class = "server", weight = "medium" });
            assets.Add((client, item.GetProperty("id").GetGuid()));
        }

        var model = (await api.GetFromJsonAsync<NewContract>($"/api/v1/contracts/model?client={client}", Json.Options))!;
        var lines = assets.Select((a, i) => new ScopeLine($"L{i + 1}", new ScopeTarget.OneItem(a.Item2), model.Terms.Days, $"Serveur {i + 1}"));
        using var signed = await api.PostAsJsonAsync("/api/v1/contracts", model with { Terms = model.Terms with { Scope = [.. lines], Recipients = [new(person, Acknowledge)] } }, Json.Options);
        return signed.IsSuccessStatusCode ? assets : throw new InvalidOperationException(await signed.Content.ReadAsStringAsync());
    }

    private static string Draw(Random random) => random.Next(6) switch { 0 => "high", <= 3 => "medium", _ => "low" };

    private static async Task<JsonElement> PostAsync(HttpClient api, string path, object body)
    {
        using var answer = await api.PostAsJsonAsync($"/api/v1/{path}", body);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>()
            : throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AntiforgeryToken();
}
