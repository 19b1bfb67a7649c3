using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Nut;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Network;

/// <summary>
/// A UPS, told by a server of the Network UPS Tools (RFC 9271). Target <c>host[:3493]</c>; <c>ups</c> is its name there, by default the first that the server lists.
/// Measures <c>battery-charge</c> (%), <c>battery-runtime</c> (s), <c>ups-load</c> (%) and <c>input-voltage</c> (V), those that the UPS tells, and <c>time</c> (ms).
/// </summary>
/// <remarks>Critical: battery low (LB), forced shutdown (FSD), off (OFF), data stale. Warning: on battery (OB), battery to be replaced (RB), overloaded (OVER), bypass (BYPASS), ALARM, or no line (OL) told.</remarks>
public sealed class NutCheck(TimeProvider time) : CheckType
{
    private const int MostLines = 1000;
    private static readonly string[] CriticalFlags = ["LB", "FSD", "OFF"], WarningFlags = ["OB", "RB", "OVER", "BYPASS", "ALARM"];

    /// <inheritdoc/>
    public override string Name => "nut";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("ups", ParameterKind.Text, ""),
        .. CheckParameter.Thresholds("battery-charge", "%", "50:", "20:"),
        .. CheckParameter.Thresholds("battery-runtime", "s"),
        .. CheckParameter.Thresholds("ups-load", "%", "80", "95"),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var ups = definition.Text("ups");
        if (ups.AsSpan().ContainsAnyExceptInRange('!', '~') || ups.Contains('"', StringComparison.Ordinal))
        {
            definition.Refuse("ups", "parameter-not-a-name", ups);
        }

        (string, string, Thresholds)[] figures =
        [
            ("battery.charge", "%", definition.Thresholds("battery-charge")),
            ("battery.runtime", "s", definition.Thresholds("battery-runtime")),
            ("ups.load", "%", definition.Thresholds("ups-load")),
            ("input.voltage", "V", default),
        ];
        var thresholds = definition.Thresholds("time");
        if (Endpoint.TryRead(definition.Target, 3493, out var target))
        {
            return definition.Refusals.IsEmpty ? new Prepared(target, ups, figures, thresholds, time) : null;
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(
        Endpoint target, string ups, (string Variable, string Unit, Thresholds Thresholds)[] figures, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            var name = ups.Length > 0 ? ups : await FirstUpsAsync(connection, deadline).ConfigureAwait(false);
            if (name is null)
            {
                return CheckOutcome.Critical("what answers tells of no UPS");
            }

            var (lines, error) = await ListAsync(connection, $"VAR {name}", deadline).ConfigureAwait(false);
            clock.End("answer");
            if (error is not null)
            {
                return error is "DATA-STALE" ? CheckOutcome.Critical($"{name}: the data are stale") : CheckOutcome.Unknown($"{name}: {error}");
            }

            var told = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var line in lines)
            {
                if (NutVariable.TryRead(line, out var variable))
                {
                    told[variable!.Name] = variable.Value;
                }
            }

            await connection.WriteAsync("LOGOUT\n", deadline).ConfigureAwait(false);
            return Judge(name, told, clock);
        }

        private CheckOutcome Judge(string name, Dictionary<string, string> told, PhaseClock clock)
        {
            if (!told.TryGetValue("ups.status", out var status) || status.Length == 0)
            {
                return CheckOutcome.Unknown($"{name}: no status told");
            }

            var flags = status.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var worth = flags.Any(CriticalFlags.Contains) ? CheckStatus.Critical
                : flags.Any(WarningFlags.Contains) || !flags.Contains("OL", StringComparer.Ordinal) ? CheckStatus.Warning
                : CheckStatus.Ok;
            var measurements = new List<PerformanceDatum>();
            foreach (var (variable, unit, ranges) in figures)
            {
                if (told.TryGetValue(variable, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
                {
                    measurements.Add(ranges.Measurement(variable.Replace('.', '-'), value, unit, 0, unit == "%" ? 100 : null));
                    worth = CheckStatusExtensions.Worst(worth, ranges.Judge(value));
                }
            }

            var said = string.Join(", ", measurements.Select(datum => string.Create(CultureInfo.InvariantCulture, $"{datum.Label} {datum.Value} {datum.Unit}")).Prepend($"{name}: {status}"));
            var outcome = Timed.Outcome(clock, thresholds, said, worth);
            return outcome with
            {
                LongText = string.Join('\n', told.Where(pair => pair.Key is "device.mfr" or "device.model" or "device.serial" or "ups.alarm").Select(pair => $"{pair.Key} {pair.Value}")),
                Measurements = [.. measurements, .. outcome.Measurements],
            };
        }

        private static async Task<string?> FirstUpsAsync(Connection connection, CancellationToken deadline)
        {
            var (lines, _) = await ListAsync(connection, "UPS", deadline).ConfigureAwait(false);
            return lines.Select(NutVariable.Words).FirstOrDefault(words => words is ["UPS", _, ..])?[1];
        }

        /// <summary>The lines of a list, or the server's error.</summary>
        private static async Task<(List<string> Lines, string? Error)> ListAsync(Connection connection, string what, CancellationToken deadline)
        {
            await connection.WriteAsync($"LIST {what}\n", deadline).ConfigureAwait(false);
            var lines = new List<string>();
            while (lines.Count < MostLines && await connection.ReadLineAsync(deadline).ConfigureAwait(false) is { } line)
            {
                if (line.StartsWith("ERR ", StringComparison.Ordinal))
                {
                    return (lines, line[4..]);
                }

                if (line == $"END LIST {what}")
                {
                    return (lines, null);
                }

                lines.Add(line);
            }

            return (lines, "what answers does not speak NUT");
        }
    }
}
