namespace Majordome.Probe.Snmp.Inventory.Makers;

/// <summary>What may stand in for another.</summary>
internal interface IFallback
{
    /// <summary>Whether it only counts where what stands before it found nothing.</summary>
    bool IsFallback { get; }
}

/// <summary>Something that is measured: an object or a column of them.</summary>
/// <param name="Class">As in <see cref="SensorFacts.Class"/>.</param>
/// <param name="Column">Where the value stands.</param>
/// <param name="Describe">What it is called (<see cref="Words"/>).</param>
/// <param name="Scale">What one unit on the wire is in the unit of the class.</param>
internal sealed record Gauge(string Class, string Column, string Describe, double Scale = 1) : IFallback
{
    /// <summary>Whether it only counts where what stands before it found nothing: an older or a coarser table of the same.</summary>
    public bool IsFallback { get; init; }

    /// <summary>Values on the wire that mean there is none.</summary>
    public double[] Except { get; init; } = [];

    /// <summary>Whether the scaled value is milliwatts, to be told in dBm.</summary>
    public bool IsMilliwatts { get; init; }

    /// <summary>What the device must say in the same row (<see cref="Words"/>) for the value to be of this class.</summary>
    public string? Where { get; init; }

    /// <summary>The pattern that <see cref="Where"/> must match.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Of a state: the numbers on the wire that say that something does not work, and what is said of it behind its description.</summary>
    public (int Number, string Said)[] Critical { get; init; } = [];

    /// <summary>Of a state: those that say that something needs attention before it fails, or has lost what would stand in for it.</summary>
    public (int Number, string Said)[] Warning { get; init; } = [];

    /// <summary>Whether it is known which numbers of a state are faults.</summary>
    public bool IsJudged => Critical.Length + Warning.Length > 0;

    /// <summary>Of a runtime: as in <see cref="SensorFacts.IsElapsed"/>.</summary>
    public bool IsElapsed { get; init; }
}

/// <summary>A part that the maker's own MIB lists, for devices without ENTITY-MIB.</summary>
/// <param name="Class">As in <see cref="EntityFacts.Class"/>.</param>
/// <param name="Column">Where the description stands.</param>
/// <param name="Pattern">What the description must match.</param>
internal sealed record Part(string? Class, string Column, string Pattern = "") : IFallback
{
    /// <summary>Where the model stands (<see cref="Words"/>).</summary>
    public string? Model { get; init; }

    /// <summary>Where the serial number stands.</summary>
    public string? Serial { get; init; }

    /// <inheritdoc/>
    public bool IsFallback => false;
}

/// <summary>A processor's load, per cent.</summary>
/// <param name="Column">Where it stands.</param>
/// <param name="Describe">What it is called.</param>
/// <param name="Scale">What one unit on the wire is in per cent.</param>
internal sealed record Load(string Column, string Describe = Standard.ProcessorName.Unnamed, double Scale = 1) : IFallback
{
    /// <summary>Whether it only counts where what stands before it found nothing: an older or a coarser table of the same.</summary>
    public bool IsFallback { get; init; }

    /// <summary>Whether the device tells how idle it is instead.</summary>
    public bool IsIdle { get; init; }

    /// <summary>What finds the number in a text, as its first group.</summary>
    public string? Pattern { get; init; }

    /// <summary>The last arc of the rows that count, where a table has rows for several spans of time; 0 for all.</summary>
    public uint LastArc { get; init; }

    /// <summary>Values that mean there is none.</summary>
    public double[] Except { get; init; } = [];
}

/// <summary>A memory or a volume: two of total, used, free and per cent tell the rest.</summary>
/// <param name="Describe">What it is called.</param>
internal sealed record Pool(string Describe) : IFallback
{
    /// <summary>Whether it only counts where what stands before it found nothing: an older or a coarser table of the same.</summary>
    public bool IsFallback { get; init; }

    /// <summary>Where the size stands; <c>null</c> when only a percentage is told.</summary>
    public string? Total { get; init; }

    /// <summary>Where the used part stands.</summary>
    public string? Used { get; init; }

    /// <summary>Where the free part stands.</summary>
    public string? Free { get; init; }

    /// <summary>Where the used per cent stand.</summary>
    public string? Percent { get; init; }

    /// <summary>Where the free per cent stand.</summary>
    public string? FreePercent { get; init; }

    /// <summary>All columns that it reads.</summary>
    public IEnumerable<string> Columns => new[] { Total, Used, Free, Percent, FreePercent }.OfType<string>();

    /// <summary>Bytes of one unit.</summary>
    public long Unit { get; init; } = 1;
}
