namespace Majordome.Probe.Snmp.Inventory.Standard;

/// <summary>The name of a processor without what makers put around it: trademarks, the vendor's CPUID, the word CPU.</summary>
internal static class ProcessorName
{
    /// <summary>What a processor without a name is called.</summary>
    public const string Unnamed = "Processor";

    private static readonly string[] Noise = ["GenuineIntel:", "AuthenticAMD:", "(R)", "(TM)", "CPU "];

    /// <summary>Shortens; <see cref="Unnamed"/> where there is no name.</summary>
    public static string Of(string? said)
    {
        var name = Noise.Aggregate(said ?? "", (text, noise) => text.Replace(noise, "", StringComparison.OrdinalIgnoreCase));
        name = name.Replace("  ", " ", StringComparison.Ordinal).Trim();
        return name.Length == 0 || name == "Unknown Processor Type" ? Unnamed : name;
    }
}
