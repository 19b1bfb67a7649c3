using System.Net;
using System.Net.Sockets;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>
/// A server with listeners on ports that the system chose. Another server that looks around on this machine meanwhile (<c>FirstLook</c>; tests from end to end start some)
/// speaks to streams too: by TLS and HTTP, 38 lines of the system log.
/// </summary>
internal sealed class Listening : IAsyncDisposable
{
    private readonly List<IHostedService> listeners = [];

    private Listening(Watched watched) => Watched = watched;

    public Watched Watched { get; }

    public ReceivedLog Log => Watched.Server.Services.GetRequiredService<ReceivedLog>();

    public AsideTray Tray => Watched.Server.Services.GetRequiredService<AsideTray>();

    public static async Task<Listening> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite) => new(await Watched.StartAsync(kind));

    /// <summary>Starts a listener.</summary>
    public async Task<T> StartAsync<T>(ServerOptions options, Action<T>? configure = null)
        where T : IHostedService
    {
        var listener = ActivatorUtilities.CreateInstance<T>(Watched.Server.Services, options);
        configure?.Invoke(listener);
        await listener.StartAsync(TestContext.Current.CancellationToken);
        listeners.Add(listener);
        return listener;
    }

    public async Task<int> DatagramsAsync() => (await StartAsync<SyslogDatagrams>(new ServerOptions { SyslogListen = "udp://127.0.0.1:0" })).Endpoints[0].Port;

    public async Task<IPEndPoint> StreamsAsync(Action<SyslogStreams>? configure = null) =>
        (await StartAsync(new ServerOptions { SyslogListen = "tcp://127.0.0.1:0" }, configure)).Endpoints[0];

    public async Task<Guid> SourceAsync(SourceForm? form = null) =>
        (await Watched.Server.RunAsync(Watched.Program, (AddSource c) => c.HandleAsync(Watched.ClientId, form ?? new SourceForm("Routeur", "127.0.0.1"), default))).Value.Id;

    /// <summary>The messages there are once there are so many, in the order they came.</summary>
    public async Task<List<ReceivedMessage>> MessagesAsync(int count)
    {
        var found = await Eventually.ReadAsync(Watched.AllAsync<ReceivedMessage>, all => all.Count >= count);
        found.Count.ShouldBe(count, string.Join('\n', found.Select(m => m.Text)));
        return [.. found.OrderBy(m => m.Id)];
    }

    /// <summary>What is put aside once there is so much.</summary>
    public async Task<List<StrayMessage>> StraysAsync(int count)
    {
        var found = await Eventually.ReadAsync(
            async () =>
            {
                await Tray.EmptyAsync(everything: true, TestContext.Current.CancellationToken);
                return await Watched.AllAsync<StrayMessage>();
            },
            all => all.Count >= count);
        found.Count.ShouldBe(count);
        return [.. found.OrderBy(m => m.Id)];
    }

    public static async Task SendAsync(int port, byte[] datagram)
    {
        using var socket = new UdpClient();
        await socket.SendAsync(datagram, new IPEndPoint(IPAddress.Loopback, port), TestContext.Current.CancellationToken);
    }

    public SenderFigures? FiguresOf(Guid source) => Watched.Server.Services.GetRequiredService<SenderMeters>().FiguresOf(source);

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in listeners)
        {
            await listener.StopAsync(default);
            (listener as IDisposable)?.Dispose();
        }

        await Watched.DisposeAsync();
    }
}
