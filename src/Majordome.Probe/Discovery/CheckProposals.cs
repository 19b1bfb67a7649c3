using System.Collections.Immutable;
using System.Globalization;
using Majordome.Probe.Network;

namespace Majordome.Probe.Discovery;

/// <summary>The checks that fit a machine: its processors, its memory, each disk, and each service by what it speaks.</summary>
public static class CheckProposals
{
    private static readonly ImmutableSortedDictionary<string, string> Defaults = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Proposes; the parameters are such that what works now is OK.</summary>
    public static ImmutableArray<ProposedCheck> For(MachineInventory machine) =>
    [
        new("cpu", "cpu", machine.HostName, Defaults),
        new("memory", "memory", machine.HostName, Defaults),
        .. machine.Disks.Select(disk => new ProposedCheck("disk", $"disk {disk.MountPoint}", disk.MountPoint, Defaults)),
        .. machine.Services.SelectMany(ForService),
    ];

    private static IEnumerable<ProposedCheck> ForService(ServiceFacts service)
    {
        var target = new Endpoint(service.Address, service.Port).ToString();
        var identity = service.Identity;
        ProposedCheck Check(string type, string where, ImmutableSortedDictionary<string, string>? parameters = null) =>
            new(type, Name(type, service), where, parameters ?? Defaults);

        switch (identity.Protocol)
        {
            case ServiceProtocol.Ssh:
                yield return Check("ssh", target);
                break;
            case ServiceProtocol.Smtp:
                yield return Check("smtp", target);
                break;
            case ServiceProtocol.PostgreSql:
                yield return Check("postgresql", target);
                break;
            case ServiceProtocol.Http:
                yield return Check("http", $"http://{target}/", Statuses(identity));
                break;
            case ServiceProtocol.Https:
                // The name in the certificate is not the loopback's: the certificate has a check of its own, which knows it.
                yield return Check("http", $"https://{target}/", Statuses(identity).Add("verify", "false"));
                yield return Check("tls", target, Certificate(identity));
                break;
            case ServiceProtocol.Tls:
                yield return Check("tls", target, Certificate(identity));
                break;
            default:
                yield return Check("tcp", target);
                break;
        }
    }

    /// <summary>A page that answers 401 or 404 now works as it should: that answer is expected from then on.</summary>
    private static ImmutableSortedDictionary<string, string> Statuses(ServiceIdentity identity) =>
        identity.HttpStatus is { } status and (>= 400 and < 500)
            ? Defaults.Add("status", status.ToString(CultureInfo.InvariantCulture))
            : Defaults;

    private static ImmutableSortedDictionary<string, string> Certificate(ServiceIdentity identity)
    {
        var parameters = string.IsNullOrEmpty(identity.CertificateName) ? Defaults : Defaults.Add("name", identity.CertificateName.Replace("*.", "www.", StringComparison.Ordinal));
        return identity.IsCertificateTrusted ? parameters : parameters.Add("chain", "false");
    }

    private static string Name(string type, ServiceFacts service) =>
        string.Create(CultureInfo.InvariantCulture, $"{type} {service.Process ?? ""}").TrimEnd() + string.Create(CultureInfo.InvariantCulture, $" :{service.Port}");
}
