using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Majordome.Protocols.Snmp;

namespace Majordome.Probe.Tests.Snmp;

/// <summary>An agent of versions 1 and 2c over UDP, with objects given to it, and the faults of real ones on demand.</summary>
internal sealed class AgentSimulator : IAsyncDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource stop = new();
    private Oid[] oids = [];
    private SnmpValue[] values = [];
    private readonly Task serving;
    private int answering;

    /// <summary>Starts it. Of equal identifiers the first counts; what BER has no form for is left out.</summary>
    public AgentSimulator(IEnumerable<KeyValuePair<Oid, SnmpValue>> objects)
    {
        Become(objects);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        serving = ServeAsync();
    }

    public IPEndPoint Address => (IPEndPoint)socket.LocalEndPoint!;

    /// <summary>Requests seen, in their order.</summary>
    public List<SnmpPdu> Seen { get; } = [];

    /// <summary>The most requests that waited for their answer at once.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>Requests that are never answered.</summary>
    public Func<SnmpPdu, bool> Ignores { get; set; } = _ => false;

    /// <summary>The most objects of an answer; more are "too big".</summary>
    public int TooBigAbove { get; set; } = int.MaxValue;

    /// <summary>Gives the same object for ever.</summary>
    public bool Loops { get; set; }

    /// <summary>Begins anew behind its last object.</summary>
    public bool Wraps { get; set; }

    /// <summary>How long it thinks about a request.</summary>
    public TimeSpan Thinking { get; set; }

    /// <summary>Whether an object can be said in BER.</summary>
    public static bool CanBeSent(KeyValuePair<Oid, SnmpValue> pair) =>
        BerWriter.CanWrite(pair.Key) && (pair.Value.Type != SnmpType.ObjectIdentifier || BerWriter.CanWrite(pair.Value.AsOid));

    /// <summary>Has other objects from now on; while nothing is asked.</summary>
    public void Become(IEnumerable<KeyValuePair<Oid, SnmpValue>> objects)
    {
        var sorted = objects.Where(CanBeSent).OrderBy(pair => pair.Key).DistinctBy(pair => pair.Key).ToList();
        (oids, values) = ([.. sorted.Select(pair => pair.Key)], [.. sorted.Select(pair => pair.Value)]);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        socket.Dispose();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var buffer = new byte[SnmpMessage.Largest];
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0), stop.Token);
                if (!SnmpMessage.TryRead(buffer.AsSpan(0, received.ReceivedBytes), out var message))
                {
                    continue;
                }

                Seen.Add(message!.Pdu);
                if (!Ignores(message.Pdu))
                {
                    var answering = AnswerAsync(message, received.RemoteEndPoint);
                    if (Thinking == default)
                    {
                        await answering;
                    }
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The end of the test.
        }
    }

    private async Task AnswerAsync(SnmpMessage message, EndPoint to)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref answering));
        if (Thinking > TimeSpan.Zero)
        {
            await Task.Delay(Thinking, TimeProvider.System);
        }

        Interlocked.Decrement(ref answering);
        await socket.SendToAsync((message with { Pdu = Answer(message.Version, message.Pdu) }).ToBytes(), SocketFlags.None, to);
    }

    private SnmpPdu Answer(SnmpVersion version, SnmpPdu request)
    {
        var found = request.Type switch
        {
            PduType.Get => request.VarBinds.Select(asked => Get(asked.Oid)),
            PduType.GetNext => request.VarBinds.Select(asked => Next(asked.Oid)),
            _ => Bulk(request),
        };
        ImmutableArray<VarBind> answers = [.. found];
        if (version == SnmpVersion.V1 && answers.FirstOrDefault(answer => !answer.Value.Exists) is { Oid.Length: > 0 } missing)
        {
            return Failed(SnmpError.NoSuchName, answers.IndexOf(missing) + 1);
        }

        return answers.Length > TooBigAbove ? Failed(SnmpError.TooBig, 0) : new SnmpPdu(PduType.Response, request.RequestId, 0, 0, answers);

        SnmpPdu Failed(SnmpError error, int index) => request with { Type = PduType.Response, First = (int)error, Second = index };
    }

    private IEnumerable<VarBind> Bulk(SnmpPdu request)
    {
        foreach (var asked in request.VarBinds.Take(request.First))
        {
            yield return Next(asked.Oid);
        }

        // As much as a datagram bears: the rest is asked for again (RFC 3416, 4.2.3).
        var (at, room) = (request.VarBinds.Skip(request.First).Select(asked => asked.Oid).ToArray(), 60_000);
        for (var row = 0; row < request.Second; row++)
        {
            for (var column = 0; column < at.Length; column++)
            {
                var next = Next(at[column]);
                room -= 40 + (next.Oid.Length * 5) + next.Value.Bytes.Length + (next.Value.AsOid.Length * 5);
                if (room < 0)
                {
                    yield break;
                }

                at[column] = next.Oid;
                yield return next;
            }
        }
    }

    private VarBind Get(Oid oid) => Array.BinarySearch(oids, oid) is >= 0 and var at ? new VarBind(oid, values[at]) : new VarBind(oid, SnmpValue.Nothing(SnmpType.NoSuchObject));

    private VarBind Next(Oid oid)
    {
        var at = Array.BinarySearch(oids, oid) is >= 0 and var found ? found + (Loops ? 0 : 1) : ~Array.BinarySearch(oids, oid);
        at = Wraps && at == oids.Length ? 0 : at;
        return at < oids.Length ? new VarBind(oids[at], values[at]) : new VarBind(oid, SnmpValue.Nothing(SnmpType.EndOfMibView));
    }
}
