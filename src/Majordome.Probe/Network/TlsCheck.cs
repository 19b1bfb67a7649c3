using System.Collections.Immutable;
using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>
/// The certificate that a server shows over TLS: days left, chain, name, and the protocol agreed on, from the first byte or after the protocol's
/// own upgrade (<c>starttls</c>, <see cref="StartTls"/>). Target <c>host[:443]</c>, or <c>host</c> at the upgraded protocol's port.
/// Measures <c>days-left</c> (days) and <c>time</c> (ms); phases <c>dns</c>, <c>connect</c>, <c>starttls</c> if it was asked for, <c>tls</c>.
/// </summary>
/// <remarks>The default thresholds, 21 and 7 days, leave three weeks to renew in office hours and a week to do it in a hurry. Product rule.</remarks>
public sealed class TlsCheck(TimeProvider time) : CheckType
{
    /// <inheritdoc/>
    public override string Name => "tls";

    /// <inheritdoc/>
    public override ImmutableArray<CheckParameter> Parameters { get; } =
    [
        new("name", ParameterKind.Text, ""), // name asked for and expected in the certificate; the target's host by default
        new("starttls", ParameterKind.Choice, "no", Choices: ["no", .. StartTls.Ports.Keys]), // protocol that is asked to go over to TLS
        new("chain", ParameterKind.Flag, "true"), // whether the chain must lead to a root this machine trusts
        new("least-protocol", ParameterKind.Choice, "1.2", Choices: ["1.2", "1.3"]),
        .. CheckParameter.Thresholds("days-left", "d", "21:", "7:"),
        .. CheckParameter.Thresholds("time", "ms"),
    ];

    /// <inheritdoc/>
    protected override PreparedCheck? Prepare(ParameterReader definition)
    {
        var (name, chain, least) = (definition.Text("name"), definition.Flag("chain"), definition.Choice("least-protocol"));
        var (days, duration) = (definition.Thresholds("days-left"), definition.Thresholds("time"));
        var upgrade = definition.Choice("starttls");
        if (Endpoint.TryRead(definition.Target, StartTls.Ports.GetValueOrDefault(upgrade, 443), out var target))
        {
            return new Prepared(target, name.Length == 0 ? target.Host : name, upgrade, chain, least is "1.3", days, duration, time);
        }

        definition.RefuseTarget("target-not-host-and-port");
        return null;
    }

    private sealed class Prepared(
        Endpoint target, string name, string upgrade, bool chain, bool wantsTls13, Thresholds days, Thresholds duration, TimeProvider time) : NetworkCheck(target.Host)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline)
        {
            var clock = new PhaseClock(time);
            var faults = new List<string>();
            using var connection = await Connection.OpenAsync(target, clock, deadline).ConfigureAwait(false);
            if (upgrade != "no")
            {
                if (await StartTls.AskAsync(upgrade, connection, deadline).ConfigureAwait(false) is { } refused)
                {
                    return CheckOutcome.Critical(refused);
                }

                clock.End("starttls");
            }

            await using var tls = new SslStream(connection.Stream);
#pragma warning disable CA5359 // what is wrong with the certificate is the result of the check, not a reason to end it; nothing is sent
            var handshake = TlsHandshake.Of(name, (_, _, built, errors) =>
            {
                Collect(faults, built, errors);
                return true;
            });
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(handshake, deadline).ConfigureAwait(false);
            clock.End("tls");
            return tls.RemoteCertificate is X509Certificate2 certificate
                ? Judge(certificate, tls.SslProtocol, faults, clock)
                : CheckOutcome.Critical("no certificate was shown");
        }

        private void Collect(List<string> faults, X509Chain? built, SslPolicyErrors errors)
        {
            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                faults.Add($"the certificate is not for {name}");
            }

            if (chain && errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && built is not null)
            {
                // Expiry is judged by its own thresholds.
                faults.AddRange(built.ChainStatus
                    .Where(status => status.Status is not (X509ChainStatusFlags.NotTimeValid or X509ChainStatusFlags.NoError))
                    .Select(status => $"chain: {Words(status.Status)}").Distinct(StringComparer.Ordinal));
            }
        }

        private static string Words(X509ChainStatusFlags status) => status switch
        {
            X509ChainStatusFlags.UntrustedRoot => "the root is not trusted",
            X509ChainStatusFlags.PartialChain => "an issuer is missing or not trusted",
            X509ChainStatusFlags.Revoked => "revoked",
            X509ChainStatusFlags.NotSignatureValid => "a signature is wrong",
            _ => status.ToString(),
        };

        private CheckOutcome Judge(X509Certificate2 certificate, SslProtocols protocol, List<string> faults, PhaseClock clock)
        {
            var (now, from, until) = (time.GetUtcNow(), certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
            var left = Math.Floor((until - now.UtcDateTime).TotalDays * 100) / 100;
            if (from > now.UtcDateTime)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"not valid before {from:yyyy-MM-dd}"));
            }

            if (wantsTls13 && protocol != SslProtocols.Tls13)
            {
                faults.Add($"only {protocol} is spoken");
            }

            var validity = left < 0 ? CheckStatus.Critical : days.Judge(left);
            var subject = certificate.GetNameInfo(X509NameType.DnsName, forIssuer: false);
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{subject}, {(left < 0 ? "expired on" : "valid until")} {until:yyyy-MM-dd} ({left:0.##} days), {protocol}");
            var least = CheckStatusExtensions.Worst(faults.Count > 0 ? CheckStatus.Critical : CheckStatus.Ok, validity);
            var outcome = Timed.Outcome(clock, duration, string.Join("; ", faults.Prepend(text)), least);
            return outcome with
            {
                LongText = $"subject {certificate.Subject}\nissuer {certificate.Issuer}\nserial {certificate.SerialNumber}",
                Measurements = outcome.Measurements.Insert(0, days.Measurement("days-left", left, "d")),
            };
        }
    }
}
