using System.Diagnostics;
using Majordome.Server.Tests.Notifications;
using Majordome.Tests.Shared;

namespace Majordome.Server.Tests.Support;

/// <summary>A server of Debian that speaks HTTP, as people have it, with a folder and a loopback port of its own.</summary>
internal abstract class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string program;
    private readonly string readyAt;
    private Process? process;

    /// <summary>One that is not started yet; a visible skip where its package is missing.</summary>
    /// <param name="package">What brings it: <c>/usr/bin/PACKAGE</c>.</param>
    /// <param name="readyAt">The path that answers 200 once it is ready.</param>
    protected Daemon(string package, string readyAt)
    {
        program = $"/usr/bin/{package}";
        this.readyAt = readyAt;
        if (!File.Exists(program))
        {
            Missing.Package(package);
        }

        Folder = Directory.CreateTempSubdirectory($"majordome-{package}-").FullName;
        Port = Ports.Free();
    }

    public string Url => $"http://127.0.0.1:{Port}";

    protected string Folder { get; }

    protected int Port { get; }

    /// <summary>Starts it, again when it was stopped, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        process = Process.Start(new ProcessStartInfo(program, Arguments()) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var http = new HttpClient();
        await Eventually.HoldsAsync(async () =>
        {
            process.HasExited.ShouldBeFalse(process.HasExited ? string.Concat(await said) : "");
            try
            {
                return (await http.GetAsync(new Uri(Url + readyAt))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }

    /// <summary>Ends it as an administrator does, so that what it took is on its disk.</summary>
    public async Task StopAsync()
    {
        if (process is { HasExited: false })
        {
            using var signal = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync().WaitAsync(Patience);
        }

        process?.Dispose();
        process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Writes its configuration; gives what it is started with.</summary>
    protected abstract string[] Arguments();
}
