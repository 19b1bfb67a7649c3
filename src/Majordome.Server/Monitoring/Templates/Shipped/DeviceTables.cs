using Majordome.Domain.Monitoring.Templates;
using NodaTime;
using static Majordome.Server.Monitoring.Templates.Shipped.Write;

namespace Majordome.Server.Monitoring.Templates.Shipped;

/// <summary>What devices tell in tables, by SNMP: a check a table, with the limits that an item may set. Where nothing is said of a limit, it is the type's own.</summary>
internal static class DeviceTables
{
    // Not every device of a kind tells of everything: one that never did is well.
    private static readonly (string Name, string Text) IfThere = ("must-exist", "seen");

    /// <summary>
    /// Links. They are judged down after two runs: a device that says so says it of itself, and its traps ask for a run at once.
    /// </summary>
    public static TemplateCheck Interfaces { get; } = Table(
        "interfaces", "Interfaces", "Interfaces", "snmp-interfaces",
        ("pattern", "{{interfaces}}"), ("must-be-up", "{{must-be-up}}"),
        ("utilisation-warning", "{{utilisation-warning}}"), ("utilisation-critical", "{{utilisation-critical}}"),
        ("errors-warning", "{{errors-warning}}"), ("errors-critical", "{{errors-critical}}")) with { Critical = 2 };

    /// <summary>How busy.</summary>
    public static TemplateCheck Processors { get; } = Table(
        "processors", "Processeurs", "Processors", "snmp-processors", IfThere, ("usage-warning", "{{cpu-warning}}"), ("usage-critical", "{{cpu-critical}}"));

    /// <summary>How full.</summary>
    public static TemplateCheck Memory { get; } = Table(
        "memory", "Mémoire", "Memory", "snmp-memory", IfThere, ("used-warning", "{{memory-warning}}"), ("used-critical", "{{memory-critical}}"));

    /// <summary>Every volume.</summary>
    public static TemplateCheck Storage { get; } = Table(
        "storage", "Volumes", "Volumes", "snmp-storage",
        ("pattern", "{{volumes}}"), ("used-warning", "{{storage-warning}}"), ("used-critical", "{{storage-critical}}"));

    /// <summary>Temperatures, fans, power supplies: what the device says is broken, and what is too warm.</summary>
    public static TemplateCheck Sensors { get; } = Table(
        "sensors", "Capteurs", "Sensors", "snmp-sensors", IfThere,
        ("pattern", "{{sensors}}"), ("temperature-warning", "{{temperature-warning}}"), ("temperature-critical", "{{temperature-critical}}"));

    /// <summary>Parameters of <see cref="Processors"/>.</summary>
    public static TemplateParameter[] OfProcessors { get; } = Limits("cpu", "Processeurs", "Processors", 85, 95, "%", 1, 100);

    /// <summary>Parameters of <see cref="Memory"/>.</summary>
    public static TemplateParameter[] OfMemory { get; } = Limits("memory", "Mémoire", "Memory", 90, 95, "%", 1, 100);

    /// <summary>Parameters of <see cref="Storage"/>.</summary>
    public static TemplateParameter[] OfStorage { get; } =
    [
        Text("volumes", "Volumes (expression régulière\u00A0; vide\u00A0: tous)", "Volumes (regular expression; empty: all)", ""),
        .. Limits("storage", "Volumes", "Volumes", 85, 95, "%", 1, 100),
    ];

    /// <summary>
    /// Parameters of <see cref="Sensors"/>. One limit for chips and air alike: it is that of chips, which in sound network devices stay below 65 °C; air is watched by
    /// narrowing the sensors and lowering it.
    /// </summary>
    public static TemplateParameter[] OfSensors { get; } =
    [
        Text("sensors", "Capteurs (expression régulière\u00A0; vide\u00A0: tous)", "Sensors (regular expression; empty: all)", ""),
        .. Limits("temperature", "Température", "Temperature", 70, 85, "°C", 0, 150),
    ];

    /// <summary>Parameters of <see cref="Interfaces"/>; one error a second is a bad cable or a duplex mismatch.</summary>
    /// <param name="mustBeUp">Which have to work: those that did (<c>seen-up</c>), or, where people switch off what is at the other end, those with a description.</param>
    public static TemplateParameter[] OfInterfaces(string mustBeUp) =>
    [
        Text("interfaces", "Interfaces (expression régulière\u00A0; vide\u00A0: toutes)", "Interfaces (regular expression; empty: all)", ""),
        Text("must-be-up", "Doivent fonctionner (seen-up, described, admin-up, all, none)", "Must be up (seen-up, described, admin-up, all, none)", mustBeUp),
        .. Limits("utilisation", "Occupation des interfaces", "Utilisation of interfaces", 80, 95, "%", 1, 100),
        .. Limits("errors", "Erreurs des interfaces", "Errors of interfaces", 1, 10, "/s", 0, 1_000_000),
    ];

    // A table of a large device takes a while; a slow answer is no silence.
    private static TemplateCheck Table(string key, string french, string english, string type, params (string Name, string Text)[] parameters) =>
        BySnmp(key, french, english, type, parameters) with { RetryInterval = Duration.FromSeconds(10), TimeOut = Duration.FromSeconds(20) };
}
