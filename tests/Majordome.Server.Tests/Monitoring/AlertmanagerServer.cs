using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Majordome.Server.Tests.Support;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>Debian's Alertmanager, whose only receiver is the server under test.</summary>
/// <param name="webhook">Where it sends.</param>
/// <param name="token">What it shows.</param>
/// <param name="groupBy">The labels that make a group.</param>
internal sealed class AlertmanagerServer(Uri webhook, string token, string groupBy) : Daemon("prometheus-alertmanager", "/-/ready")
{
    public static async Task<AlertmanagerServer> StartAsync(string server, string token, string groupBy = "alertname")
    {
        var alertmanager = new AlertmanagerServer(new Uri(server + "/api/v1/alerts/alertmanager"), token, groupBy);
        await alertmanager.StartAsync();
        return alertmanager;
    }

    /// <summary>Gives it alerts, as Prometheus does.</summary>
    public async Task GiveAsync(params GivenAlert[] alerts)
    {
        using var http = new HttpClient();
        var given = alerts.Select(alert => new
        {
            labels = alert.Labels,
            annotations = new { summary = alert.Summary },
            startsAt = InstantPattern.ExtendedIso.Format(alert.StartsAt), // with its fraction: two ends within a second are two
            endsAt = alert.EndsAt is { } end ? InstantPattern.ExtendedIso.Format(end) : "0001-01-01T00:00:00Z",
            generatorURL = "http://prometheus.example/graph",
        });
        (await http.PostAsJsonAsync(Url + "/api/v2/alerts", given)).EnsureSuccessStatusCode();
    }

    /// <summary>Silences alerts of a severity for an hour; the silence's id.</summary>
    public async Task<string> SilenceAsync(string severity)
    {
        using var http = new HttpClient();
        var now = SystemClock.Instance.GetCurrentInstant();
        var answer = await http.PostAsJsonAsync(Url + "/api/v2/silences", new
        {
            matchers = new[] { new { name = "severity", value = severity, isRegex = false, isEqual = true } },
            startsAt = now.ToString(),
            endsAt = (now + Duration.FromHours(1)).ToString(),
            createdBy = "camille",
            comment = "travaux",
        });
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("silenceID").GetString()!;
    }

    /// <summary>Ends a silence.</summary>
    public async Task ExpireAsync(string silence)
    {
        using var http = new HttpClient();
        (await http.DeleteAsync($"{Url}/api/v2/silence/{silence}")).EnsureSuccessStatusCode();
    }

    /// <summary>A count it keeps of its webhooks.</summary>
    /// <param name="of"><c>notifications</c>, or <c>notifications_failed</c>.</param>
    public async Task<int> CountAsync(string of)
    {
        using var http = new HttpClient();
        var lines = (await http.GetStringAsync(Url + "/metrics")).Split('\n');
        var name = $"alertmanager_{of}_total{{integration=\"webhook\"";
        return lines.Where(line => line.StartsWith(name, StringComparison.Ordinal)).Sum(line => int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
    }

    protected override string[] Arguments()
    {
        File.WriteAllText($"{Folder}/alertmanager.yml", $$"""
            route: {receiver: majordome, group_by: [{{groupBy}}], group_wait: 300ms, group_interval: 1s, repeat_interval: 1h}
            receivers:
              - name: majordome
                webhook_configs:
                  - url: {{webhook}}
                    send_resolved: true
                    http_config:
                      authorization: {type: Bearer, credentials: "{{token}}"}

            """);
        return [$"--config.file={Folder}/alertmanager.yml", $"--storage.path={Folder}/data", $"--web.listen-address=127.0.0.1:{Port}", "--cluster.listen-address=", "--log.level=error"];
    }
}

/// <summary>An alert as a rule of Prometheus gives it.</summary>
internal sealed record GivenAlert(string Name, string Instance, string Severity, string Summary, Instant StartsAt, Instant? EndsAt = null, string Mountpoint = "/")
{
    public object Labels => new { alertname = Name, instance = Instance, severity = Severity, mountpoint = Mountpoint };
}
