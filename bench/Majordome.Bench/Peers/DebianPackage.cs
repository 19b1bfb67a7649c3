using System.Diagnostics;

namespace Majordome.Bench.Peers;

/// <summary>A package of Debian's that brings a peer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="File">A file or folder that shows it is there.</param>
public sealed record DebianPackage(string Name, string File)
{
    /// <summary>The version that is installed.</summary>
    public async Task<string> VersionAsync()
    {
        var (_, output) = await Commands.RunAsync("dpkg-query", "-W", "-f", "${Version}", Name);
        return $"{Name} {output.Trim()}";
    }

    /// <summary>
    /// Installs what is missing, after saying so; services that come with a package are not started, and what the system has configured is
    /// left alone: every peer runs by a configuration of its own, in a folder of its own.
    /// </summary>
    /// <exception cref="InvalidOperationException">Something is missing and cannot be installed.</exception>
    public static async Task InstallAsync(IEnumerable<DebianPackage> packages, Action<string> say)
    {
        string[] missing = [.. packages.Where(package => !Path.Exists(package.File)).Select(package => package.Name).Distinct(StringComparer.Ordinal)];
        if (missing.Length == 0)
        {
            return;
        }

        if (Environment.UserName != "root")
        {
            throw new InvalidOperationException($"Not installed, and no right to install: {string.Join(", ", missing)}");
        }

        say($"installing from Debian: {string.Join(", ", missing)}");
        string[] install = ["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1", "apt-get", "install", "-y", "-qq", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300", .. missing];
        await Commands.RunAsync("apt-get", "update", "-qq");
        var (code, output) = await Commands.RunAsync("env", install);
        if (code != 0)
        {
            throw new InvalidOperationException($"The installation failed: {output}");
        }
    }
}

/// <summary>Programs that are run to their end.</summary>
internal static class Commands
{
    /// <summary>Runs a program; its exit code, and what it printed on both outputs.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }
}
