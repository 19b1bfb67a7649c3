namespace Majordome.Probe.Tests.Checks;

public sealed class DefinitionTests
{
    [Theory]
    [InlineData("http", "ftp://x", "", "target: target-not-a-url")]
    [InlineData("http", "http://xn--a\u00e9/", "", "target: target-not-a-url")]
    [InlineData("prometheus", "http://xn--a\u00e9/", "", "target: target-not-a-url")]
    [InlineData("http", "http://x", "redirects=99", "parameters.redirects: parameter-out-of-bounds")]
    [InlineData("http", "http://x", "redirects=1.5", "parameters.redirects: parameter-not-a-number")]
    [InlineData("http", "http://x", "verify=perhaps", "parameters.verify: parameter-not-a-flag")]
    [InlineData("http", "http://x", "method=BREW", "parameters.method: parameter-not-a-choice")]
    [InlineData("http", "http://x", "method=", "parameters.method: parameter-not-a-choice")]
    [InlineData("http", "http://x", "method=GET /x", "parameters.method: parameter-not-a-choice")]
    [InlineData("http", "http://x", "matches=(", "parameters.matches: parameter-not-a-pattern")]
    [InlineData("http", "http://x", "matches=(?=a)", "parameters.matches: parameter-not-a-pattern")]
    [InlineData("http", "http://x", "status=2xx", "parameters.status: parameter-not-status-codes")]
    [InlineData("http", "http://x", "header=none", "parameters.header: parameter-not-name-colon-text")]
    [InlineData("http", "http://x", "time-warning=5:1", "parameters.time-warning: range-reversed")]
    [InlineData("http", "http://x", "colour=red", "parameters.colour: parameter-unknown")]
    [InlineData("tcp", "host", "", "target: target-not-host-and-port")]
    [InlineData("dns", "127.0.0.1", "", "parameters.name: parameter-missing")]
    [InlineData("snmp", "device", "", "parameters.oid: parameter-missing")]
    [InlineData("snmp", "device", "oid=sysDescr", "parameters.oid: snmp-oid-unreadable")]
    [InlineData("dns", "127.0.0.1", "name=a..b", "parameters.name: parameter-not-a-domain-name")]
    [InlineData("ldap", "host", "bind=cn=admin", "parameters.password: parameter-missing")]
    [InlineData("ldap", "host", "filter=(cn=a", "parameters.filter: parameter-not-a-filter")]
    [InlineData("ldap", "host", "filter=(cn:dn:=a)", "parameters.filter: parameter-not-a-filter")]
    [InlineData("ssh-command", "host", "command=true", "target: target-not-user-and-host")]
    [InlineData("ssh-command", "-oProxyCommand=x@host", "command=true", "target: target-not-user-and-host")]
    [InlineData("ssh-command", "a@-host", "command=true", "target: target-not-user-and-host")]
    [InlineData("ssh-command", "a@host", "identity=key file", "parameters.identity: target-not-a-path")]
    [InlineData("udp", "host:1", "payload=\\q", "parameters.payload: parameter-not-bytes")]
    [InlineData("nut", "host", "ups=a b", "parameters.ups: parameter-not-a-name")]
    [InlineData("imap", "host", "user=a\nb", "parameters.user: parameter-not-one-line")]
    [InlineData("disk", "srv", "", "target: target-not-a-path")]
    [InlineData("systemd", "--help", "", "target: target-not-a-unit")]
    [InlineData("smtp", "mx", "helo=a b", "parameters.helo: parameter-not-a-host")]
    [InlineData("plugin", "x", "command=/bin/sh", "parameters.command: plugin-outside-directories")]
    [InlineData("plugin", "x", "command=../sh", "parameters.command: plugin-outside-directories")]
    [InlineData("plugin", "x", "command=/plugins/../bin/sh", "parameters.command: plugin-outside-directories")]
    [InlineData("prometheus", "host:9100", "", "target: target-not-a-url")]
    [InlineData("prometheus", "http://x", "series=1up", "parameters.series: parameter-not-series")]
    [InlineData("prometheus", "http://x", "warn-when=up", "parameters.warn-when: parameter-not-series-conditions")]
    [InlineData("prometheus", "http://x", "critical-when=up{a=~\"(\"} < 1", "parameters.critical-when: parameter-not-series-conditions")]
    [InlineData("snmp-storage", "", "", "target: target-not-a-host")]
    [InlineData("snmp-sensors", "x", "version=3", "parameters.user: parameter-missing")]
    [InlineData("snmp-interfaces", "x", "must-be-up=perhaps", "parameters.must-be-up: parameter-not-a-choice")]
    [InlineData("snmp-memory", "x", "version=3,user=a,auth=sha256", "parameters.auth-password: snmp-password-short")]
    [InlineData("snmp-memory", "x", "version=3,user=a,auth-password=correct horse", "parameters.auth-password: snmp-password-without-algorithm")]
    [InlineData("snmp-memory", "x", "version=3,user=a,privacy=aes128,privacy-password=battery staple", "parameters.privacy: snmp-privacy-without-authentication")]
    [InlineData("nonsense", "x", "", "type: check-type-unknown")]
    public void What_cannot_be_checked_is_refused_by_field_and_rule(string type, string target, string parameter, string expected)
    {
        using var catalogue = OneRun.Catalogue("/", "/plugins");
        var given = type.StartsWith("snmp-", StringComparison.Ordinal) ? parameter.Split(',') : [parameter];
        var parameters = parameter.Length == 0 ? [] : given.Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

        var result = catalogue.Prepare(type, target, parameters);

        result.IsAccepted.ShouldBeFalse();
        result.Refusals.Select(refusal => $"{refusal.Path}: {refusal.Rule}").ShouldContain(expected);
    }

    [Fact]
    public void Every_default_is_accepted_by_its_own_rules()
    {
        using var catalogue = OneRun.Catalogue("/", "/plugins");
        foreach (var type in catalogue.Types)
        {
            var given = type.Parameters.Where(parameter => parameter.Default is null)
                .ToDictionary(parameter => parameter.Name, parameter => parameter.Name switch { "command" => "check_x", "oid" => "1.3.6.1", _ => "example.org" });
            var target = type.Name switch { "http" or "prometheus" => "https://example.org", "disk" => "/", "ssh-command" => "monitoring@example.org", _ => "example.org:25" };

            using var check = type.Prepare(target, given) is { IsAccepted: true } result || type.Name == "icmp"
                ? type.Prepare(type.Name == "icmp" ? "example.org" : target, given).Value
                : throw new InvalidOperationException(type.Name + string.Join("; ", type.Prepare(target, given).Refusals));
        }
    }
}
