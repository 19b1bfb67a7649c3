using Majordome.Protocols.Snmp.Usm;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>
/// Something of a client that sends by itself: numbers, results, alerts, messages. It is told by its token, its certificate or its address, and
/// whatever it sends belongs to that client.
/// </summary>
public sealed class Source : IClientOwned, IVersioned
{
    /// <summary>What changes of a source are about, in the event log and for who follows it.</summary>
    public const string Topic = "source";

    /// <summary>Series it may have before it opens no more. Default: four times those of 80 machines with 628 series each, a usual node_exporter.</summary>
    public const int DefaultMostSeries = 200_000;

    /// <summary>Samples a minute it may send. Default: <see cref="DefaultMostSeries"/> read twice a minute.</summary>
    public const int DefaultMostSamples = 400_000;

    /// <summary>Messages (results, alerts, lines, traps) a minute it may send.</summary>
    public const int DefaultMostMessages = 6_000;

    /// <summary>The longest message, in octets, that is taken of it: what a UDP datagram carries.</summary>
    public const int DefaultLongestMessage = 64 * 1024;

    /// <summary>Days its messages are kept.</summary>
    public const int DefaultKeepDays = 90;

    /// <summary>The most of its messages that are kept, the newest first.</summary>
    public const int DefaultKeepMessages = 1_000_000;

    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>How people call it; unique within the client.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of its token; <c>null</c>: it has none.</summary>
    public string? TokenSha256 { get; set; }

    /// <summary>SHA-256 of the certificate it shows (DER), in hexadecimal; <c>null</c>: none.</summary>
    public string? CertificateSha256 { get; set; }

    /// <summary>Addresses and networks it sends from (CIDR), separated by blanks, for what carries no token; <c>null</c>: none.</summary>
    public string? Networks { get; set; }

    /// <summary>Series it may have, those of its client that it was the first to bring, before it opens no more: what is known is taken all the same.</summary>
    public required int MostSeries { get; set; }

    /// <summary>Samples a minute it may send.</summary>
    public required int MostSamples { get; set; }

    /// <summary>Messages a minute it may send.</summary>
    public required int MostMessages { get; set; }

    /// <summary>The longest message, in octets.</summary>
    public int LongestMessage { get; set; } = DefaultLongestMessage;

    /// <summary>Days its messages are kept.</summary>
    public int KeepDays { get; set; } = DefaultKeepDays;

    /// <summary>The most of its messages that are kept.</summary>
    public int KeepMessages { get; set; } = DefaultKeepMessages;

    /// <summary>The key that signs its webhooks, protected by the key ring; <c>null</c>: it sends none.</summary>
    public string? ProtectedSigningKey { get; set; }

    /// <summary>The community its traps of versions 1 and 2c must carry, protected; <c>null</c>: any.</summary>
    public string? ProtectedCommunity { get; set; }

    /// <summary>The user of its notifications of version 3; <c>null</c>: it sends none.</summary>
    public string? SnmpUser { get; set; }

    /// <summary>How they are authenticated.</summary>
    public UsmAuthentication SnmpAuthentication { get; set; }

    /// <summary>The password of that, protected.</summary>
    public string? ProtectedAuthenticationPassword { get; set; }

    /// <summary>The password they are encrypted by (AES-128), protected; <c>null</c>: they are not.</summary>
    public string? ProtectedPrivacyPassword { get; set; }

    /// <summary>When it was registered.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Since when nothing of it is taken any more; <c>null</c>: it is in use.</summary>
    public Instant? EndedAt { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
