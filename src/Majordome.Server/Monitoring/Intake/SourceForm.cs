using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Majordome.Domain;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A source as it is wanted.</summary>
/// <param name="Name">How people call it.</param>
/// <param name="Networks">Addresses and networks (CIDR), separated by blanks; empty for none. Those of IPv4 within IPv6 (RFC 4291, 2.5.5.2) are those of IPv4.</param>
/// <param name="CertificateSha256">SHA-256 of its certificate, 64 hexadecimal digits, colons allowed; empty for none.</param>
/// <param name="MostSeries">Series it may have, those that it was the first to bring, 1 to 10,000,000.</param>
/// <param name="MostSamples">Samples a minute, 1 to 100,000,000.</param>
/// <param name="MostMessages">Messages a minute, 1 to 1,000,000.</param>
/// <param name="LongestMessage">Octets of a message, 480 (RFC 5424, 6.1: the least a receiver takes) to 65,536.</param>
/// <param name="KeepDays">Days its messages are kept, 1 to 3,650.</param>
/// <param name="KeepMessages">The most of them that are kept, 1 to 100,000,000.</param>
public sealed record SourceForm(
    string? Name,
    string? Networks = null,
    string? CertificateSha256 = null,
    int MostSeries = Source.DefaultMostSeries,
    int MostSamples = Source.DefaultMostSamples,
    int MostMessages = Source.DefaultMostMessages,
    int LongestMessage = Source.DefaultLongestMessage,
    int KeepDays = Source.DefaultKeepDays,
    int KeepMessages = Source.DefaultKeepMessages)
{
    private const int LongestName = 100;

    /// <summary>The form of a source.</summary>
    public static SourceForm Of(Source source) =>
        new(source.Name, source.Networks, source.CertificateSha256, source.MostSeries, source.MostSamples, source.MostMessages, source.LongestMessage,
            source.KeepDays, source.KeepMessages);

    /// <summary>The networks, read; those that cannot be are left out (and refused by <see cref="Refusals"/>).</summary>
    public static ImmutableArray<IPNetwork> ReadNetworks(string? networks) =>
        [.. Words(networks).SelectMany(word => TryNetwork(word, out var network) ? new[] { network } : [])];

    /// <summary>A network as people write it: an address alone without its length.</summary>
    public static string Spell(IPNetwork network) => network.PrefixLength == BitsOf(network.BaseAddress) ? network.BaseAddress.ToString() : network.ToString();

    /// <summary>Whether one of two networks lies within the other, or is the same.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) => one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress);

    /// <summary>
    /// What is wrong: <c>required</c>, <c>text-too-long</c>, <c>network-invalid</c>, <c>network-everybody</c> (unknown senders would be put aside no more),
    /// <c>fingerprint-invalid</c>, <c>limit-out-of-range</c> (value, least, most).
    /// </summary>
    public ImmutableArray<Refusal> Refusals()
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (string.IsNullOrWhiteSpace(Name))
        {
            refusals.Add(Refusal.Of("name", "required"));
        }
        else if (Name.Trim().Length > LongestName)
        {
            refusals.Add(Refusal.Of("name", "text-too-long", Name.Trim().Length, LongestName));
        }

        refusals.AddRange(Words(Networks).Where(word => !TryNetwork(word, out _))
            .Select(word => Refusal.Of("networks", IPNetwork.TryParse(word, out _) ? "network-everybody" : "network-invalid", word)));
        if (Fingerprint is { Length: > 0 } digits && (digits.Length != 64 || !digits.All(char.IsAsciiHexDigit)))
        {
            refusals.Add(Refusal.Of("certificateSha256", "fingerprint-invalid", CertificateSha256));
        }

        Bound("mostSeries", MostSeries, 10_000_000);
        Bound("mostSamples", MostSamples, 100_000_000);
        Bound("mostMessages", MostMessages, 1_000_000);
        Bound("longestMessage", LongestMessage, 65_536, 480);
        Bound("keepDays", KeepDays, 3_650);
        Bound("keepMessages", KeepMessages, 100_000_000);
        return refusals.ToImmutable();

        void Bound(string field, int value, int most, int least = 1)
        {
            if (value < least || value > most)
            {
                refusals.Add(Refusal.Of(field, "limit-out-of-range", value, least, most));
            }
        }
    }

    /// <summary>Writes the form into a source.</summary>
    public void ApplyTo(Source source)
    {
        source.Name = Name!.Trim();
        source.Networks = ReadNetworks(Networks) is { Length: > 0 } networks ? string.Join(' ', networks.Select(Spell)) : null;
        source.CertificateSha256 = Fingerprint is { Length: > 0 } digits ? digits : null;
        (source.MostSeries, source.MostSamples, source.MostMessages, source.LongestMessage) = (MostSeries, MostSamples, MostMessages, LongestMessage);
        (source.KeepDays, source.KeepMessages) = (KeepDays, KeepMessages);
    }

    /// <summary>The fingerprint without its colons, in lower case; empty for none.</summary>
    internal string Fingerprint => (CertificateSha256 ?? "").Replace(":", "", StringComparison.Ordinal).Trim().ToLowerInvariant();

    private static string[] Words(string? text) => (text ?? "").Split((char[])[' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries);

    private static bool TryNetwork(string word, out IPNetwork network)
    {
        if (IPAddress.TryParse(word, out var address))
        {
            network = new IPNetwork(address, BitsOf(address));
        }
        else if (!IPNetwork.TryParse(word, out network))
        {
            return false;
        }

        const int Mapped = 96; // bits before the address of IPv4
        if (network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= Mapped)
        {
            network = new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - Mapped);
        }

        return network.PrefixLength > 0;
    }

    private static int BitsOf(IPAddress address) => address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128;
}
