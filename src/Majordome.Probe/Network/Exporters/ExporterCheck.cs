using System.Collections.Immutable;
using Majordome.Probe.Checks;
using Majordome.Probe.Network.Http;
using Majordome.Protocols.Prometheus;

namespace Majordome.Probe.Network.Exporters;

/// <summary>
/// A Prometheus exporter, in the text format 0.0.4 or OpenMetrics 1.0. Target: its <c>http</c> or <c>https</c> URL, which is not left for another. <c>series</c> are kept as
/// figures (<see cref="SeriesSelector"/>), and so is every series that a condition judges (<see cref="SeriesCondition"/>), named as the exporter writes it with its labels
/// in order. Measures <c>time</c> (ms), <c>size</c> (B) and <c>samples</c> besides.
/// </summary>
/// <remarks>
/// A counter is kept as <c>rate(SERIES)</c>, what it grew a second since the run before, unless <c>counters</c> says <c>value</c>; after a restart or a reset the rate
/// comes with the next run. A condition that no series meets is unknown. Critical: another status than 200, another content, a body beyond <c>body-limit</c> (unpacked) or cut
/// short. More than <see cref="FigureList.Most"/> figures are left out, and the text says so.
/// </remarks>
public sealed class ExporterCheck(TimeProvider time) : CheckType
{
    private const string Rate = "rate";

    /// <inheritdoc/>
    public override string Name => "prometheus";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("series", ParameterKind.Text, ""), // selectors, separated by commas
        new("warn-when", ParameterKind.Text, ""), // conditions, separated by semicolons
        new("critical-when", ParameterKind.Text, ""),
        new("counters", ParameterKind.Choice, Rate, Choices: [Rate, "value"]),
        new("token", ParameterKind.Secret, ""), // bearer (RFC 6750)
        new("user", ParameterKind.Text, ""), // basic authentication (RFC 7617) instead
        new("password", ParameterKind.Secret, ""),
        new("verify", ParameterKind.Flag, "true"), // whether a certificate that is not trusted is a failure
        new("body-limit", ParameterKind.Whole, "16777216", "B", 1024, 67_108_864),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        if (!SeriesSelector.TryReadList(definition.Text("series"), out var series, out var part))
        {
            definition.Refuse("series", "parameter-not-series", part);
        }

        var rules = new ExporterRules(series, Conditions(definition, "warn-when"), Conditions(definition, "critical-when"), definition.Choice("counters") is Rate);
        var manners = new ExporterManners(HttpCredentials.Read(definition, "token"), definition.Flag("verify"), definition.Whole("body-limit"), definition.Thresholds("time"));
        if (!WebAddress.TryRead(definition.Target, out var url))
        {
            definition.RefuseTarget("target-not-a-url");
            return null;
        }

        return definition.Refusals.IsEmpty ? new ExporterRun(url, manners, new ExporterReading(rules), time) : null;
    }

    private static ImmutableArray<SeriesCondition> Conditions(ParameterReader definition, string parameter)
    {
        if (!SeriesCondition.TryReadList(definition.Text(parameter), out var conditions, out var part))
        {
            definition.Refuse(parameter, "parameter-not-series-conditions", part);
        }

        return conditions;
    }
}

/// <summary>How an exporter is asked.</summary>
/// <param name="Authorization">The header, or empty.</param>
/// <param name="Verify">Whether a certificate that is not trusted is a failure.</param>
/// <param name="BodyLimit">How much of the body is read, in bytes, unpacked.</param>
/// <param name="Time">Judges how long it took.</param>
internal sealed record ExporterManners(string Authorization, bool Verify, int BodyLimit, Thresholds Time);
