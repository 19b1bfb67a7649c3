using System.Net;
using System.Net.Sockets;
using Majordome.Tests.Shared;

namespace Majordome.Probe.Tests;

internal sealed partial class RealServer
{
    /// <summary>BIND, the authority of <c>example.org</c> with a serial of its own.</summary>
    public static async Task<RealServer> BindAsync(int serial)
    {
        var named = Needs.File("bind9", "/usr/sbin/named");
        var folder = Directory.CreateTempSubdirectory("majordome-named-");
        var port = Ports.Free();
        var conf = Path.Combine(folder.FullName, "named.conf");
        await File.WriteAllTextAsync(conf, $$"""
            options { directory "{{folder.FullName}}"; pid-file none; listen-on port {{port}} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; };
            controls {};
            zone "example.org" { type primary; file "zone"; };
            """);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "zone"), $"""
            $TTL 60
            @ SOA ns1 admin {Text(serial)} 3600 600 86400 60
              NS ns1
              MX 10 mail
              TXT "v=spf1 -all"
              CAA 0 issue "ca.example.net"
            ns1 A 127.0.0.1
            mail A 192.0.2.2
            mail AAAA 2001:db8::2
            www CNAME mail
            _imap._tcp SRV 1 2 143 mail
            _443._tcp TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            sub DS 12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
            sub NS ns1

            """);
        return await StartAsync(folder, port, named, "-g", "-c", conf, "-p", Text(port), "-n", "1");
    }

    /// <summary>chrony serving its own clock at stratum 3, without touching the machine's.</summary>
    public static async Task<RealServer> ChronyAsync()
    {
        var chronyd = Needs.File("chrony", "/usr/sbin/chronyd");
        Needs.Condition(Environment.UserName == "root", "chronyd needs root");
        var folder = Directory.CreateTempSubdirectory("majordome-chrony-");
        var port = Ports.Free();
        var conf = Path.Combine(folder.FullName, "chrony.conf");
        await File.WriteAllTextAsync(conf, $"""
            port {Text(port)}
            bindaddress 127.0.0.1
            cmdport 0
            bindcmdaddress /
            allow 127.0.0.1
            local stratum 3
            pidfile {folder.FullName}/pid
            user root

            """);
        return await StartAsync(folder, port, AnswersUdpAsync, chronyd, "-d", "-x", "-f", conf);
    }

    /// <summary>The NRPE daemon with a plugin that says what a disk does; in the clear, or over TLS with a certificate of its own.</summary>
    public static async Task<RealServer> NrpeAsync(bool isSecure)
    {
        var nrpe = Needs.File("nagios-nrpe-server", "/usr/sbin/nrpe");
        Needs.Condition(Environment.UserName == "root", "nrpe needs root, to become nobody");
        var folder = Directory.CreateTempSubdirectory("majordome-nrpe-");
        await CertificateAsync(folder);
        (await RunAsync("chmod", "-R", "a+rX", folder.FullName)).ShouldBe(0);
        var port = Ports.Free();
        var conf = Path.Combine(folder.FullName, "nrpe.cfg");
        await File.WriteAllTextAsync(conf, $"""
            server_port={Text(port)}
            server_address=127.0.0.1
            nrpe_user=nobody
            nrpe_group=nogroup
            allowed_hosts=127.0.0.1
            pid_file={folder.FullName}/pid
            command[disk]=/bin/sh -c "echo 'DISK WARNING - full | /=90%;80;95;0;100'; exit 1"
            command[gone]=/nonexistent/plugin
            ssl_cert_file={folder.FullName}/cert.pem
            ssl_privatekey_file={folder.FullName}/key.pem

            """);
        return await StartAsync(folder, port, nrpe, isSecure ? ["-c", conf, "-f"] : ["-c", conf, "-f", "-n"]);
    }

    /// <summary>The server of the Network UPS Tools and its dummy driver, whose UPS <c>lab</c> runs on its battery when asked to.</summary>
    public static async Task<RealServer> NutAsync(string status)
    {
        var upsd = Needs.File("nut-server", "/lib/nut/upsd", "/usr/sbin/upsd");
        var driver = Needs.File("nut-server", "/lib/nut/dummy-ups");
        var folder = Directory.CreateTempSubdirectory("majordome-nut-");
        var port = Ports.Free();
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ups.conf"), "[lab]\ndriver = dummy-ups\nport = lab.dev\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "upsd.conf"), $"LISTEN 127.0.0.1 {Text(port)}\n");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "upsd.users"), "");
        await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, "lab.dev"),
            $"ups.status: {status}\nbattery.charge: 87\nbattery.runtime: 1800\nups.load: 23\ninput.voltage: 231.5\n");
        var start = $"export NUT_CONFPATH={folder.FullName} NUT_STATEPATH={folder.FullName} NUT_ALTPIDPATH={folder.FullName}; {driver} -a lab -u root -D & d=$!; "
            + $"for i in $(seq 200); do [ -S {folder.FullName}/dummy-ups-lab ] && break; sleep 0.02; done; {upsd} -u root -D & u=$!; trap 'kill $d $u' INT TERM; wait; wait";
        return await StartAsync(folder, port, "/bin/sh", "-c", start);
    }

    /// <summary>A Zabbix agent.</summary>
    public static async Task<RealServer> ZabbixAgentAsync()
    {
        var agent = Needs.File("zabbix-agent", "/usr/sbin/zabbix_agentd");
        var folder = Directory.CreateTempSubdirectory("majordome-zabbix-");
        var port = Ports.Free(); // the agent takes none above 32,767
        var conf = Path.Combine(folder.FullName, "agent.conf");
        await File.WriteAllTextAsync(conf, $"""
            PidFile={folder.FullName}/pid
            LogType=console
            Server=127.0.0.1
            ListenIP=127.0.0.1
            ListenPort={Text(port)}
            StartAgents=1
            AllowRoot=1
            Hostname=lab

            """);
        return await StartAsync(folder, port, agent, "-f", "-c", conf);
    }

    /// <summary>Prometheus's exporter of the machine.</summary>
    public static async Task<RealServer> NodeExporterAsync()
    {
        var exporter = Needs.File("prometheus-node-exporter", "/usr/bin/prometheus-node-exporter");
        var folder = Directory.CreateTempSubdirectory("majordome-node-exporter-");
        var port = Ports.Free();
        return await StartAsync(folder, port, exporter, $"--web.listen-address=127.0.0.1:{Text(port)}", $"--collector.textfile.directory={folder.FullName}");
    }

    /// <summary>collectd, which measures this machine every second as <c>lab</c> and shows it by its <c>write_prometheus</c>.</summary>
    public static async Task<RealServer> CollectdAsync()
    {
        var collectd = Needs.File("collectd-core", "/usr/sbin/collectd");
        Needs.File("libmicrohttpd12", "/usr/lib/x86_64-linux-gnu/libmicrohttpd.so.12", "/usr/lib/aarch64-linux-gnu/libmicrohttpd.so.12");
        var folder = Directory.CreateTempSubdirectory("majordome-collectd-");
        var port = Ports.Free();
        var conf = Path.Combine(folder.FullName, "collectd.conf");
        await File.WriteAllTextAsync(conf, $"""
            Hostname "lab"
            FQDNLookup false
            BaseDir "{folder.FullName}"
            PIDFile "{folder.FullName}/pid"
            Interval 1
            LoadPlugin load
            LoadPlugin memory
            LoadPlugin uptime
            LoadPlugin write_prometheus
            <Plugin write_prometheus>
              Host "127.0.0.1"
              Port "{Text(port)}"
            </Plugin>

            """);
        return await StartAsync(folder, port, HasMeasuredAsync, collectd, "-f", "-C", conf);
    }

    // All it measures comes in the first second, each plugin in its own moment.
    private static async Task<bool> HasMeasuredAsync(int port)
    {
        using var http = new HttpClient();
        try
        {
            var page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{Text(port)}/metrics"));
            return new[] { "collectd_load_shortterm{", "collectd_memory{", "collectd_uptime{" }.All(name => page.Contains(name, StringComparison.Ordinal));
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<bool> AnswersUdpAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        try
        {
            var request = new byte[48];
            request[0] = 0x23;
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(request);
            return await socket.ReceiveAsync(request, patience.Token) > 0;
        }
        catch (Exception notYet) when (notYet is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
