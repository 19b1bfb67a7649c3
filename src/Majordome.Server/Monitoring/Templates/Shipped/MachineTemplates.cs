using Majordome.Domain.Monitoring.Templates;
using static Majordome.Server.Monitoring.Templates.Shipped.DeviceTables;
using static Majordome.Server.Monitoring.Templates.Shipped.Write;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>
/// Machines. What only the machine knows is asked of a Zabbix agent, which Debian, Red Hat and its maker's installer for Windows carry, and which must let the probe in (<c>Server=</c>).
/// </summary>
internal static class MachineTemplates
{
    /// <summary>Defaults: a processor is full for a while before it matters, memory and disks are told while there is time to act.</summary>
    private static readonly TemplateParameter[] OfAgent =
    [
        Port("agent-port", "Port de l’agent Zabbix", "Zabbix agent port", 10_050),
        .. Limits("cpu", "Processeur", "Processor", 90, 98, "%", 1, 100),
        Number("memory-warning", "Mémoire disponible, à surveiller sous", "Memory available, warning below", 10, "%", 0, 100),
        Number("memory-critical", "Mémoire disponible, critique sous", "Memory available, critical below", 5, "%", 0, 100),
        Number("disk-warning", "Disque libre, à surveiller sous", "Disk free, warning below", 15, "%", 0, 100),
        Number("disk-critical", "Disque libre, critique sous", "Disk free, critical below", 5, "%", 0, 100),
    ];

    /// <summary>What the agent says of any machine.</summary>
    private static readonly TemplateCheck[] ByAgent =
    [
        Agent("agent", "Agent", "Agent", "agent.ping", "1:1", ""),
        Agent("cpu", "Processeur", "Processor", "system.cpu.util", "{{cpu-warning}}", "{{cpu-critical}}"),
        Agent("memory", "Mémoire disponible", "Memory available", "vm.memory.size[pavailable]", "{{memory-warning}}:", "{{memory-critical}}:"),
        Agent("disk", "Disque {{disk}}", "Disk {{disk}}", "vfs.fs.size[{{disk}},pfree]", "{{disk-warning}}:", "{{disk-critical}}:"),
        Agent("uptime", "Redémarrage", "Restart", "system.uptime", "600:", ""),
    ];

    public static ShippedTemplate Linux { get; } = new(1, 1, new CheckTemplate(
        TemplateKind.Linux, new("Serveur Linux", "Linux server"),
        new("Réponse, SSH, processeur, charge, mémoire, disque. Demande un agent Zabbix qui accepte la sonde.", "Answer, SSH, processor, load, memory, disk. Needs a Zabbix agent that lets the probe in."),
        [
            .. OfPing,
            Port("ssh-port", "Port SSH", "SSH port", 22),
            Text("disk", "Système de fichiers", "File system", "/"),
            .. OfAgent,
            .. Limits("load", "Charge par processeur", "Load per processor", 2, 4, "", 0.1, 100),
        ],
        [
            Ping,
            Check("ssh", "SSH", "SSH", "ssh", "{{item.address}}:{{ssh-port}}"),
            .. ByAgent,
            Agent("load", "Charge", "Load", "system.cpu.load[percpu,avg5]", "{{load-warning}}", "{{load-critical}}"),
            Agent("inodes", "Inodes {{disk}}", "Inodes {{disk}}", "vfs.fs.inode[{{disk}},pfree]", "{{disk-warning}}:", "{{disk-critical}}:"),
        ]));

    /// <summary>The machine that a probe runs on, which the probe looks at itself: nothing has to be installed there. Limits of file systems hold for their inodes too.</summary>
    public static ShippedTemplate Probe { get; } = new(12, 1, new CheckTemplate(
        TemplateKind.Linux, new("Machine de la sonde", "Machine of the probe"),
        new(
            "Processeur, charge, mémoire et disque de la machine Linux où tourne la sonde, sans agent. Pour cette machine seulement.",
            "Processor, load, memory and disk of the Linux machine that the probe runs on, without an agent. For that machine only."),
        [
            .. Limits("cpu", "Processeur", "Processor", 90, 98, "%", 1, 100),
            .. Limits("load", "Charge par processeur", "Load per processor", 2, 4, "", 0.1, 100),
            .. OfMemory,
            Text("disk", "Système de fichiers", "File system", "/"),
            .. Limits("disk", "Disque", "Disk", 85, 95, "%", 1, 100),
        ],
        [
            Check("cpu", "Processeur", "Processor", "cpu", "{{item.address}}", ("usage-warning", "{{cpu-warning}}"), ("usage-critical", "{{cpu-critical}}")),
            Check("load", "Charge", "Load", "load", "{{item.address}}", ("load5-warning", "{{load-warning}}"), ("load5-critical", "{{load-critical}}")),
            Check("memory", "Mémoire", "Memory", "memory", "{{item.address}}", ("used-warning", "{{memory-warning}}"), ("used-critical", "{{memory-critical}}")),
            Check(
                "disk", "Disque {{disk}}", "Disk {{disk}}", "disk", "{{disk}}", ("used-warning", "{{disk-warning}}"), ("used-critical", "{{disk-critical}}"),
                ("inodes-used-warning", "{{disk-warning}}"), ("inodes-used-critical", "{{disk-critical}}")),
        ]));

    public static ShippedTemplate Windows { get; } = new(2, 1, new CheckTemplate(
        TemplateKind.Windows, new("Serveur Windows", "Windows server"),
        new("Réponse, Bureau à distance, processeur, mémoire, disque. Demande un agent Zabbix qui accepte la sonde.", "Answer, Remote Desktop, processor, memory, disk. Needs a Zabbix agent that lets the probe in."),
        [.. OfPing, Port("rdp-port", "Port du Bureau à distance", "Remote Desktop port", 3389), Text("disk", "Lecteur", "Drive", "C:"), .. OfAgent],
        [Ping, Check("rdp", "Bureau à distance", "Remote Desktop", "tcp", "{{item.address}}:{{rdp-port}}"), .. ByAgent]));

    public static ShippedTemplate Hypervisor { get; } = new(5, 2, new CheckTemplate(
        TemplateKind.Hypervisor, new("Hyperviseur", "Hypervisor"),
        new("Réponse, console d’administration et son certificat\u00A0; redémarrage, processeurs, mémoire, banques de données et interfaces, par SNMP.", "Answer, administration console and its certificate; restart, processors, memory, datastores and interfaces, by SNMP."),
        [.. OfPing, Port("console-port", "Port de la console", "Console port", 443), .. OfCertificate, .. OfSnmp, .. OfProcessors, .. OfMemory, .. OfStorage, .. OfInterfaces("seen-up")],
        [
            Ping,
            Check("console", "Console d’administration", "Administration console", "tcp", "{{item.address}}:{{console-port}}"),
            Certificate("certificate", "Certificat de la console", "Console certificate", "{{item.address}}:{{console-port}}", chain: false),
            Uptime, Processors, Memory, Storage, Interfaces,
        ]));
}
