using Majordome.Domain.Monitoring.Templates;
using static Majordome.Server.Monitoring.Templates.Shipped.DeviceTables;
using static Majordome.Server.Monitoring.Templates.Shipped.Write;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>Network devices.</summary>
internal static class NetworkTemplates
{
    /// <summary>Of a switch the links with a description have to work: what is at the end of the others is switched off in the evening.</summary>
    public static ShippedTemplate Switch { get; } = new(3, 2, new CheckTemplate(
        TemplateKind.Switch, new("Commutateur", "Switch"),
        new(
            "Réponse, redémarrage, interfaces, processeurs, mémoire et capteurs, par SNMP. Les interfaces qui portent une description doivent fonctionner.",
            "Answer, restart, interfaces, processors, memory and sensors, by SNMP. Interfaces with a description must be up."),
        [.. OfPing, .. OfSnmp, .. OfInterfaces("described"), .. OfProcessors, .. OfMemory, .. OfSensors],
        [Ping, Uptime, Interfaces, Processors, Memory, Sensors]));

    public static ShippedTemplate Firewall { get; } = new(4, 2, new CheckTemplate(
        TemplateKind.Firewall, new("Pare-feu", "Firewall"),
        new(
            "Réponse, page d’administration et son certificat\u00A0; redémarrage, interfaces, processeurs, mémoire et capteurs, par SNMP.",
            "Answer, administration page and its certificate; restart, interfaces, processors, memory and sensors, by SNMP."),
        [
            .. OfPing, Port("admin-port", "Port d’administration", "Administration port", 443), .. OfCertificate, .. OfSnmp,
            .. OfInterfaces("seen-up"), .. OfProcessors, .. OfMemory, .. OfSensors,
        ],
        [
            Ping,
            Check("admin", "Page d’administration", "Administration page", "tcp", "{{item.address}}:{{admin-port}}"),
            Certificate("certificate", "Certificat d’administration", "Administration certificate", "{{item.address}}:{{admin-port}}", chain: false),
            Uptime, Interfaces, Processors, Memory, Sensors,
        ]));
}
