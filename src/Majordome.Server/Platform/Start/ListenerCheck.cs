using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Majordome.Server.Platform.Start;

/// <summary>Looks before anything is started whether each listener can have its address, so that the answer is one line and not a stack of half-started services.</summary>
internal static class ListenerCheck
{
    /// <summary>Looks at all of them.</summary>
    /// <exception cref="StartRefusedException">
    /// <c>listen-malformed</c>, <c>syslog-listen-malformed</c>, <c>port-in-use</c>, <c>listen-refused</c>, <c>certificate-missing</c>, <c>certificate-unreadable</c>.
    /// </exception>
    public static void Run(ServerOptions options)
    {
        Stream(options.Listen, ListenAddress.Web(options));
        if (ListenAddress.Zabbix(options) is { } zabbix)
        {
            Stream(options.ZabbixListen!, zabbix);
        }

        foreach (var word in ListenAddress.Words(options.SnmpTrapListen))
        {
            Datagrams(word, ListenAddress.Of(word, ListenAddress.TrapPort));
        }

        foreach (var word in ListenAddress.Words(options.SyslogListen))
        {
            Syslog(word, options.SyslogCertificate);
        }
    }

    private static void Syslog(string word, string? certificate)
    {
        var (carrier, endpoint) = ListenAddress.ReadSyslog(word) ?? throw new StartRefusedException("syslog-listen-malformed", word);
        if (carrier is Carrier.Udp)
        {
            Datagrams(word, endpoint);
            return;
        }

        if (carrier is Carrier.Tls)
        {
            Certificate(certificate ?? throw new StartRefusedException("certificate-missing", word));
        }

        Stream(word, endpoint);
    }

    private static void Certificate(string file)
    {
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartRefusedException("certificate-unreadable", file, exception.Message);
        }
    }

    private static void Stream(string word, IPEndPoint endpoint) => Try(word, () =>
    {
        using var listener = new TcpListener(endpoint);
        listener.Start();
    });

    private static void Datagrams(string word, IPEndPoint endpoint) => Try(word, () =>
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
    });

    private static void Try(string word, Action bind)
    {
        try
        {
            bind();
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new StartRefusedException("port-in-use", word);
        }
        catch (SocketException exception)
        {
            throw new StartRefusedException("listen-refused", word, exception.Message);
        }
    }
}
