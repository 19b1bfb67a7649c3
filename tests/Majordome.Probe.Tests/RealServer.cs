using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Majordome.Tests.Shared;

namespace Majordome.Probe.Tests;

/// <summary>Servers of the system, started for a test on a loopback port of their own.</summary>
internal sealed partial class RealServer : IAsyncDisposable
{
    private readonly Process process;
    private readonly DirectoryInfo folder;

    private RealServer(Process process, DirectoryInfo folder, int port) => (this.process, this.folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Its files, gone when it ends.</summary>
    public string Folder => folder.FullName;

    public string Target => $"127.0.0.1:{Port}";

    /// <summary>
    /// OpenSSH's server with a key made for the test, which lets in who has <c>client</c>; <c>known</c> knows its key, <c>other</c> a wrong one.
    /// </summary>
    public static async Task<RealServer> SshAsync()
    {
        var sshd = Needs.File("openssh-server", "/usr/sbin/sshd");
        Needs.Condition(Environment.UserName == "root", "sshd needs root");
        var folder = Directory.CreateTempSubdirectory("majordome-sshd-");
        Directory.CreateDirectory("/run/sshd");
        var key = Path.Combine(folder.FullName, "key");
        var client = Path.Combine(folder.FullName, "client");
        (await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)).ShouldBe(0);
        (await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", client)).ShouldBe(0);
        var port = Ports.Free();
        var (name, hostKey) = ($"[127.0.0.1]:{Text(port)}", await File.ReadAllTextAsync(key + ".pub"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "known"), $"{name} {hostKey}");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "other"), $"{name} {await File.ReadAllTextAsync(client + ".pub")}");
        return await StartAsync(folder, port, sshd, "-D", "-e", "-f", "/dev/null", "-h", key, "-p", Text(port), "-o", "ListenAddress=127.0.0.1", "-o", "PidFile=none",
            "-o", $"AuthorizedKeysFile={client}.pub", "-o", "StrictModes=no", "-o", "PermitRootLogin=yes", "-o", "UsePAM=no");
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
        var port = Ports.Free();
        return await StartAsync(
            folder, port, "runuser", "-u", "postgres", "--", Path.Combine(Path.GetDirectoryName(initdb)!, "postgres"),
            "-D", data, "-p", Text(port), "-h", "127.0.0.1", "-k", folder.FullName, "-F");
    }

    /// <summary>nginx with TLS and HTTP/2, and a page behind basic authentication; its certificate is its own.</summary>
    public static async Task<RealServer> NginxAsync()
    {
        var nginx = Needs.File("nginx-light", "/usr/sbin/nginx");
        var folder = Directory.CreateTempSubdirectory("majordome-nginx-");
        await CertificateAsync(folder);
        var port = Ports.Free();
        var conf = Path.Combine(folder.FullName, "nginx.conf");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "users"), "alice:{PLAIN}secret\n");
        await File.WriteAllTextAsync(conf, $$"""
            daemon off; master_process off; pid {{folder.FullName}}/pid; error_log stderr;
            events {}
            http {
              access_log off; client_body_temp_path {{folder.FullName}}/b; proxy_temp_path {{folder.FullName}}/p;
              fastcgi_temp_path {{folder.FullName}}/f; uwsgi_temp_path {{folder.FullName}}/u; scgi_temp_path {{folder.FullName}}/s;
              server {
                listen 127.0.0.1:{{port}} ssl http2;
                ssl_certificate {{folder.FullName}}/cert.pem; ssl_certificate_key {{folder.FullName}}/key.pem;
                location / { default_type application/json; return 200 '{"protocol": "$server_protocol", "items": [1, 2]}'; }
                location /private { auth_basic x; auth_basic_user_file {{folder.FullName}}/users; root {{folder.FullName}}; }
              }
            }
            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "private"), "in");
        return await StartAsync(folder, port, nginx, "-e", "stderr", "-p", folder.FullName, "-c", conf);
    }

    /// <summary>net-snmp's agent, named <c>device-1</c>, with the community <c>public</c> and users of version 3, each a line of its configuration.</summary>
    public static async Task<RealServer> SnmpAsync(params IEnumerable<string> users)
    {
        var snmpd = Needs.File("snmpd", "/usr/sbin/snmpd");
        var folder = Directory.CreateTempSubdirectory("majordome-snmpd-");
        var port = Ports.Free();
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

    /// <summary>A certificate for localhost and its key, as <c>cert.pem</c> and <c>key.pem</c>.</summary>
    private static async Task CertificateAsync(DirectoryInfo folder)
    {
        using var certificate = LoopbackServer.Certificate("localhost", TimeProvider.System.GetUtcNow().AddDays(90));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "cert.pem"), certificate.ExportCertificatePem());
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(certificate)!;
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    private static Task<RealServer> StartAsync(DirectoryInfo folder, int port, string program, params string[] arguments) =>
        StartAsync(folder, port, AcceptsAsync, program, arguments);

    private static async Task<RealServer> StartAsync(DirectoryInfo folder, int port, Func<int, Task<bool>> isReady, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        })!;

        // Read, so that a server which writes a line for each request is not held up by a pipe that is full.
        process.ErrorDataReceived += static (_, _) => { };
        process.OutputDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        var server = new RealServer(process, folder, port);
        for (var i = 0; i < 1000 && !await isReady(port); i++)
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

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" })!;
        await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync(), process.WaitForExitAsync());
        return process.ExitCode;
    }
}
