using System.Text;
using Majordome.Protocols.Webhooks;
using NodaTime;

namespace Majordome.Protocols.Tests.Webhooks;

public sealed class InboundAlertTests
{
    internal const string Example =
        """{"source":"ups","item":"srv","check":"battery","status":"warning","text":"Low","at":"2026-01-01T08:00:00+01:00","metrics":{"charge":41.5,"load":3}}""";

    [Fact]
    public void An_alert_is_read()
    {
        var alert = InboundAlert.Read(Encoding.UTF8.GetBytes(Example)).Value;

        (alert.Source, alert.Item, alert.Check, alert.Status, alert.Text, alert.At).ShouldBe(("ups", "srv", "battery", InboundStatus.Warning, "Low", Instant.FromUtc(2026, 1, 1, 7, 0)));
        alert.Metrics.ShouldBe([new("charge", 41.5), new("load", 3)]);
    }

    [Theory]
    [InlineData("{}", "source field-missing", "item field-missing", "check field-missing", "status field-missing")]
    [InlineData("[]", " field-type")]
    [InlineData("{", " json-malformed")]
    [InlineData("""{"source":"a","item":"b","check":"c","status":"bad","at":"soon","metrics":7,"sorce":1}""", "sorce field-unknown", "status status-unknown", "at instant-malformed", "metrics field-type")]
    [InlineData("""{"source":"a","item":5,"check":"c","status":"ok","metrics":{"x":1e999}}""", "item field-type", "metrics.x metric-not-finite")]
    [InlineData("""{"source":"a","item":"b","check":"c","status":"ok","at":"9999-12-31T23:59:59-14:00"}""", "at instant-malformed")]
    [InlineData("""{"source":"a","item":"b","check":"c","status":"ok","at":"0000-01-01T00:00:00Z"}""", "at instant-malformed")]
    public void All_that_is_wrong_is_told_at_once(string json, params string[] expected) =>
        InboundAlert.Read(Encoding.UTF8.GetBytes(json)).Refusals.Select(refusal => $"{refusal.Path} {refusal.Rule}").ShouldBe(expected);
}
