using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Majordome.Protocols.Tests;

/// <summary>A program of the world that is started, used and ended by a test.</summary>
internal static class Peer
{
    /// <summary>How long anything a peer does may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static Process Start(string file, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;

    /// <summary>Runs it to its end; gives what it printed.</summary>
    public static async Task<string> RunAsync(string file, params string[] arguments)
    {
        using var process = Start(file, arguments);
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = await process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return await output + errors;
    }

    public static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    public static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
