using System.Globalization;
using System.Runtime.InteropServices;

namespace Majordome.Bench.Server;

/// <summary>What a result must say of the machine, and what the kernel says of a process (proc(5)).</summary>
public static class Machine
{
    // USER_HZ, in which /proc counts; 100 on every architecture .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Processor, cores, memory, system, runtime.</summary>
    public static string Describe()
    {
        var processor = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();
        var gigabytes = long.Parse(Field("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0 / 1024.0;
        var system = Field("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;
        var load = File.ReadAllText("/proc/loadavg").Split(' ')[0];
        return string.Create(CultureInfo.InvariantCulture, $"{processor}, {Environment.ProcessorCount} cores, {gigabytes:0} GB, {system}, .NET {Environment.Version}; load average at the start {load}");
    }

    /// <summary>The resident set of a process, and what of it are mapped files, in MB (10⁶ bytes).</summary>
    public static string Memory(int process) => $"{Megabytes(process, "VmRSS"):0} MB, {Megabytes(process, "RssFile"):0} of them mapped files";

    /// <summary>The processor time a process has used, of itself and of the system for it.</summary>
    public static TimeSpan ProcessorTime(int process)
    {
        // The name of the program, in brackets, may hold spaces.
        var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
        return TimeSpan.FromSeconds((long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    private static double Megabytes(int process, string field) =>
        long.Parse(Field($"/proc/{process}/status", field)!.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 / 1e6;

    private static string? Field(string file, string name, char separator = ':') =>
        File.Exists(file)
            ? File.ReadLines(file).Select(line => line.Split(separator, 2)).FirstOrDefault(pair => pair[0].Trim() == name)?[1].Trim()
            : null;
}
