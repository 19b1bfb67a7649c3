namespace Majordome.Protocols.Plugins;

/// <summary>One measurement as a plugin or a check gives it: <c>'label'=value[unit];warn;crit;min;max</c>.</summary>
/// <param name="Label">Name of the measurement, unquoted; never empty.</param>
/// <param name="Value">The measured value, finite; <c>null</c> when the plugin said <c>U</c> (undetermined).</param>
/// <param name="Unit">
/// Unit as the plugin wrote it, possibly empty. Nothing is converted: <c>m</c> may be minutes, metres or a thousandth,
/// and only its author knows (<see cref="UnitIsAmbiguous"/>).
/// </param>
/// <param name="Warning">Warning range as written (<see cref="PluginRange"/>), <c>null</c> when there is none. What cannot be read as a range is kept here and listed as a fault.</param>
/// <param name="Critical">Critical range, in the same way.</param>
/// <param name="Minimum">Smallest possible value, in the same unit, when told.</param>
/// <param name="Maximum">Largest possible value, in the same unit, when told.</param>
public sealed record PerformanceDatum(
    string Label,
    double? Value,
    string Unit = "",
    string? Warning = null,
    string? Critical = null,
    double? Minimum = null,
    double? Maximum = null)
{
    /// <summary>
    /// Whether the unit means two things among the plugins in use: <c>m</c> (minute, metre, milli), <c>M</c> (mega, minute, month),
    /// <c>b</c> and its multiples (bit, byte).
    /// </summary>
    public bool UnitIsAmbiguous => IsAmbiguous(Unit);

    /// <summary>Whether the value only ever grows (unit <c>c</c> of the guidelines), so that its rate is what matters.</summary>
    public bool IsCounter => Unit is "c";

    internal static bool IsAmbiguous(string unit) => unit is "m" or "M" or "b" or "kb" or "Kb" or "Mb" or "Gb" or "Tb" or "Pb";
}
