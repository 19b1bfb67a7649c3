using System.Diagnostics;
using System.Globalization;

namespace Majordome.Bench.Peers;

/// <summary>A contestant at work, in a folder of its own that goes with it.</summary>
public sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly string folder;

    private PeerProcess(Process process, string folder)
    {
        (this.process, this.folder) = (process, folder);
        Tree = new ProcessTree(process.Id);
    }

    /// <summary>Its number.</summary>
    public int Id => process.Id;

    /// <summary>What it uses.</summary>
    public ProcessTree Tree { get; }

    /// <summary>What it is told.</summary>
    public StreamWriter Input => process.StandardInput;

    /// <summary>What it prints.</summary>
    public StreamReader Output => process.StandardOutput;

    /// <summary>Makes a folder for a contestant, which its own user may write to.</summary>
    public static string MakeFolder(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"majordome-{name}-").FullName;
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    /// <summary>Starts a contestant.</summary>
    /// <param name="folder">Deleted at its end.</param>
    /// <param name="listens">Whether what it prints is read (<see cref="Output"/>); otherwise it goes nowhere.</param>
    /// <param name="program">Path.</param>
    /// <param name="arguments">Its arguments.</param>
    public static PeerProcess Start(string folder, bool listens, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        })!;
        process.ErrorDataReceived += static (_, line) => Debug.WriteLine(line.Data);
        process.BeginErrorReadLine();
        if (!listens)
        {
            process.OutputDataReceived += static (_, _) => { };
            process.BeginOutputReadLine();
        }

        return new PeerProcess(process, folder);
    }

    /// <summary>Starts this very program for a part of its own, which then is measured apart from who measures.</summary>
    public static PeerProcess StartOwn(string folder, string part, params object[] arguments) => Start(
        folder, listens: true, Environment.ProcessPath!, [.. Host(), "engine", part, .. arguments.Select(argument => Convert.ToString(argument, CultureInfo.InvariantCulture)!)]);

    /// <summary>Fails when it has ended, which no contestant does by itself.</summary>
    /// <exception cref="InvalidOperationException">It has.</exception>
    public void MustLive()
    {
        if (process.HasExited)
        {
            throw new InvalidOperationException($"{process.StartInfo.FileName} ended with {process.ExitCode}");
        }
    }

    /// <summary>Ends it with all its descendants, and deletes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    // Under "dotnet X.dll" the program is the host's; under its own name it is its own.
    private static string[] Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Path.Combine(AppContext.BaseDirectory, "Majordome.Bench.dll")] : [];
}
