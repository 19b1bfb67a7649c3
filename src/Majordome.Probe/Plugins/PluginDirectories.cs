using System.Collections.Immutable;

namespace Majordome.Probe.Plugins;

/// <summary>
/// The folders that plugins may be run from. Who may define a check may run what is in them, with the rights of the probe, and nothing else.
/// </summary>
/// <param name="Folders">Absolute paths, looked through in this order.</param>
public sealed record PluginDirectories(ImmutableArray<string> Folders)
{
    /// <summary>Where Debian, Fedora and the sources of the Monitoring Plugins put them.</summary>
    public static readonly PluginDirectories Usual = new(
        ["/usr/lib/nagios/plugins", "/usr/lib/monitoring-plugins", "/usr/lib64/nagios/plugins", "/usr/local/nagios/libexec"]);

    /// <summary>
    /// The file of a plugin named by its file name, or by an absolute path within one of the folders. <c>null</c> when there is none.
    /// </summary>
    public string? Find(string plugin) => Candidates(plugin).FirstOrDefault(File.Exists);

    /// <summary>Whether a plugin may be named so, whether or not it is there.</summary>
    public bool Allows(string plugin) => Candidates(plugin).Any();

    private IEnumerable<string> Candidates(string plugin)
    {
        if (plugin.Length == 0 || plugin.Contains('\0', StringComparison.Ordinal) || plugin is "." or "..")
        {
            return [];
        }

        if (!plugin.Contains('/', StringComparison.Ordinal))
        {
            return Folders.Select(folder => Path.Combine(folder, plugin));
        }

        var path = Path.GetFullPath(plugin, "/");
        return Folders.Any(folder => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.Ordinal)) ? [path] : [];
    }
}
