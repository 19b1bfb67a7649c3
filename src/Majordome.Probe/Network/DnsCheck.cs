using System.Collections.Immutable;
using System.Globalization;
using System.Net.Sockets;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Protocols.Dns;

namespace Majordome.Probe.Network;

/// <summary>
/// A name server answers for a name (<see cref="DnsClient"/>). Target <c>server[:53]</c>. Measures <c>time</c> (ms), <c>answers</c>, and <c>serial</c> of a SOA.
/// </summary>
/// <remarks>
/// <c>serial-servers</c> (for SOA): other servers that must answer with the same serial, <c>host[:53]</c> separated by commas, or <c>ns</c> for those that the zone names; the
/// word and the list may be mixed. <c>dnssec</c>: <c>validated</c> asks for the resolver's word that the data is authentic (AD, RFC 4035), <c>signed</c> for a signature beside the records.
/// </remarks>
public sealed class DnsCheck(TimeProvider time) : CheckType
{
    /// <summary>How long each server is waited for whose serial is compared.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How many of the servers that a zone names are asked: the zone is its owner's to write.</summary>
    private const int MostNamed = 20;

    private static readonly IdnMapping International = new() { UseStd3AsciiRules = false };

    /// <inheritdoc/>
    public override string Name => "dns";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("name", ParameterKind.Text, null),
        new("type", ParameterKind.Choice, "A", Choices: ["A", "AAAA", "CAA", "CNAME", "DS", "MX", "NS", "PTR", "SOA", "SRV", "TLSA", "TXT"]),
        new("expect", ParameterKind.Text, ""), // comma-separated data, in the form of DnsRecord.Data; all must be among the answers
        new("serial-servers", ParameterKind.Text, ""),
        new("dnssec", ParameterKind.Choice, "no", Choices: ["no", "validated", "signed"]),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var name = Ascii(definition.Text("name"));
        if (name is null || !DnsQuery.IsName(name))
        {
            definition.Refuse("name", "parameter-not-a-domain-name", definition.Text("name"));
        }

        var type = Enum.TryParse<DnsType>(definition.Choice("type"), ignoreCase: true, out var read) ? read : DnsType.A;
        var expected = definition.Text("expect").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var (thresholds, dnssec) = (definition.Thresholds("time"), definition.Choice("dnssec"));
        var servers = ServersOf(definition);
        if (!Endpoint.TryRead(definition.Target, 53, out var target))
        {
            definition.RefuseTarget("target-not-host-and-port");
            return null;
        }

