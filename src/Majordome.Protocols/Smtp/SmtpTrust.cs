using System.Collections.Immutable;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Majordome.Domain;

namespace Majordome.Protocols.Smtp;

/// <summary>Whose certificate is believed. There is no way to believe any.</summary>
public abstract class SmtpTrust
{
    private const int Sha256Digits = 64;

    private SmtpTrust()
    {
    }

    /// <summary>Certificates of the server's name that lead to an authority the system believes.</summary>
    public static SmtpTrust System { get; } = new SystemTrust();

    /// <summary>Certificates of the server's name that lead to one of these authorities, and to no other.</summary>
    public static SmtpTrust Authorities(X509Certificate2Collection roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        return roots.Count == 0 ? throw new ArgumentException("Trust needs an authority.", nameof(roots)) : new AuthorityTrust([.. roots]);
    }

    /// <summary>
    /// These very certificates, whatever their names, dates and issuers: for a relay of one's own with a certificate it signed itself.
    /// </summary>
    /// <param name="thumbprints">SHA-256 of the certificate (DER) in hexadecimal; colons are passed over, as <c>openssl x509 -fingerprint -sha256</c> prints them.</param>
    /// <param name="path">The field they come from, for the refusals.</param>
    /// <returns>The trust, or <c>thumbprint-missing</c>, <c>thumbprint-invalid</c>.</returns>
    public static Result<SmtpTrust> Thumbprints(IEnumerable<string> thumbprints, string path = "")
    {
        ArgumentNullException.ThrowIfNull(thumbprints);
        var pins = ImmutableArray.CreateBuilder<string>();
        foreach (var thumbprint in thumbprints)
        {
            var digits = thumbprint.Replace(":", "", StringComparison.Ordinal).ToUpperInvariant();
            if (digits.Length != Sha256Digits || !digits.All(char.IsAsciiHexDigit))
            {
                return Refusal.Of(path, "thumbprint-invalid", thumbprint);
            }

            pins.Add(digits);
        }

        return pins.Count == 0 ? Refusal.Of(path, "thumbprint-missing") : new PinTrust(pins.ToImmutable());
    }

    /// <summary>
    /// How the handshake is done: TLS 1.2 or 1.3 (RFC 8997). Revocation is not asked for: the answer rarely comes, and a page must not wait for it.
    /// </summary>
    /// <param name="host">The name the certificate must carry.</param>
    /// <param name="told">Is told why a certificate is not believed.</param>
    internal SslClientAuthenticationOptions Handshake(string host, Action<string> told)
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            {
                var isBelieved = Believes(certificate, errors);
                if (!isBelieved)
                {
                    told(Why(chain, errors));
                }

                return isBelieved;
            },
        };
        Complete(options);
        return options;
    }

    private protected virtual void Complete(SslClientAuthenticationOptions options)
    {
    }

    private protected virtual bool Believes(X509Certificate? certificate, SslPolicyErrors errors) => errors == SslPolicyErrors.None;

    private static string Why(X509Chain? chain, SslPolicyErrors errors)
    {
        var statuses = chain?.ChainStatus.Select(status => status.Status.ToString()).Distinct(StringComparer.Ordinal) ?? [];
        return string.Join(", ", statuses.Prepend(errors.ToString()));
    }

    private sealed class SystemTrust : SmtpTrust;

    private sealed class AuthorityTrust(X509Certificate2Collection roots) : SmtpTrust
    {
        private protected override void Complete(SslClientAuthenticationOptions options)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                DisableCertificateDownloads = true,
            };
            policy.CustomTrustStore.AddRange(roots);
            policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // server authentication (RFC 5280 §4.2.1.12)
            options.CertificateChainPolicy = policy;
        }
    }

    private sealed class PinTrust(ImmutableArray<string> pins) : SmtpTrust
    {
        private protected override bool Believes(X509Certificate? certificate, SslPolicyErrors errors) =>
            certificate is not null && pins.Contains(certificate.GetCertHashString(HashAlgorithmName.SHA256), StringComparer.OrdinalIgnoreCase);
    }
}
