using System.Diagnostics;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Tests.Checks;

/// <summary>Each type of check against the server that people have.</summary>
public sealed class RealPeersTests
{
    [Fact]
    public async Task Bind_answers_for_each_kind_of_record_and_its_serials_are_compared()
    {
        await using var one = await RealServer.BindAsync(7);
        await using var same = await RealServer.BindAsync(7);
        await using var late = await RealServer.BindAsync(6);
        foreach (var (name, type, expected) in ((string, string, string)[])
        [
            ("mail.example.org", "A", "192.0.2.2"), ("mail.example.org", "AAAA", "2001:db8::2"), ("www.example.org", "CNAME", "mail.example.org"),
            ("example.org", "MX", "10 mail.example.org"), ("example.org", "NS", "ns1.example.org"), ("example.org", "TXT", "v=spf1 -all"),
            ("example.org", "CAA", "0 issue \"ca.example.net\""), ("_imap._tcp.example.org", "SRV", "1 2 143 mail.example.org"),
            ("_443._tcp.example.org", "TLSA", "3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
            ("sub.example.org", "DS", "12345 13 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"),
        ])
        {
            var answer = await OneRun.OnceAsync("dns", one.Target, $"name={name}", $"type={type}", $"expect={expected}");
            answer.Status.ShouldBe(CheckStatus.Ok, answer.Text);
        }

        var equal = await OneRun.OnceAsync("dns", one.Target, "name=example.org", "type=SOA", $"serial-servers={same.Target}");
        var differs = await OneRun.OnceAsync("dns", one.Target, "name=example.org", "type=SOA", $"serial-servers={same.Target}, {late.Target}, 127.0.0.1:1");
        var plain = await OneRun.OnceAsync("dns", one.Target, "name=example.org", "dnssec=signed", "type=MX");

        equal.Status.ShouldBe(CheckStatus.Ok, equal.Text);
        Value(equal, "serial").ShouldBe(7);
        differs.Status.ShouldBe(CheckStatus.Critical);
        differs.Text.ShouldContain($"; {late.Target} has serial 6; 127.0.0.1:1 does not answer for the zone");
        plain.Text.ShouldContain("; not signed");
    }

    [Fact]
    public async Task Chrony_tells_its_offset_and_stratum()
    {
        await using var chrony = await RealServer.ChronyAsync();

        var outcome = await OneRun.OnceAsync("ntp", chrony.Target);
        var far = await OneRun.OnceAsync("ntp", chrony.Target, "stratum-critical=2");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        Value(outcome, "offset")!.Value.ShouldBeInRange(-0.1, 0.1);
        Value(outcome, "stratum").ShouldBe(3);
        far.Status.ShouldBe(CheckStatus.Critical);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("starttls")]
    public async Task Dovecot_lets_in_and_opens_the_mailbox(string security)
    {
        await using var dovecot = await RealServer.DovecotAsync();
        string[] login = [$"security={security}", "verify=false", "user=alice", "password=secret"];

        var outcome = await OneRun.OnceAsync("imap", dovecot.Target, [.. login, "messages-warning=1"]);
        var refused = await OneRun.OnceAsync("imap", dovecot.Target, [.. login[..3], "password=wrong\"\\"]);
        var missing = await OneRun.OnceAsync("imap", dovecot.Target, [.. login, "mailbox=No such"]);
        var greeted = await OneRun.OnceAsync("imap", dovecot.Target);

        outcome.Status.ShouldBe(CheckStatus.Warning, outcome.Text);
        outcome.Text.ShouldStartWith("INBOX: 2 messages, ");
        refused.Text.ShouldStartWith("the login is refused: NO ");
        missing.Text.ShouldStartWith("the mailbox No such does not open: NO ");
        greeted.Status.ShouldBe(CheckStatus.Ok, greeted.Text);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task Nrpe_runs_its_plugin(int version, bool isSecure)
    {
        await using var nrpe = await RealServer.NrpeAsync(isSecure);
        string[] how = [string.Create(CultureInfo.InvariantCulture, $"version={version}"), isSecure ? "ssl=certificate" : "ssl=none", "verify=false"];

        var disk = await OneRun.OnceAsync("nrpe", nrpe.Target, [.. how, "command=disk"]);
        var hello = await OneRun.OnceAsync("nrpe", nrpe.Target, how);
        var unknown = await OneRun.OnceAsync("nrpe", nrpe.Target, [.. how, "command=nothing"]);

        disk.Status.ShouldBe(CheckStatus.Warning, disk.Text);
        disk.Text.ShouldBe("DISK WARNING - full");
        disk.Measurements[0].ShouldBe(new("/", 90, "%", "80", "95", 0, 100));
        hello.Status.ShouldBe(CheckStatus.Ok, hello.Text);
        hello.Text.ShouldStartWith("NRPE v");
        unknown.Status.ShouldBe(CheckStatus.Unknown);
    }

    [Theory]
    [InlineData("OL", CheckStatus.Ok)]
    [InlineData("OB DISCHRG", CheckStatus.Warning)]
    [InlineData("OB LB", CheckStatus.Critical)]
    public async Task Nut_tells_how_the_ups_is(string status, CheckStatus expected)
    {
        await using var nut = await RealServer.NutAsync(status);
        CheckOutcome outcome = CheckOutcome.Unknown("");
        for (var i = 0; i < 100 && !outcome.Text.StartsWith("lab: " + status, StringComparison.Ordinal); i++)
        {
            outcome = await OneRun.OnceAsync("nut", nut.Target, i % 2 == 0 ? "ups=lab" : "ups=");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        outcome.Status.ShouldBe(expected, outcome.Text);
        Value(outcome, "battery-charge").ShouldBe(87);
        Value(outcome, "input-voltage").ShouldBe(231.5);
        (await OneRun.OnceAsync("nut", nut.Target, "ups=none")).Text.ShouldBe("none: UNKNOWN-UPS");
    }

    [Fact]
    public async Task A_zabbix_agent_gives_its_items()
    {
        await using var agent = await RealServer.ZabbixAgentAsync();

        var ping = await OneRun.OnceAsync("zabbix-agent", agent.Target);
        var cores = await OneRun.OnceAsync("zabbix-agent", agent.Target, "key=system.cpu.num", "value-critical=@0:1000");
        var name = await OneRun.OnceAsync("zabbix-agent", agent.Target, "key=agent.hostname", "expect=lab");
        var none = await OneRun.OnceAsync("zabbix-agent", agent.Target, "key=no.such.item");

        ping.Status.ShouldBe(CheckStatus.Ok, ping.Text);
        cores.Status.ShouldBe(CheckStatus.Critical);
        name.Text.ShouldStartWith("agent.hostname: lab, ");
        none.Status.ShouldBe(CheckStatus.Unknown, none.Text);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("starttls")]
    public async Task OpenLdap_lets_in_and_finds_entries(string security)
    {
        await using var slapd = await RealServer.SlapdAsync();
        string[] login = [$"security={security}", "verify=false", "bind=cn=admin,dc=example,dc=org", "password=secret"];

        var people = await OneRun.OnceAsync("ldap", slapd.Target, [.. login, "base=dc=example,dc=org", "filter=(&(objectClass=person)(|(cn=p*)(sn=x))(!(cn=p3)))", "entries-critical=3:"]);
        var all = await OneRun.OnceAsync("ldap", slapd.Target, [.. login, "base=dc=example,dc=org", "scope=one", "filter=(sn=*rson\\201)"]);
        var nobody = await OneRun.OnceAsync("ldap", slapd.Target, $"security={security}", "verify=false");
        var refused = await OneRun.OnceAsync("ldap", slapd.Target, [.. login[..3], "password=wrong"]);
        var missing = await OneRun.OnceAsync("ldap", slapd.Target, [.. login, "base=dc=nowhere"]);

        people.Status.ShouldBe(CheckStatus.Critical, people.Text);
        Value(people, "entries").ShouldBe(2);
        Value(all, "entries").ShouldBe(1);
        nobody.Status.ShouldBe(CheckStatus.Ok, nobody.Text);
        refused.Text.ShouldStartWith("the login is refused: 49");
        missing.Text.ShouldStartWith("the search fails: 32");
    }

    [Fact]
    public async Task A_command_runs_over_ssh_with_a_key_and_a_known_host_alone()
    {
        await using var sshd = await RealServer.SshAsync();
        var target = $"root@{sshd.Target}";
        string[] with = [$"identity={sshd.Folder}/client", $"known-hosts={sshd.Folder}/known"];

        var number = await OneRun.OnceAsync("ssh-command", target, [.. with, "command=echo 42", "value-warning=40"]);
        var plugin = await OneRun.OnceAsync("ssh-command", target, [.. with, "command=echo 'X WARNING | a=1'; exit 1", "plugin-output=true"]);
        var failed = await OneRun.OnceAsync("ssh-command", target, [.. with, "command=echo broken >&2; exit 4"]);
        var impostor = await OneRun.OnceAsync("ssh-command", target, with[0], $"known-hosts={sshd.Folder}/other", "command=true");
        var stranger = await OneRun.OnceAsync("ssh-command", target, $"identity={sshd.Folder}/key", with[1], "command=true");

        number.Status.ShouldBe(CheckStatus.Warning, number.Text);
        Value(number, "value").ShouldBe(42);
        plugin.Text.ShouldBe("X WARNING");
        plugin.Measurements.ShouldHaveSingleItem().Label.ShouldBe("a");
        failed.Text.ShouldStartWith("ended with 4: broken, ");
        impostor.Status.ShouldBe(CheckStatus.Critical);
        impostor.Text.ShouldContain("Host key verification failed");
        stranger.Text.ShouldContain("Permission denied");
    }

    [Fact]
    public async Task A_command_over_ssh_that_hangs_is_ended_with_its_client()
    {
        await using var sshd = await RealServer.SshAsync();
        using var catalogue = OneRun.Catalogue();
        string[] with = [$"identity={sshd.Folder}/client", $"known-hosts={sshd.Folder}/known", "command=sleep 20.25"];

        var outcome = await OneRun.OnceAsync(catalogue, "ssh-command", $"root@{sshd.Target}", TimeSpan.FromSeconds(1.5), with);

        outcome.Text.ShouldBe("no answer within 1.5 s");
        await OneRun.UntilAsync(() => !Clients("sleep 20.25"), "the client is ended");
    }

    [Fact]
    public async Task Postgresql_answers_a_query()
    {
        await using var postgres = await RealServer.PostgresAsync();
        string[] account = ["user=postgres", $"password={(await File.ReadAllTextAsync("/etc/hostname")).Trim()}"];
        CheckOutcome number;
        do
        {
            number = await OneRun.OnceAsync("sql", postgres.Target, [.. account, "query=SELECT 12.5 UNION ALL SELECT 1", "value-warning=12"]);
        }
        while (number.Text.Contains("57P03", StringComparison.Ordinal));

        var text = await OneRun.OnceAsync("sql", postgres.Target, [.. account, "query=SELECT true", "expect=t"]);
        var write = await OneRun.OnceAsync("sql", postgres.Target, [.. account, "query=CREATE TABLE t (a int)"]);
        var none = await OneRun.OnceAsync("sql", postgres.Target, [.. account, "query=SELECT 1 WHERE false", "value-critical=1"]);
        var stranger = await OneRun.OnceAsync("sql", postgres.Target, "query=SELECT 1", "password=x");
        using var catalogue = OneRun.Catalogue();
        var slow = await OneRun.OnceAsync(catalogue, "sql", postgres.Target, TimeSpan.FromMilliseconds(400), [.. account, "query=SELECT pg_sleep(600)"]);

        // It is ended behind the run that gave up.
        CheckOutcome left;
        var since = Stopwatch.GetTimestamp();
        do
        {
            left = await OneRun.OnceAsync("sql", postgres.Target, [.. account, "query=SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(600)' AND pid <> pg_backend_pid()"]);
        }
        while (Value(left, "value") != 0 && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(30));

        number.Status.ShouldBe(CheckStatus.Warning, number.Text);
        Value(number, "value").ShouldBe(12.5);
        text.Status.ShouldBe(CheckStatus.Ok, text.Text);
        write.Text.ShouldContain("(25006)");
        none.Status.ShouldBe(CheckStatus.Unknown);
        stranger.Text.ShouldContain("(28P01)");
        slow.Text.ShouldBe("no answer within 0.4 s");
        Value(left, "value").ShouldBe(0);
        (await OneRun.OnceAsync("sql", "127.0.0.1:1", "query=SELECT 1")).Text.ShouldBe("connection refused");
    }

    /// <summary>Whether an ssh client runs with a command.</summary>
    private static bool Clients(string command) => Directory.GetDirectories("/proc").Any(process =>
    {
        try
        {
            var line = File.ReadAllText(Path.Combine(process, "cmdline"));
            return line.StartsWith("/usr/bin/ssh\0", StringComparison.Ordinal) && line.Contains(command, StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });

    private static double? Value(CheckOutcome outcome, string label) => outcome.Measurements.Single(datum => datum.Label == label).Value;
}
