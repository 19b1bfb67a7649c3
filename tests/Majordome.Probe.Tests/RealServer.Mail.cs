using Majordome.Tests.Shared;

namespace Majordome.Probe.Tests;

internal sealed partial class RealServer
{
    /// <summary>Dovecot with a user <c>alice</c>, password <c>secret</c>, whose INBOX holds two messages, and a certificate of its own.</summary>
    public static async Task<RealServer> DovecotAsync()
    {
        var dovecot = Needs.File("dovecot-imapd", "/usr/sbin/dovecot");
        Needs.Condition(Environment.UserName == "root", "dovecot needs root");
        var folder = Directory.CreateTempSubdirectory("majordome-dovecot-");
        await CertificateAsync(folder);
        (await RunAsync("chmod", "755", folder.FullName)).ShouldBe(0);
        var port = Ports.Free();
        var mail = Path.Combine(folder.FullName, "mail");
        foreach (var part in (string[])["cur", "new", "tmp"])
        {
            Directory.CreateDirectory(Path.Combine(mail, part));
        }

        await File.WriteAllTextAsync(Path.Combine(mail, "new", "1.a"), "Subject: one\n\nbody\n");
        await File.WriteAllTextAsync(Path.Combine(mail, "cur", "2.b:2,S"), "Subject: two\n\nbody\n");
        (await RunAsync("chown", "-R", "mail:mail", mail)).ShouldBe(0);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "users"), "alice:{PLAIN}secret:8:8::/nonexistent::\n");
        var conf = Path.Combine(folder.FullName, "dovecot.conf");
        await File.WriteAllTextAsync(conf, $$"""
            base_dir = {{folder.FullName}}/run
            state_dir = {{folder.FullName}}/state
            log_path = {{folder.FullName}}/log
            protocols = imap
            listen = 127.0.0.1
            first_valid_uid = 8
            mail_location = maildir:{{mail}}
            disable_plaintext_auth = no
            ssl = yes
            ssl_cert = <{{folder.FullName}}/cert.pem
            ssl_key = <{{folder.FullName}}/key.pem
            passdb {
              driver = passwd-file
              args = {{folder.FullName}}/users
            }
            userdb {
              driver = passwd-file
              args = {{folder.FullName}}/users
            }
            service imap-login {
              chroot =
              inet_listener imap {
                port = {{port}}
              }
              inet_listener imaps {
                port = 0
              }
            }
            """);
        return await StartAsync(folder, port, dovecot, "-F", "-c", conf);
    }
}
