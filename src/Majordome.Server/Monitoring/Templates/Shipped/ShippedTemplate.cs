using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain.Monitoring.Templates;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>A template that comes with the program.</summary>
/// <param name="Number">Its number, for good: its identifier is made of it.</param>
/// <param name="Version">Grows with each change of its content: items stay at the version they have until somebody takes the new one over.</param>
/// <param name="Template">Its content.</param>
public sealed record ShippedTemplate(int Number, int Version, CheckTemplate Template)
{
    /// <summary>Every one of them: one a kind of item at least.</summary>
    public static ImmutableArray<ShippedTemplate> All { get; } =
    [
        MachineTemplates.Linux, MachineTemplates.Probe, MachineTemplates.Windows, NetworkTemplates.Switch, NetworkTemplates.Firewall, MachineTemplates.Hypervisor,
        DeviceTemplates.StorageArray, DeviceTemplates.Ups, DeviceTemplates.Printer, ServiceTemplates.Website, ServiceTemplates.MailDomain, ServiceTemplates.Database,
    ];

    /// <summary>Its identifier, the same in every installation.</summary>
    public Guid Id { get; } = new(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8001-{Number:D12}"));

    /// <summary>The one of an identifier, if there is one.</summary>
    public static ShippedTemplate? Find(Guid id) => All.FirstOrDefault(t => t.Id == id);
}

/// <summary>Short ways to write a template: a check or a parameter a line.</summary>
internal static class Write
{
    /// <summary>How often what moves slowly is looked at: certificates, names, supplies.</summary>
    private static readonly Duration Slowly = Duration.FromMinutes(15);

    public static TemplateParameter Text(string key, string french, string english, string? standard) =>
        new(key, new(french, english), TemplateParameterKind.Text, standard);

    public static TemplateParameter Number(string key, string french, string english, double standard, string unit, double least, double most) =>
        new(key, new(french, english), TemplateParameterKind.Number, standard.ToString(CultureInfo.InvariantCulture), unit, least, most);

    /// <summary>From which value on a figure is told, and from which on it is critical.</summary>
    public static TemplateParameter[] Limits(string key, string french, string english, double warning, double critical, string unit, double least, double most) =>
    [
        Number($"{key}-warning", $"{french}, à surveiller", $"{english}, warning", warning, unit, least, most),
        Number($"{key}-critical", $"{french}, critique", $"{english}, critical", critical, unit, least, most),
    ];

    public static TemplateParameter Port(string key, string french, string english, int standard) => Number(key, french, english, standard, "", 1, 65_535);

    public static TemplateParameter Secret(string key, string french, string english, string? standard = null) =>
        new(key, new(french, english), TemplateParameterKind.Secret, standard);

    public static TemplateCheck Check(string key, string french, string english, string type, string target, params (string Name, string Text)[] parameters) => new()
    {
        Key = key,
        Name = new(french, english),
        Type = type,
        Target = target,
        Parameters = parameters.ToImmutableSortedDictionary(p => p.Name, p => p.Text, StringComparer.Ordinal),
    };

    public static TemplateCheck Slow(this TemplateCheck check) => check with { Interval = Slowly, RetryInterval = Duration.FromMinutes(1), TimeOut = Duration.FromSeconds(20) };

    /// <summary>A check of the item itself by SNMP, with what it lets in: a community, or a user of version 3.</summary>
    public static TemplateCheck BySnmp(string key, string french, string english, string type, params (string Name, string Text)[] parameters) => Check(
        key, french, english, type, "{{item.address}}:{{snmp-port}}",
        [
            ("version", "{{snmp-version}}"), ("community", "{{community}}"), ("user", "{{snmp-user}}"), ("auth", "{{snmp-auth}}"), ("auth-password", "{{snmp-auth-password}}"),
            ("privacy", "{{snmp-privacy}}"), ("privacy-password", "{{snmp-privacy-password}}"), ("context", "{{snmp-context}}"), .. parameters,
        ]);

