using System.Net;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Discovery;
using Majordome.Probe.Machine;
using Majordome.Probe.Tests.Checks;

namespace Majordome.Probe.Tests.Discovery;

[Collection(nameof(Alone))]
public sealed class LocalDiscoveryTests : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("majordome-machine-");

    public void Dispose() => root.Delete(recursive: true);

    [Fact]
    public async Task This_machine_is_seen_as_it_is_and_all_that_is_proposed_can_be_run()
    {
        await using var ssh = await RealServer.SshAsync();
        await using var own = LoopbackServer.Silent();

        // A service that is slow to greet is one that takes connections: it is looked at again.
        DiscoveredMachine found;
        var looks = 0;
        do
        {
            found = await new LocalDiscovery(new MachineFiles(), TimeProvider.System).LookAsync(CancellationToken.None);
        }
        while (++looks < 5 && !found.Machine.Services.Any(service => service.Port == ssh.Port && service.Identity.Protocol == ServiceProtocol.Ssh));

        var machine = found.Machine;
        machine.HostName.ShouldBe(Environment.MachineName);
        machine.Processors.Count.ShouldBe(Environment.ProcessorCount);
        machine.Memory.ShouldBeGreaterThan(100_000_000);
        machine.System.Name.ShouldNotBeNullOrEmpty();
        machine.Disks.ShouldAllBe(disk => disk.MountPoint.StartsWith('/') && disk.Total > 0);
        machine.Services.ShouldContain(service => service.Port == ssh.Port && service.Process == "sshd" && service.Identity.Protocol == ServiceProtocol.Ssh && !service.IsPublic);
        machine.Services.ShouldNotContain(service => service.Port == own.Port, "of this very process");
        found.Checks.Select(check => check.Type).ShouldContain("cpu");
        found.Checks.ShouldContain(check => check.Type == "ssh" && check.Target == ssh.Target && check.Name == $"ssh sshd :{ssh.Port}");

        using var catalogue = OneRun.Catalogue();
        foreach (var check in found.Checks)
        {
            catalogue.Prepare(check.Type, check.Target, check.Parameters).IsAccepted.ShouldBeTrue(check.Name);
        }
    }

    [Fact]
    public async Task Each_service_is_proposed_by_what_it_speaks_and_is_ok_as_it_is()
    {
        using var certificate = LoopbackServer.Certificate("shop.example", TimeProvider.System.GetUtcNow().AddDays(90));
        const string page = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
        await using var web = LoopbackServer.Web(_ => page);
        await using var secured = LoopbackServer.Web(_ => page, certificate);
        await using var mute = LoopbackServer.Silent();
        var ports = (int[])[web.Port, secured.Port, mute.Port];

        var found = await new LocalDiscovery(new MachineFiles(), TimeProvider.System, ownProcess: 0).LookAsync(CancellationToken.None);
        var proposed = found.Checks.Where(check => ports.Any(port => check.Name.EndsWith($":{port}", StringComparison.Ordinal))).ToArray();

        proposed.Select(check => check.Type).Order(StringComparer.Ordinal).ShouldBe(["http", "http", "tcp", "tls"]);
        foreach (var check in proposed)
        {
            var outcome = await OneRun.OnceAsync(check.Type, check.Target, [.. check.Parameters.Select(pair => $"{pair.Key}={pair.Value}")]);
            outcome.Status.ShouldBe(CheckStatus.Ok, $"{check.Name}: {outcome.Text}");
        }
    }

    [Fact]
    public async Task A_real_postgresql_is_found_and_checked()
    {
        await using var server = await RealServer.PostgresAsync();

        var found = await new LocalDiscovery(new MachineFiles(), TimeProvider.System).LookAsync(CancellationToken.None);
        var outcome = await OneRun.OnceAsync("postgresql", server.Target);

        found.Machine.Services.Single(service => service.Port == server.Port).Identity.Protocol.ShouldBe(ServiceProtocol.PostgreSql);
        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Text.ShouldStartWith("takes connections");
    }

    [Fact]
    public async Task A_real_ssh_server_is_checked()
    {
        await using var server = await RealServer.SshAsync();

        var outcome = await OneRun.OnceAsync("ssh", server.Target);

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Text.ShouldStartWith("SSH-2.0-OpenSSH");
    }

    [Fact]
    public void Disks_are_file_systems_of_this_machine_each_once()
    {
        Write(
            "proc/self/mounts",
            """
            proc /proc proc rw 0 0
            /dev/sda1 / ext4 rw 0 0
            /dev/sdb1 /srv/very\040long xfs rw 0 0
            /dev/sdb1 /srv/a xfs rw 0 0
            tmpfs /run tmpfs rw 0 0
            nas:/export /mnt/nas nfs4 rw 0 0
            /dev/loop0 /snap/core squashfs ro 0 0
            overlay /var/lib/docker/x overlay rw 0 0
            tank/data /tank zfs rw 0 0
            broken
            """);

        MountTable.Read(new MachineFiles(root.FullName)).ShouldBe(
            [("/", "/dev/sda1", "ext4"), ("/srv/a", "/dev/sdb1", "xfs"), ("/tank", "tank/data", "zfs")]);
    }

    [Fact]
    public void Listening_sockets_are_read_in_both_families()
    {
        Write(
            "proc/net/tcp",
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n" +
            "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   115        0 111 1 0\n" +
            "   1: 0100007F:1538 0100007F:D431 01 00000000:00000000 00:00000000 00000000   115        0 112 1 0\n" +
            "   2: rubbish\n");
        Write(
            "proc/net/tcp6",
            "   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 222 1 0\n" +
            "   1: 0000000000000000FFFF00000100007F:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 333 1 0\n" +
            "   2: B80D0120000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 444 1 0\n");

        ListeningSockets.Read(new MachineFiles(root.FullName)).ShouldBe(
        [
            new ListeningSocket(IPAddress.Loopback, 5432, 111),
            new ListeningSocket(IPAddress.IPv6Any, 22, 222),
            new ListeningSocket(IPAddress.Loopback, 80, 333),
            new ListeningSocket(IPAddress.Parse("2001:db8::1"), 81, 444),
        ]);
    }

    private void Write(string path, string text)
    {
        var file = Path.Combine(root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
