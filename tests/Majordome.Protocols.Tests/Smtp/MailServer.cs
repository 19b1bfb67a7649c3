using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Majordome.Tests.Shared;
using Xunit;

namespace Majordome.Protocols.Tests.Smtp;

/// <summary>
/// A real mail server for tests: Debian's <c>postfix</c> with a configuration, a queue and a mailbox of its own in a temporary folder, on two
/// ports of loopback. Several run side by side, and none touches the machine's own. It takes all mail for <see cref="Domain"/> and keeps it in one maildir;
/// mail for elsewhere it refuses, unless the sender signed in, and even then lets nothing leave the machine.
/// </summary>
/// <remarks>Needs root (postfix changes users) and the Debian package <c>postfix</c>. Linked by other test projects as <c>MailServer*.cs</c>.</remarks>
public sealed class MailServer : IAsyncDisposable
{
    /// <summary>The domain whose mail it keeps.</summary>
    public const string Domain = "majordome.test";

    /// <summary>Who may sign in.</summary>
    public const string User = "majordome";

    /// <summary>With which password.</summary>
    public const string Password = "astreinte-é-2026";

    private const string Master = "/usr/lib/postfix/sbin/master";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string folder = Directory.CreateTempSubdirectory("majordome-mail-").FullName;
    private readonly MailServerLogins logins;
    private Process? master;

    private MailServer()
    {
        Certificate = MailServerCertificate.Create();
        logins = new MailServerLogins(Path.Combine(folder, "logins"), User, Password);
        Port = Ports.Free();
        TlsPort = Ports.Free();
    }

    /// <summary>Plain, with STARTTLS offered (and AUTH, with or without it).</summary>
    public int Port { get; }

    /// <summary>TLS from the first octet.</summary>
    public int TlsPort { get; }

    /// <summary>What it shows of itself; names <c>localhost</c> and 127.0.0.1.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Why no server can be started here, or nothing.</summary>
    public static string? Missing =>
        !File.Exists(Master) ? "postfix is not installed (Debian package postfix)"
        : !Environment.IsPrivilegedProcess ? "postfix must be started by root"
        : null;

    /// <summary>What it did, for a test that fails.</summary>
    public string Log => File.Exists(LogFile) ? File.ReadAllText(LogFile) : "";

    private string LogFile => Path.Combine(folder, "log");

    private string Inbox => Path.Combine(folder, "mail", "inbox", "new");

    /// <summary>
    /// Starts a server and waits until it greets. Where none can be started the test is skipped with the reason, or fails when the environment
    /// has <c>CI=true</c>.
    /// </summary>
    public static async Task<MailServer> StartAsync()
    {
        if (Missing is { } reason)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Skip(reason);
        }

        var server = new MailServer();
        try
        {
            await server.RunAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a message in the mailbox that has this text in its raw form, and returns it.</summary>
    public async Task<string> MessageAsync(string containing)
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience)
        {
            if (Messages().FirstOrDefault(message => message.Contains(containing, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        throw new TimeoutException($"No message with '{containing}' within {Patience}. The server's log:\n{Log}");
    }

    /// <summary>All messages in the mailbox, raw, with LF at the ends of lines; the first three headers are the server's own.</summary>
    public IReadOnlyList<string> Messages() =>
        Directory.Exists(Inbox) ? [.. Directory.EnumerateFiles(Inbox).Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file, Encoding.Latin1))] : [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (master is not null)
        {
            master.Kill(entireProcessTree: true);
            await master.WaitForExitAsync();
            master.Dispose();
        }

        await logins.DisposeAsync();
        Certificate.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private static ProcessStartInfo Command(string path, params string[] arguments) =>
        new(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    private async Task RunAsync()
    {
        var configuration = Path.Combine(folder, "conf");
        Directory.CreateDirectory(configuration);
        Directory.CreateDirectory(Path.Combine(folder, "queue"));
        Directory.CreateDirectory(Path.Combine(folder, "mail"));
        const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
        File.SetUnixFileMode(Path.Combine(folder, "mail"), Everybody); // mail is delivered as nobody
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        await File.WriteAllTextAsync(Path.Combine(folder, "cert.pem"), KeyPem() + Certificate.ExportCertificatePem() + "\n");
        await File.WriteAllTextAsync(Path.Combine(configuration, "main.cf"), MainConfiguration());
        await File.WriteAllTextAsync(Path.Combine(configuration, "master.cf"), ServiceConfiguration());

        using (var check = Process.Start(Command("/usr/sbin/postfix", "-c", configuration, "check"))!) // makes the folders of the queue
        {
            var said = await check.StandardError.ReadToEndAsync();
            await check.WaitForExitAsync();
            if (check.ExitCode != 0)
            {
                throw new InvalidOperationException($"postfix check: {said} {Log}");
            }
        }

        var start = Command(Master, "-c", configuration, "-s");
        start.Environment["MAIL_CONFIG"] = configuration;
        master = Process.Start(start)!;
        await GreetingAsync();
    }

    private async Task GreetingAsync()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !master!.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                using var reader = new StreamReader(client.GetStream());
                if (await reader.ReadLineAsync() is { } line && line.StartsWith("220 ", StringComparison.Ordinal))
                {
                    await client.GetStream().WriteAsync("QUIT\r\n"u8.ToArray());
                    return;
                }
            }
            catch (Exception exception) when (exception is SocketException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }

        throw new TimeoutException($"postfix does not greet on port {Port}: {Log}");
    }

    private string KeyPem()
    {
        using var key = Certificate.GetECDsaPrivateKey()!;
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    private string MainConfiguration() => $"""
        compatibility_level = 3.6
        queue_directory = {folder}/queue
        data_directory = {folder}/data
        maillog_file = {LogFile}
        maillog_file_prefixes = {folder}
        import_environment = MAIL_CONFIG
        myhostname = mail.{Domain}
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        mynetworks =
        mydestination =
        alias_maps =
        alias_database =
        smtpd_peername_lookup = no
        disable_dns_lookups = yes
        default_transport = error:5.1.2 no mail leaves a test
        virtual_mailbox_domains = {Domain}
        virtual_mailbox_base = {folder}/mail
        virtual_mailbox_maps = static:inbox/
        virtual_minimum_uid = 1
        virtual_uid_maps = static:65534
        virtual_gid_maps = static:65534
        smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
        smtpd_tls_security_level = may
        smtpd_tls_received_header = yes
        smtpd_tls_chain_files = {folder}/cert.pem
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_authenticated_header = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = {logins.Path}

        """;

    private string ServiceConfiguration() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        127.0.0.1:{TlsPort} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        proxymap unix - - n - - proxymap
        anvil unix - - n - 1 anvil
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        postlog unix-dgram n - n - 1 postlogd

        """;
}
