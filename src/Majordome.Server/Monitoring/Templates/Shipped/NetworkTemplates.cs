using Majordome.Domain.Monitoring.Templates;
using static Majordome.Server.Monitoring.Templates.Shipped.Write;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>Network devices, by the standard objects of IF-MIB (RFC 2863). More of the device is one line more, by its own type of check.</summary>
internal static class NetworkTemplates
{
    /// <summary>ifOperStatus: 1 is up; ifInErrors and ifOutErrors: counters, judged by what they gain each second; one a second is a bad cable or a duplex mismatch.</summary>
    private static readonly TemplateCheck[] Uplink =
    [
        Snmp("uplink", "Lien {{uplink}}", "Link {{uplink}}", "1.3.6.1.2.1.2.2.1.8.{{uplink}}", "", "", "1:1"),
        Snmp("uplink-errors", "Erreurs du lien {{uplink}}", "Errors on link {{uplink}}", "1.3.6.1.2.1.2.2.1.14.{{uplink}},1.3.6.1.2.1.2.2.1.20.{{uplink}}", "", "{{errors-warning}}", "{{errors-critical}}"),
    ];

    private static readonly TemplateParameter[] OfUplink =
    [
        Text("uplink", "Numéro du lien montant (ifIndex)", "Number of the uplink (ifIndex)", "1"),
        Number("errors-warning", "Erreurs, à surveiller", "Errors, warning", 1, "/s", 0, 1_000_000),
        Number("errors-critical", "Erreurs, critique", "Errors, critical", 10, "/s", 0, 1_000_000),
    ];

    public static ShippedTemplate Switch { get; } = new(3, 1, new CheckTemplate(
        TemplateKind.Switch, new("Commutateur", "Switch"),
        new("Réponse, redémarrage, état et erreurs du lien montant, par SNMP.", "Answer, restart, state and errors of the uplink, by SNMP."),
        [.. OfPing, .. OfSnmp, .. OfUplink],
        [Ping, Uptime, .. Uplink]));

    public static ShippedTemplate Firewall { get; } = new(4, 1, new CheckTemplate(
        TemplateKind.Firewall, new("Pare-feu", "Firewall"),
        new("Réponse, page d’administration et son certificat, redémarrage, état et erreurs du lien extérieur, par SNMP.", "Answer, administration page and its certificate, restart, state and errors of the outer link, by SNMP."),
        [.. OfPing, Port("admin-port", "Port d’administration", "Administration port", 443), .. OfCertificate, .. OfSnmp, .. OfUplink],
        [
            Ping,
            Check("admin", "Page d’administration", "Administration page", "tcp", "{{item.address}}:{{admin-port}}"),
            Certificate("certificate", "Certificat d’administration", "Administration certificate", "{{item.address}}:{{admin-port}}", chain: false),
            Uptime,
            .. Uplink,
        ]));
}