        var question = new DnsQuestion(name ?? ".", type, dnssec is "signed");
        return definition.Refusals.IsEmpty ? new Prepared(target, question, expected, servers, dnssec, thresholds, time) : null;
    }

    /// <summary>The servers whose serial is compared; <c>null</c> among them stands for those that the zone names.</summary>
    private static Endpoint?[] ServersOf(ParameterReader definition)
    {
        var servers = new List<Endpoint?>();
        foreach (var text in definition.Text("serial-servers").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (text != "ns" && !Endpoint.TryRead(text, 53, out _))
            {
                definition.Refuse("serial-servers", "target-not-host-and-port", text);
            }

            servers.Add(text != "ns" && Endpoint.TryRead(text, 53, out var server) ? server : null);
        }

        return [.. servers];
    }

    private static string? Ascii(string name)
    {
        try
        {
            return name is "." ? name : International.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private sealed class Prepared(
        Endpoint target, DnsQuestion question, string[] expected, Endpoint?[] servers, string dnssec, Thresholds thresholds, TimeProvider time) : NetworkCheck(target.Host)
    {
        private readonly DnsClient client = new(time);

        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            if (await client.AskAsync(target, question, clock, deadline).ConfigureAwait(false) is not { } answer)
            {
                return CheckOutcome.Critical("what answers does not speak DNS");
            }

            var data = answer.Answers.Where(record => record.Type == question.Type).Select(record => record.Data).ToArray();
            var faults = new List<string>(Secured(answer));
            var serial = question.Type == DnsType.Soa && data.Length > 0 ? SerialOf(data[0]) : null;
            if (serial is not null && servers.Length > 0)
            {
                faults.AddRange(await CompareAsync(serial, deadline).ConfigureAwait(false));
            }

            var outcome = Judge(answer, data, faults, clock);
            var more = serial is null ? outcome.Measurements : outcome.Measurements.Add(new("serial", double.Parse(serial, CultureInfo.InvariantCulture), Minimum: 0));
            return outcome with { Measurements = more };
        }

        private CheckOutcome Judge(DnsMessage answer, string[] data, List<string> faults, PhaseClock clock)
        {
            var missing = expected.Except(data, StringComparer.OrdinalIgnoreCase).ToArray();
            var asked = $"{question.Name} {question.Type.ToString().ToUpperInvariant()}";
            var (least, text) = answer.Code switch
            {
                DnsResponseCode.NoError when data.Length == 0 => (CheckStatus.Critical, $"{asked}: no such record"),
                DnsResponseCode.NoError when missing.Length > 0 =>
                    (CheckStatus.Critical, $"{asked}: {string.Join(", ", data)}; missing {string.Join(", ", missing)}"),
                DnsResponseCode.NoError when faults.Count > 0 => (CheckStatus.Critical, $"{asked}: {string.Join(", ", data)}; {string.Join("; ", faults)}"),
                DnsResponseCode.NoError => (CheckStatus.Ok, $"{asked}: {string.Join(", ", data)}"),
                DnsResponseCode.NameError => (CheckStatus.Critical, $"{asked}: no such name"),
                _ => (CheckStatus.Critical, $"{asked}: answered {answer.Code}"),
            };
            var outcome = Timed.Outcome(clock, thresholds, text, least);
            return outcome with { Measurements = outcome.Measurements.Add(new("answers", data.Length, Minimum: 0)) };
        }

        private IEnumerable<string> Secured(DnsMessage answer) =>
            dnssec is "validated" && !answer.IsAuthenticated ? ["not validated by DNSSEC"]
            : dnssec is "signed" && !answer.Answers.Any(record => record.Type == DnsType.Rrsig) ? ["not signed"]
            : [];

        private async Task<IEnumerable<string>> CompareAsync(string serial, CancellationToken deadline)
        {
            var named = servers.Contains(null) ? await NamedByZoneAsync(deadline).ConfigureAwait(false) : [];
            Endpoint[] all = [.. named.Concat(servers.OfType<Endpoint>()).Distinct()];
            var answers = await Task.WhenAll(all.Select(server => SerialAtAsync(server, deadline))).ConfigureAwait(false);
            return all.Zip(answers).Where(pair => pair.Second != serial)
                .Select(pair => pair.Second is null ? $"{pair.First} does not answer for the zone" : $"{pair.First} has serial {pair.Second}");
        }

        private async Task<IEnumerable<Endpoint>> NamedByZoneAsync(CancellationToken deadline)
        {
            var answer = await client.AskAsync(target, question with { Type = DnsType.Ns }, new PhaseClock(time), deadline).ConfigureAwait(false);
            return answer?.Answers.Where(record => record.Type == DnsType.Ns && Endpoint.IsHost(record.Data)).Take(MostNamed).Select(record => new Endpoint(record.Data, 53)) ?? [];
        }

        /// <summary>The serial that a server has; <c>null</c> when it has none, or does not answer in time.</summary>
        private async Task<string?> SerialAtAsync(Endpoint server, CancellationToken deadline)
        {
            using var limit = new CancellationTokenSource(Patience, time);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(deadline, limit.Token);
            try
            {
                var answer = await client.AskAsync(server, question, new PhaseClock(time), patience.Token).ConfigureAwait(false);
                return answer?.Answers.FirstOrDefault(record => record.Type == DnsType.Soa) is { } soa ? SerialOf(soa.Data) : null;
            }
            catch (Exception gone) when (gone is SocketException or IOException || (gone is OperationCanceledException && !deadline.IsCancellationRequested))
            {
                return null;
            }
        }

        private static string SerialOf(string soa) => soa.Split(' ')[2];
    }
}