    /// <summary>An object of SNMP.</summary>
    public static TemplateCheck Snmp(string key, string french, string english, string oid, string unit, string warning, string critical) => BySnmp(
        key, french, english, "snmp", ("oid", oid), ("unit", unit), ("value-warning", warning), ("value-critical", critical));

    /// <summary>An item of a Zabbix agent on the machine.</summary>
    public static TemplateCheck Agent(string key, string french, string english, string item, string warning, string critical) => Check(
        key, french, english, "zabbix-agent", "{{item.address}}:{{agent-port}}", ("key", item), ("value-warning", warning), ("value-critical", critical));

    /// <summary>Whether it answers, and how fast: RTT limits are a parameter, losses the type's own.</summary>
    public static TemplateCheck Ping { get; } = Check(
        "ping", "Ping", "Ping", "icmp", "{{item.address}}", ("rtt-warning", "{{rtt-warning}}"), ("rtt-critical", "{{rtt-critical}}"));

    /// <summary>Parameters of <see cref="Ping"/>; by default what a local network never takes.</summary>
    public static TemplateParameter[] OfPing { get; } = Limits("rtt", "Aller-retour", "Round trip", 200, 500, "ms", 1, 10_000);

    /// <summary>Parameters of <see cref="BySnmp"/>; those of version 3 are empty, as a community needs none of them.</summary>
    public static TemplateParameter[] OfSnmp { get; } =
    [
        Text("snmp-version", "Version de SNMP (1, 2c ou 3)", "SNMP version (1, 2c or 3)", "2c"),
        Secret("community", "Communauté SNMP", "SNMP community", "public"),
        Port("snmp-port", "Port SNMP", "SNMP port", 161),
        Text("snmp-user", "SNMP v3\u00A0: utilisateur", "SNMP v3: user", ""),
        Text("snmp-auth", "SNMP v3\u00A0: authentification (md5, sha1, sha224, sha256, sha384, sha512)", "SNMP v3: authentication (md5, sha1, sha224, sha256, sha384, sha512)", ""),
        Secret("snmp-auth-password", "SNMP v3\u00A0: mot de passe d’authentification", "SNMP v3: authentication password", ""),
        Text("snmp-privacy", "SNMP v3\u00A0: chiffrement (aes128)", "SNMP v3: privacy (aes128)", ""),
        Secret("snmp-privacy-password", "SNMP v3\u00A0: mot de passe de chiffrement", "SNMP v3: privacy password", ""),
        Text("snmp-context", "SNMP v3\u00A0: contexte", "SNMP v3: context", ""),
    ];

    /// <summary>Parameters of <see cref="Certificate"/>: the type's own limits.</summary>
    public static TemplateParameter[] OfCertificate { get; } =
    [
        Number("days-warning", "Certificat, à surveiller sous", "Certificate, warning below", 21, "d", 1, 398),
        Number("days-critical", "Certificat, critique sous", "Certificate, critical below", 7, "d", 0, 398),
    ];

    /// <summary>Time since the device started, RFC 3418 (sysUpTime, in hundredths of a second): a restart within the last ten minutes is told.</summary>
    public static TemplateCheck Uptime { get; } = Snmp("uptime", "Redémarrage (SNMP)", "Restart (SNMP)", "1.3.6.1.2.1.1.3.0", "", "60000:", "");

    /// <summary>The certificate of a port. Administration pages rarely have one that the probe trusts: the chain is asked for only where people come.</summary>
    public static TemplateCheck Certificate(string key, string french, string english, string target, bool chain, string startTls = "no") => Check(
        key, french, english, "tls", target, ("chain", chain ? "true" : "false"), ("starttls", startTls),
        ("days-left-warning", "{{days-warning}}:"), ("days-left-critical", "{{days-critical}}:")).Slow();
}
