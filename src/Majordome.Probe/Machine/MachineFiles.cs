using System.Collections.Immutable;
using System.Globalization;

namespace Majordome.Probe.Machine;

/// <summary>The files in which a Linux system tells about itself (<c>proc(5)</c>, <c>os-release(5)</c>), under a root that tests may choose.</summary>
/// <param name="root">Where <c>proc</c> and <c>etc</c> are found; <c>/</c> but in tests.</param>
public sealed class MachineFiles(string root = "/")
{
    /// <summary>A path under the root.</summary>
    /// <param name="path">Relative, as in <c>proc/stat</c>.</param>
    public string PathOf(string path) => Path.Combine(root, path);

    /// <summary>The text of a file; <c>null</c> when there is none or it may not be read.</summary>
    public string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(PathOf(path));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The text of a process's file; <c>null</c> when the process is gone or not this user's.</summary>
    public string? TryReadProcess(int id, string file) => TryRead(string.Create(CultureInfo.InvariantCulture, $"proc/{id}/{file}"));

    /// <summary>The lines of a file; none when it cannot be read.</summary>
    public IEnumerable<string> LinesOf(string path) => (TryRead(path) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The numbers of the processes that run now.</summary>
    public IEnumerable<int> ProcessIds()
    {
        var proc = PathOf("proc");
        if (!Directory.Exists(proc))
        {
            yield break;
        }

        foreach (var folder in Directory.EnumerateDirectories(proc))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                yield return id;
            }
        }
    }

    /// <summary>Sizes of <c>/proc/meminfo</c> by name, in bytes.</summary>
    public ImmutableDictionary<string, long> Memory()
    {
        var sizes = ImmutableDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var line in LinesOf("proc/meminfo"))
        {
            var parts = line.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length >= 2 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kibibytes))
            {
                sizes[parts[0]] = kibibytes * 1024;
            }
        }

        return sizes.ToImmutable();
    }
}
