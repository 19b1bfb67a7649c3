using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Majordome.Probe.Tests;

/// <summary>Servers of the system, started for a test on a loopback port of their own.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder;

    private RealServer(Process process, DirectoryInfo folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    public string Target => $"127.0.0.1:{Port}";

    /// <summary>OpenSSH's server with a key made for the test.</summary>
    public static async Task<RealServer> SshAsync()
    {
        var sshd = Needs.File("openssh-server", "/usr/sbin/sshd");
        Needs.Condition(Environment.UserName == "root", "sshd needs root");
        var folder = Directory.CreateTempSubdirectory("majordome-sshd-");
        Directory.CreateDirectory("/run/sshd");
        var key = Path.Combine(folder.FullName, "key");
        (await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)).ShouldBe(0);
        var port = FreePort();
        return await StartAsync(folder, port, sshd, "-D", "-e", "-f", "/dev/null", "-h", key, "-p", Text(port), "-o", "ListenAddress=127.0.0.1", "-o", "PidFile=none");
    }

    /// <summary>A PostgreSQL cluster made for the test.</summary>
    public static async Task<RealServer> PostgresAsync()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).ToArray() : [];
        var initdb = Needs.File("postgresql", [.. versions.Select(version => Path.Combine(version, "bin", "initdb"))]);
        Needs.Condition(Environment.UserName == "root", "needs root, to become the user postgres");
        var folder = Directory.CreateTempSubdirectory("majordome-postgres-");
        (await RunAsync("chown", "postgres", folder.FullName)).ShouldBe(0);
        var data = Path.Combine(folder.FullName, "data");
        (await RunAsync("runuser", "-u", "postgres", "--", initdb, "-D", data, "-A", "scram-sha-256", "--pwfile=/etc/hostname", "--no-sync")).ShouldBe(0);
        var port = FreePort();
        return await StartAsync(
            folder, port, "runuser", "-u", "postgres", "--", Path.Combine(Path.GetDirectoryName(initdb)!, "postgres"),
            "-D", data, "-p", Text(port), "-h", "127.0.0.1", "-k", folder.FullName, "-F");
    }

    /// <summary>net-snmp's agent, named <c>device-1</c>, with the community <c>public</c> and users of version 3, each a line of its configuration.</summary>
    public static async Task<RealServer> SnmpAsync(params IEnumerable<string> users)
    {
        var snmpd = Needs.File("snmpd", "/usr/sbin/snmpd");
        var folder = Directory.CreateTempSubdirectory("majordome-snmpd-");
        var port = FreePort();
        var configuration = Path.Combine(folder.FullName, "snmpd.conf");

        // Over TCP too, so that it can be seen to listen.
        string[] lines = [$"agentAddress udp:127.0.0.1:{Text(port)},tcp:127.0.0.1:{Text(port)}", "rocommunity public 127.0.0.1", "sysName device-1", .. users];
        await File.WriteAllLinesAsync(configuration, lines);
        return await StartAsync(folder, port, "env", $"SNMP_PERSISTENT_DIR={folder.FullName}", snmpd, "-f", "-Lo", "-C", "-c", configuration, "-p", Path.Combine(folder.FullName, "pid"));
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            // Politely, so that the server ends its own children.
            await RunAsync("kill", "-INT", Text(process.Id));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<RealServer> StartAsync(DirectoryInfo folder, int port, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var server = new RealServer(process, folder, port);
        for (var i = 0; i < 1000 && !await AcceptsAsync(port); i++)
        {
            process.HasExited.ShouldBeFalse($"{program} ended at once");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return server;
    }

    private static async Task<bool> AcceptsAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
        return process.ExitCode;
    }
}
