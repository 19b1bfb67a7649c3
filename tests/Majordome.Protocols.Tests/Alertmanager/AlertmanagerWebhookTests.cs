using System.Text;
using Majordome.Protocols.Alertmanager;
using NodaTime;

namespace Majordome.Protocols.Tests.Alertmanager;

public sealed class AlertmanagerWebhookTests
{
    internal const string Example =
        """
        {"receiver":"majordome","status":"firing","alerts":[{"status":"firing","labels":{"alertname":"DiskFull","instance":"srv"},"annotations":{"summary":"Disk"},
        "startsAt":"2026-01-01T08:00:00.123+01:00","endsAt":"0001-01-01T00:00:00Z","generatorURL":"http://p/g","fingerprint":"c5a7"},
        {"status":"resolved","labels":{},"annotations":{},"startsAt":"2026-01-01T08:00:00Z","endsAt":"2026-01-01T09:00:00Z","fingerprint":"c5a8"}],
        "groupLabels":{"mountpoint":"/"},"commonLabels":{},"commonAnnotations":{},"externalURL":"http://a","version":"4","groupKey":"{}:{}","truncatedAlerts":3}
        """;

    [Fact]
    public void A_group_is_read()
    {
        var group = AlertmanagerWebhook.Read(Encoding.UTF8.GetBytes(Example)).Value;

        (group.GroupKey, group.IsFiring, group.Receiver, group.TruncatedAlerts).ShouldBe(("{}:{}", true, "majordome", 3));
        group.Alerts.Select(alert => (alert.IsFiring, alert.EndsAt, alert.Fingerprint)).ShouldBe([(true, null, "c5a7"), (false, Instant.FromUtc(2026, 1, 1, 9, 0), "c5a8")]);
        group.GroupLabels.ShouldHaveSingleItem().ShouldBe(new("mountpoint", "/"));
        group.Alerts[0].Labels["alertname"].ShouldBe("DiskFull");
        group.Alerts[0].StartsAt.ShouldBe(Instant.FromUtc(2026, 1, 1, 7, 0).Plus(Duration.FromMilliseconds(123)));
    }

    [Theory]
    [InlineData("\"4\"", "\"3\"", "version alertmanager-version")]
    [InlineData("\"status\":\"resolved\"", "\"status\":\"gone\"", "alerts[1].status status-unknown")]
    [InlineData("2026-01-01T09:00:00Z", "soon", "alerts[1].endsAt instant-malformed")]
    [InlineData("2026-01-01T09:00:00Z", "9999-12-31T23:59:59-14:00", "alerts[1].endsAt instant-malformed")]
    [InlineData("\"DiskFull\"", "5", "alerts[0].labels.alertname field-type")]
    [InlineData("\"fingerprint\":\"c5a8\"", "\"x\":1", "alerts[1].fingerprint field-missing")]
    [InlineData("\"mountpoint\":\"/\"", "\"mountpoint\":5", "groupLabels.mountpoint field-type")]
    [InlineData("\"groupKey\"", "\"g\"", "groupKey field-missing")]
    [InlineData("\"alerts\"", "\"a\"", "alerts field-missing")]
    [InlineData("{}:{}", "\\ud800", " json-malformed")]
    [InlineData("}", "", " json-malformed")]
    public void What_is_wrong_is_told_by_its_path(string right, string wrong, string expected)
    {
        var refusal = AlertmanagerWebhook.Read(Encoding.UTF8.GetBytes(Example.Replace(right, wrong))).Refusals.Single();

        $"{refusal.Path} {refusal.Rule}".ShouldBe(expected);
    }
}
