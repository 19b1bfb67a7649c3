using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Majordome.Probe.Network;

/// <summary>
/// How every check opens TLS. Nothing is fetched to judge a certificate: the addresses that it names for its issuers (RFC 5280, 4.2.2.1) are the peer's to choose, their answers are
/// waited for beyond any deadline, and a server has to show its intermediates itself (RFC 8446, 4.4.2): where it does not, its chain is what newcomers find broken.
/// </summary>
internal static class TlsHandshake
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1"); // RFC 5280, 4.2.1.12

    /// <summary>The handshake of a check that goes on only with a certificate that is trusted, or with any.</summary>
    /// <param name="name">Name asked for and expected in the certificate.</param>
    /// <param name="verify">Whether a certificate that is not trusted ends the conversation.</param>
#pragma warning disable CA5359 // the definition says, for this target alone, that its certificate is not what is checked
    public static SslClientAuthenticationOptions Of(string name, bool verify) => Of(name, verify ? null : static (_, _, _, _) => true);
#pragma warning restore CA5359

    /// <summary>The handshake of a check that judges the certificate itself.</summary>
    /// <param name="name">Name asked for and expected in the certificate.</param>
    /// <param name="judge">Whether to go on; <c>null</c>: only with a certificate that is trusted.</param>
    public static SslClientAuthenticationOptions Of(string name, RemoteCertificateValidationCallback? judge) =>
        new() { TargetHost = name, CertificateChainPolicy = Policy(), RemoteCertificateValidationCallback = judge };

    /// <summary>How a chain is built: from what the peer shows and what this machine has.</summary>
    public static X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        return policy;
    }
}
