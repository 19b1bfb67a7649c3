using System.Text.RegularExpressions;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Snmp.Devices;

/// <summary>Which rows of a table are looked at: those of some names, or those that match a pattern; all where neither is given.</summary>
internal sealed class NameFilter
{
    private readonly Regex? pattern;

    private NameFilter(string[] names, Regex? pattern) => (Names, this.pattern) = (names, pattern);

    /// <summary>Its parameters: <c>names</c> separated by commas, and a <c>pattern</c>.</summary>
    public static CheckParameter[] Parameters { get; } = [new("names", ParameterKind.Text, ""), new("pattern", ParameterKind.Pattern, "")];

    /// <summary>The names that are asked for.</summary>
    public string[] Names { get; }

    /// <summary>Whether all are looked at.</summary>
    public bool IsOpen => Names.Length == 0 && pattern is null;

    /// <summary>Reads the parameters.</summary>
    public static NameFilter Read(ParameterReader definition) => new(
        definition.Text("names").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), definition.Pattern("pattern"));

    /// <summary>Whether a row is looked at that is known by some names. Names are compared whole, in small or capital letters.</summary>
    public bool Takes(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (IsOpen || Names.Contains(name, StringComparer.OrdinalIgnoreCase) || pattern?.IsMatch(name) == true)
            {
                return true;
            }
        }

        return false;
    }
}
