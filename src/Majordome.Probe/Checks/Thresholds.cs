using Majordome.Domain.Monitoring;
using Majordome.Protocols.Plugins;

namespace Majordome.Probe.Checks;

/// <summary>The ranges that judge one figure, in the figure's own unit.</summary>
public readonly struct Thresholds
{
    private readonly PluginRange? warning;
    private readonly PluginRange? critical;
    private readonly string? warningText;
    private readonly string? criticalText;

    /// <summary>Makes a pair; either may be missing.</summary>
    public Thresholds(PluginRange? warning, PluginRange? critical)
    {
        (this.warning, this.critical) = (warning, critical);
        (warningText, criticalText) = (warning?.ToString(), critical?.ToString());
    }

    /// <summary>Whether there is none.</summary>
    public bool AreNone => warning is null && critical is null;

    /// <summary>What a value is worth: critical before warning.</summary>
    public CheckStatus Judge(double value) =>
        critical?.AlertsOn(value) == true ? CheckStatus.Critical
        : warning?.AlertsOn(value) == true ? CheckStatus.Warning
        : CheckStatus.Ok;

    /// <summary>The figure as a measurement that carries its thresholds.</summary>
    public PerformanceDatum Measurement(string label, double value, string unit, double? least = null, double? most = null) =>
        new(label, value, unit, warningText, criticalText, least, most);
}
