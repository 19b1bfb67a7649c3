using System.Globalization;
using System.Text;
using Majordome.EndToEnd.Tests.Support;
using Majordome.Tests.Shared;

namespace Majordome.Bench.Peers.Checks;

/// <summary>Who runs checks: how each is configured and started with a load. Each in a folder of its own.</summary>
internal static class Contestants
{
    public static readonly DebianPackage Icinga = new("icinga2-bin", "/usr/sbin/icinga2");
    public static readonly DebianPackage IcingaTemplates = new("icinga2-common", "/usr/share/icinga2/include/itl");
    public static readonly DebianPackage Nagios = new("nagios4-core", "/usr/sbin/nagios4");
    public static readonly DebianPackage Plugins = new("monitoring-plugins-basic", "/usr/lib/nagios/plugins/check_tcp");
    public static readonly DebianPackage Blackbox = new("prometheus-blackbox-exporter", "/usr/bin/prometheus-blackbox-exporter");

    private const string PluginFolder = "/usr/lib/nagios/plugins";

    /// <summary>Command lines of the plugins for a load of TCP and HTTP checks.</summary>
    public static IEnumerable<(string Name, string Command)> Commands(CheckLoad load) => load.Checks.Select(check => (
        $"c{check.Address}",
        string.Create(CultureInfo.InvariantCulture, $"{PluginFolder}/{(check.IsHttp ? $"check_http -I {check.Address} -u / -p {load.Port}" : $"check_tcp -H {check.Address} -p {load.Port}")}")));

    public static PeerProcess StartOwn(CheckLoad load)
    {
        var folder = PeerProcess.MakeFolder("engine");
        return PeerProcess.StartOwn(folder, "checks", folder, load.Count, load.Port);
    }

    /// <summary>Nagios as its own user, with what it would otherwise keep of each result or ask the world turned off.</summary>
    /// <param name="commands">Name and command line of each check.</param>
    /// <param name="interval">In seconds.</param>
    public static async Task<PeerProcess> StartNagiosAsync(IEnumerable<(string Name, string Command)> commands, int interval)
    {
        var folder = await OwnedFolderAsync("nagios", "nagios");
        var objects = new StringBuilder("""
            define timeperiod {
             timeperiod_name always
             alias always
             sunday 00:00-24:00
             monday 00:00-24:00
             tuesday 00:00-24:00
             wednesday 00:00-24:00
             thursday 00:00-24:00
             friday 00:00-24:00
             saturday 00:00-24:00
            }
            define command {
             command_name run
             command_line $ARG1$
            }
            define contact {
             contact_name nobody
             host_notification_commands run
             service_notification_commands run
             host_notification_period always
             service_notification_period always
            }

            """);
        foreach (var (name, command) in commands)
        {
            objects.Append(CultureInfo.InvariantCulture, $$"""
                define host {
                 host_name {{name}}
                 address {{name[1..]}}
                 check_period always
                 max_check_attempts 3
                 contacts nobody
                 notifications_enabled 0
                 active_checks_enabled 0
                }
                define service {
                 host_name {{name}}
                 service_description s
                 check_command run!{{command}}
                 check_interval {{interval}}
                 retry_interval {{interval}}
                 max_check_attempts 3
                 check_period always
                 contacts nobody
                 notifications_enabled 0
                }

                """);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "objects.cfg"), objects.ToString());
        await File.WriteAllTextAsync(Path.Combine(folder, "nagios.cfg"), $"""
            cfg_file={folder}/objects.cfg
            log_file={folder}/nagios.log
            object_cache_file={folder}/objects.cache
            precached_object_file={folder}/objects.precache
            status_file={folder}/status.dat
            state_retention_file={folder}/retention.dat
            command_file={folder}/nagios.cmd
            query_socket={folder}/nagios.qh
            lock_file={folder}/nagios.pid
            temp_file={folder}/nagios.tmp
            temp_path={folder}
            check_result_path={folder}
            interval_length=1
            check_for_updates=0
            enable_notifications=0
            enable_event_handlers=0
            log_initial_states=0
            max_concurrent_checks=0
            service_inter_check_delay_method=s
            max_service_check_spread=1
            nagios_user=nagios
            nagios_group=nagios

            """);
        await OwnAsync(folder, "nagios");
        return PeerProcess.Start(folder, listens: false, Nagios.File, Path.Combine(folder, "nagios.cfg"));
    }

    /// <summary>Icinga with its checker alone: no API, no cluster, no log of each result.</summary>
    public static async Task<PeerProcess> StartIcingaAsync(IEnumerable<(string Name, string Command)> commands, int interval)
    {
        var folder = await OwnedFolderAsync("icinga", "nagios");
        var objects = new StringBuilder($$"""
            include <itl>
            library "checker"
            const NodeName = "bench"
            object CheckerComponent "checker" { concurrent_checks = 512 }
            object FileLogger "log" { severity = "critical", path = "{{folder}}/icinga.log" }
            object CheckCommand "dummy-host" { command = [ "/bin/true" ] }
            template Service "s" { check_interval = {{interval}}s, retry_interval = {{interval}}s, enable_notifications = false }

            """);
        foreach (var (name, command) in commands)
        {
            var words = string.Join(", ", command.Split(' ').Select(word => $"\"{word}\""));
            objects.Append(CultureInfo.InvariantCulture, $$"""
                object Host "{{name}}" { check_command = "dummy-host", enable_active_checks = false }
                object CheckCommand "r{{name}}" { command = [ {{words}} ] }
                object Service "s" { import "s", host_name = "{{name}}", check_command = "r{{name}}" }

                """);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "icinga2.conf"), objects.ToString());
        await OwnAsync(folder, "nagios");
        string[] places = ["DataDir", "LogDir", "CacheDir", "SpoolDir", "InitRunDir"];
        return PeerProcess.Start(
            folder, listens: false, Icinga.File,
            ["daemon", "-c", Path.Combine(folder, "icinga2.conf"), .. places.SelectMany(place => new[] { "-D", $"{place}={folder}" }), "-D", "RunAsUser=nagios", "-D", "RunAsGroup=nagios"]);
    }

    public static async Task<(PeerProcess Process, int Port)> StartBlackboxAsync()
    {
        var (folder, port) = (PeerProcess.MakeFolder("blackbox"), Ports.Free());
        var file = Path.Combine(folder, "blackbox.yml");
        await File.WriteAllTextAsync(file, "modules:\n  http: {prober: http, timeout: 10s}\n  tcp: {prober: tcp, timeout: 10s}\n");
        return (PeerProcess.Start(folder, listens: false, Blackbox.File, $"--config.file={file}", string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}")), port);
    }

    private static async Task<string> OwnedFolderAsync(string name, string user)
    {
        var folder = PeerProcess.MakeFolder(name);
        await OwnAsync(folder, user);
        return folder;
    }

    private static Task OwnAsync(string folder, string user) => Peers.Commands.RunAsync("chown", "-R", user, folder);
}
