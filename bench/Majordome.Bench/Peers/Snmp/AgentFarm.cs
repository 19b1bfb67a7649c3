using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Majordome.Bench.Peers.Checks;
using Majordome.Protocols.Snmp;

namespace Majordome.Bench.Peers.Snmp;

/// <summary>
/// Many agents of version 2c, each on an address of its own, in a process apart: all have the same objects, laid out beforehand so that
/// answering costs little. For each line it reads it prints how many requests it answered so far, and with how many objects.
/// </summary>
internal sealed class AgentFarm
{
    /// <summary>What an answer may hold, in bytes, as the loopback bears it.</summary>
    private const int Room = 60_000;

    private static readonly Oid[] Oids = [.. InterfaceObjects.All.Select(bind => bind.Oid)];
    private static readonly byte[][] Written = [.. InterfaceObjects.All.Select(Write)];
    private static long requests;
    private static long objects;

    /// <summary>Where the devices are.</summary>
    public static IEnumerable<string> Addresses(int devices) => Enumerable.Range(1, devices).Select(CheckLoad.Address);

    public static async Task<int> RunAsync(int devices, int port, TextReader input, TextWriter output)
    {
        foreach (var address in Addresses(devices))
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            _ = ServeAsync(socket);
        }

        do
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Volatile.Read(ref requests)} {Volatile.Read(ref objects)}"));
        }
        while (await input.ReadLineAsync() is not null);
        return 0;
    }

    private static async Task ServeAsync(Socket socket)
    {
        var (buffer, from, writer) = (new byte[2048], new SocketAddress(AddressFamily.InterNetwork), new BerWriter(Room + 1024));
        while (true)
        {
            var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, from);
            if (SnmpMessage.TryRead(buffer.AsSpan(0, length), out var message) && message!.Pdu is { Type: PduType.GetNext or PduType.GetBulk, VarBinds.Length: 1 })
            {
                socket.SendTo(Answer(writer, message).Span, SocketFlags.None, from);
            }
        }
    }

    private static Memory<byte> Answer(BerWriter writer, SnmpMessage message)
    {
        var asked = message.Pdu.VarBinds[0].Oid;
        var first = Array.BinarySearch(Oids, asked) is >= 0 and var at ? at + 1 : ~Array.BinarySearch(Oids, asked);
        var (last, bytes, most) = (first, 0, message.Pdu.Type == PduType.GetBulk ? message.Pdu.Second : 1);
        while (last < Written.Length && last - first < most && bytes + Written[last].Length < Room)
        {
            bytes += Written[last++].Length;
        }

        writer.Clear();
        if (last == Written.Length && last - first < most)
        {
            writer.WriteRaw(Write(new VarBind(Oids[^1], SnmpValue.Nothing(SnmpType.EndOfMibView))));
        }

        for (var which = last - 1; which >= first; which--)
        {
            writer.WriteRaw(Written[which]);
        }

        writer.Close(BerReader.Sequence, 0);
        writer.WriteInteger(0);
        writer.WriteInteger(0);
        writer.WriteInteger(message.Pdu.RequestId);
        writer.Close((byte)PduType.Response, 0);
        writer.WriteOctets(message.Community.Span);
        writer.WriteInteger((int)message.Version);
        writer.Close(BerReader.Sequence, 0);
        Interlocked.Increment(ref requests);
        Interlocked.Add(ref objects, last - first);
        return writer.Written;
    }

    private static byte[] Write(VarBind bind)
    {
        var writer = new BerWriter();
        writer.WriteValue(bind.Value);
        writer.WriteOid(bind.Oid);
        writer.Close(BerReader.Sequence, 0);
        return writer.Written.ToArray();
    }
}
