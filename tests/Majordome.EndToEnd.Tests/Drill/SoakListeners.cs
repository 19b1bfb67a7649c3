using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Majordome.EndToEnd.Tests.Drill;

/// <summary>What the soak's checks speak to, on every address of 127.0.0.0/8: a web page and one that never answers; and a name server on the first.</summary>
internal sealed class SoakListeners : IAsyncDisposable
{
    private static readonly byte[] Page = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"u8.ToArray();

    private readonly TcpListener web = new(IPAddress.Any, 0);
    private readonly TcpListener hung = new(IPAddress.Any, 0);
    private readonly Socket names = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> working = [];

    public int Web => ((IPEndPoint)web.LocalEndpoint).Port;

    public int Hung => ((IPEndPoint)hung.LocalEndpoint).Port;

    public int Names => ((IPEndPoint)names.LocalEndPoint!).Port;

    public static Task<SoakListeners> StartAsync()
    {
        var listeners = new SoakListeners();
        listeners.web.Start(4096);
        listeners.hung.Start(4096);
        listeners.names.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listeners.working.Add(listeners.AcceptAsync(listeners.web, answers: true));
        listeners.working.Add(listeners.AcceptAsync(listeners.hung, answers: false));
        listeners.working.Add(listeners.NameAsync());
        return Task.FromResult(listeners);
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(working);
        web.Dispose();
        hung.Dispose();
        names.Dispose();
        ending.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, bool answers)
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                _ = TreatAsync(await listener.AcceptSocketAsync(ending.Token), answers);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // That connection, or all of them.
            }
        }
    }

    // Ends when the peer closes, which is what a time-out must come to.
    private async Task TreatAsync(Socket peer, bool answers)
    {
        using (peer)
        {
            try
            {
                var buffer = new byte[1024];
                while (await peer.ReceiveAsync(buffer, ending.Token) > 0)
                {
                    if (answers)
                    {
                        await peer.SendAsync(Page, ending.Token);
                        peer.Shutdown(SocketShutdown.Send);
                    }
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // The peer left.
            }
        }
    }

    private async Task NameAsync()
    {
        var buffer = new byte[512];
        while (!ending.IsCancellationRequested)
        {
            try
            {
                var asked = await names.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), ending.Token);
                await names.SendToAsync(Answer(buffer.AsSpan(0, asked.ReceivedBytes)), asked.RemoteEndPoint, ending.Token);
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // That question, or all of them.
            }
        }
    }

    /// <summary>The question again, with one address (RFC 1035, 4.1): its header, its question, and a record that points to the question's name.</summary>
    private static byte[] Answer(ReadOnlySpan<byte> question)
    {
        byte[] answer = [.. question, 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
        answer[2] |= 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(6), 1);
        return answer;
    }
}
