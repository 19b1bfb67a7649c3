using System.Net;
using System.Text;
using Majordome.Probe.Discovery;

namespace Majordome.Probe.Tests.Discovery;

public sealed class ServiceIdentifierTests
{
    private const string Page = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

    [Fact]
    public async Task A_server_that_greets_is_known_by_its_greeting()
    {
        await using var ssh = LoopbackServer.Saying("SSH-2.0-OpenSSH_9.2\r\n");
        await using var imap = LoopbackServer.Saying("* OK ready\u0007\r\n");

        (await IdentifyAsync(ssh)).ShouldBe(new ServiceIdentity(ServiceProtocol.Ssh, "SSH-2.0-OpenSSH_9.2"));
        (await IdentifyAsync(imap)).ShouldBe(new ServiceIdentity(ServiceProtocol.Tcp, "* OK ready"));
    }

    [Theory]
    [InlineData("250 mx\r\n", ServiceProtocol.Smtp)]
    [InlineData("500 unknown command\r\n", ServiceProtocol.Tcp)]
    public async Task A_mail_server_is_told_from_a_file_server_by_its_answer_to_ehlo(string answer, ServiceProtocol protocol)
    {
        await using var server = LoopbackServer.Start(async (stream, cancellation) =>
        {
            await stream.WriteAsync("220 host ready\r\n"u8.ToArray(), cancellation);
            if (await stream.ReadAsync(new byte[100], cancellation) > 0)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation);
            }
        });

        (await IdentifyAsync(server)).ShouldBe(new ServiceIdentity(protocol, "220 host ready"));
    }

    [Fact]
    public async Task A_web_server_is_known_with_and_without_tls()
    {
        using var certificate = LoopbackServer.Certificate("shop.example", DateTimeOffset.Parse("2126-01-01T00:00:00Z"));
        await using var plain = LoopbackServer.Web(request => request.StartsWith("GET", StringComparison.Ordinal) ? Page : "HTTP/1.1 400 Bad Request\r\n\r\n");
        await using var secured = LoopbackServer.Web(_ => Page, certificate);

        (await IdentifyAsync(plain)).ShouldBe(new ServiceIdentity(ServiceProtocol.Http, "HTTP/1.1 401 Unauthorized", 401));
        (await IdentifyAsync(secured)).ShouldBe(new ServiceIdentity(ServiceProtocol.Https, null, 401, "shop.example", false));
    }

    [Fact]
    public async Task Something_within_tls_that_is_no_web_server_is_tls()
    {
        using var certificate = LoopbackServer.Certificate("ldap.example", DateTimeOffset.Parse("2126-01-01T00:00:00Z"));
        await using var server = LoopbackServer.Start((stream, cancellation) => stream.ReadAsync(new byte[10], cancellation).AsTask(), certificate);

        (await IdentifyAsync(server)).ShouldBe(new ServiceIdentity(ServiceProtocol.Tls, null, null, "ldap.example", false));
    }

    [Fact]
    public async Task Whoever_says_nothing_whatever_is_asked_just_takes_connections()
    {
        await using var server = LoopbackServer.Silent();

        (await IdentifyAsync(server)).ShouldBe(new ServiceIdentity(ServiceProtocol.Tcp));
    }

    [Fact]
    public async Task Nobody_there_is_nothing() =>
        (await new ServiceIdentifier(TimeProvider.System).IdentifyAsync(new IPEndPoint(IPAddress.Loopback, 1), null, CancellationToken.None)).ShouldBeNull();

    private static Task<ServiceIdentity?> IdentifyAsync(LoopbackServer server) =>
        new ServiceIdentifier(TimeProvider.System).IdentifyAsync(new IPEndPoint(IPAddress.Loopback, server.Port), null, CancellationToken.None);
}
