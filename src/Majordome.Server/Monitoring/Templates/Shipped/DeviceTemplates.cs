using Majordome.Domain.Monitoring.Templates;
using NodaTime;
using static Majordome.Server.Monitoring.Templates.Shipped.DeviceTables;
using static Majordome.Server.Monitoring.Templates.Shipped.Write;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>Devices that are asked by SNMP: storage, power, printing.</summary>
internal static class DeviceTemplates
{
    public static ShippedTemplate StorageArray { get; } = new(6, 2, new CheckTemplate(
        TemplateKind.Storage, new("Baie de stockage", "Storage array"),
        new("Réponse, port des données, page d’administration et son certificat\u00A0; redémarrage, volumes, interfaces, processeurs, mémoire et capteurs, par SNMP.", "Answer, data port, administration page and its certificate; restart, volumes, interfaces, processors, memory and sensors, by SNMP."),
        [
            .. OfPing,
            Port("data-port", "Port des données (iSCSI 3260, NFS 2049, SMB 445)", "Data port (iSCSI 3260, NFS 2049, SMB 445)", 3260),
            Port("admin-port", "Port d’administration", "Administration port", 443),
            .. OfCertificate, .. OfSnmp, .. OfStorage, .. OfInterfaces("seen-up"), .. OfProcessors, .. OfMemory, .. OfSensors,
        ],
        [
            Ping,
            Check("data", "Accès aux données", "Data access", "tcp", "{{item.address}}:{{data-port}}"),
            Check("admin", "Page d’administration", "Administration page", "tcp", "{{item.address}}:{{admin-port}}"),
            Certificate("certificate", "Certificat d’administration", "Administration certificate", "{{item.address}}:{{admin-port}}", chain: false),
            Uptime, Storage, Interfaces, Processors, Memory, Sensors,
        ]));

    /// <summary>
    /// UPS-MIB, RFC 1628, and what makers add: where the current comes from, the state of the battery, its charge and the minutes left, the load of each phase, alarms. One check
    /// and not one a figure: a power cut is one problem, which gets worse.
    /// </summary>
    public static ShippedTemplate Ups { get; } = new(7, 3, new CheckTemplate(
        TemplateKind.Ups, new("Onduleur", "UPS"),
        new("Source, batterie, autonomie, charge et alarmes, par SNMP (RFC 1628).", "Source, battery, time left, load and alarms, by SNMP (RFC 1628)."),
        [
            .. OfPing, .. OfSnmp,
            Number("charge-warning", "Batterie, à surveiller sous", "Battery, warning below", 80, "%", 0, 100),
            Number("charge-critical", "Batterie, critique sous", "Battery, critical below", 40, "%", 0, 100),
            Number("minutes-warning", "Autonomie, à surveiller sous", "Time left, warning below", 15, "min", 0, 10_000),
            Number("minutes-critical", "Autonomie, critique sous", "Time left, critical below", 5, "min", 0, 10_000),
            .. Limits("load", "Charge", "Load", 80, 95, "%", 0, 200),
        ],
        [
            Ping,
            BySnmp(
                "state", "État et mesures", "State and readings", "snmp-sensors",
                ("charge-warning", "{{charge-warning}}:"), ("charge-critical", "{{charge-critical}}:"),
                ("runtime-warning", "{{minutes-warning}}:"), ("runtime-critical", "{{minutes-critical}}:"),
                ("load-warning", "{{load-warning}}"), ("load-critical", "{{load-critical}}")) with
            {
                TimeOut = Duration.FromSeconds(20),
            },
        ]));

    /// <summary>State, errors and every supply of a printer (RFC 2790, RFC 3805); asked now and then, so that it may sleep.</summary>
    public static ShippedTemplate Printer { get; } = new(8, 2, new CheckTemplate(
        TemplateKind.Printer, new("Imprimante", "Printer"),
        new("Réponse, port d’impression\u00A0; papier, bourrages, pannes et consommables, par SNMP (RFC 2790, RFC 3805).", "Answer, printing port; paper, jams, faults and supplies, by SNMP (RFC 2790, RFC 3805)."),
        [
            .. OfPing, .. OfSnmp,
            Port("print-port", "Port d’impression", "Printing port", 9100),
            Number("supply-warning", "Consommable, à surveiller sous", "Supply, warning below", 10, "%", 0, 100),
            Number("supply-critical", "Consommable, critique sous", "Supply, critical below", 2, "%", 0, 100),
        ],
        [
            Ping,
            Check("print", "Impression", "Printing", "tcp", "{{item.address}}:{{print-port}}"),
            BySnmp(
                "state", "État et consommables", "State and supplies", "snmp-sensors", ("supply-warning", "{{supply-warning}}:"), ("supply-critical", "{{supply-critical}}:")) with
            {
                Interval = Duration.FromMinutes(5), RetryInterval = Duration.FromMinutes(1), TimeOut = Duration.FromSeconds(20),
            },
        ]));
}
