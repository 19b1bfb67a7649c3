using Majordome.Tests.Shared;

namespace Majordome.Probe.Tests;

internal sealed partial class RealServer
{
    /// <summary>OpenLDAP with <c>dc=example,dc=org</c>, an administrator (<c>cn=admin,…</c>, password <c>secret</c>), three people and a certificate of its own.</summary>
    public static async Task<RealServer> SlapdAsync()
    {
        var slapd = Needs.File("slapd", "/usr/sbin/slapd");
        var folder = Directory.CreateTempSubdirectory("majordome-slapd-");
        await CertificateAsync(folder);
        Directory.CreateDirectory(Path.Combine(folder.FullName, "db"));
        var port = Ports.Free();
        var conf = Path.Combine(folder.FullName, "slapd.conf");
        await File.WriteAllTextAsync(conf, $$"""
            include /etc/ldap/schema/core.schema
            pidfile {{folder.FullName}}/pid
            modulepath /usr/lib/ldap
            moduleload back_mdb
            TLSCertificateFile {{folder.FullName}}/cert.pem
            TLSCertificateKeyFile {{folder.FullName}}/key.pem
            database mdb
            suffix "dc=example,dc=org"
            rootdn "cn=admin,dc=example,dc=org"
            rootpw secret
            directory {{folder.FullName}}/db
            maxsize 10485760
            """);
        var people = string.Concat(Enumerable.Range(1, 3).Select(i => $"dn: cn=p{i},dc=example,dc=org\nobjectClass: person\ncn: p{i}\nsn: Person {i}\n\n"));
        var ldif = Path.Combine(folder.FullName, "data.ldif");
        await File.WriteAllTextAsync(ldif, $"dn: dc=example,dc=org\nobjectClass: dcObject\nobjectClass: organization\ndc: example\no: Example\n\n{people}");
        (await RunAsync(slapd, "-T", "add", "-f", conf, "-l", ldif)).ShouldBe(0);
        return await StartAsync(folder, port, slapd, "-d", "0", "-f", conf, "-h", $"ldap://127.0.0.1:{Text(port)}/");
    }
}
