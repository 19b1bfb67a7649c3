using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Probe.Checks;
using Majordome.Probe.Tests.Snmp;
using Majordome.Protocols.Snmp;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Monitoring.Templates.Shipped;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>What the shipped template says of a UPS (RFC 1628).</summary>
public sealed class UpsTemplateTests
{
    private const string Source = "4.1.0", Battery = "2.1.0", OnBattery = "2.2.0", Minutes = "2.3.0", Charge = "2.4.0", Alarms = "6.1.0", Load = "4.4.1.5.2";

    [Theory]
    [InlineData(Source, 3, CheckStatus.Ok, "8 sensors, all as they should be")]
    [InlineData(Source, 2, CheckStatus.Critical, "the UPS gives no output")]
    [InlineData(Source, 4, CheckStatus.Warning, "the UPS is on bypass")]
    [InlineData(Source, 5, CheckStatus.Warning, "the UPS is on its battery")]
    [InlineData(Source, 6, CheckStatus.Ok, "8 sensors, all as they should be")] // booster
    [InlineData(Source, 7, CheckStatus.Ok, "8 sensors, all as they should be")] // reducer
    [InlineData(Battery, 3, CheckStatus.Critical, "the battery is low")]
    [InlineData(OnBattery, 0, CheckStatus.Ok, "8 sensors, all as they should be")]
    [InlineData(Minutes, 4, CheckStatus.Critical, "Estimated battery time remaining 4 min")]
    [InlineData(Charge, 79, CheckStatus.Warning, "Battery charge remaining 79 %")]
    [InlineData(Load, 96, CheckStatus.Critical, "Percentage load 2 96 %")]
    [InlineData(Alarms, 1, CheckStatus.Warning, "the UPS has 1 alarms")]
    public async Task A_ups_is_judged_by_what_its_numbers_mean(string changed, int number, CheckStatus status, string text)
    {
        var objects = new Dictionary<string, int>
        {
            [Source] = 3, [Battery] = 2, [OnBattery] = 0, [Minutes] = 30, [Charge] = 100, [Alarms] = 0, ["4.4.1.5.1"] = 20, [Load] = 20, ["4.4.1.5.3"] = 20, [changed] = number,
        };
        await using var agent = new AgentSimulator(objects.Select(one => KeyValuePair.Create(Oid.Parse($"1.3.6.1.2.1.33.1.{one.Key}"), SnmpValue.Integer(one.Value))));
        var template = ShippedTemplate.All.Single(shipped => shipped.Template.Kind is TemplateKind.Ups).Template;
        var port = new FieldText(agent.Address.Port.ToString(CultureInfo.InvariantCulture));
        var item = new TemplatedItem(Guid.Empty, "UPS", "127.0.0.1") { Overrides = ImmutableSortedDictionary.Create<string, FieldText>(StringComparer.Ordinal).Add("snmp-port", port) };
        using var catalogue = new CheckCatalogue(TimeProvider.System, new(), Probe.Plugins.PluginDirectories.Usual);

        var outcomes = new List<CheckOutcome>();
        foreach (var rendered in template.Render(item, inFrench: true).Where(check => check.Key != "ping"))
        {
            var form = rendered.Fields.ToForm(null);
            using var check = catalogue.Prepare(form.Type!, form.Target!, form.Parameters!).Value;
            outcomes.Add(await check.RunAsync(TestContext.Current.CancellationToken));
        }

        outcomes.Aggregate(CheckStatus.Ok, (worst, outcome) => CheckStatusExtensions.Worst(worst, outcome.Status)).ShouldBe(status);
        outcomes.ShouldContain(outcome => outcome.Status == status && outcome.Text.EndsWith(text, StringComparison.Ordinal));
    }
}
