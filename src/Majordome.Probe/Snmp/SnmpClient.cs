using System.Collections.Concurrent;
using System.Net;
using Majordome.Protocols.Snmp;
using Majordome.Protocols.Snmp.Usm;

namespace Majordome.Probe.Snmp;

/// <summary>
/// Asks devices, many at once over one socket; safe from several threads. A device gets at most <see cref="MostInFlight"/> requests at a time: an agent
/// is one thread, and what it cannot hold it drops. Nothing is thrown for what a device or the network does; cancelling frees a request at once.
/// </summary>
public sealed class SnmpClient(TimeProvider time) : IDisposable
{
    /// <summary>Requests in flight to one device.</summary>
    public const int MostInFlight = 4;

    /// <summary>How often a request may be sent again because the device's engine told us more about itself: its identity, then its clock.</summary>
    private const int MostReports = 3;

    private readonly SnmpSockets sockets = new();
    private readonly ConcurrentDictionary<(IPEndPoint Address, SnmpCredentials Credentials), SnmpSecurity> securities = new();
    private readonly ConcurrentDictionary<UsmUser, UsmMasterKeys> masters = new();
    private readonly ConcurrentDictionary<IPEndPoint, SemaphoreSlim> gates = new();

    /// <summary>
    /// The values of some objects, in their order; an object that is not there has <see cref="SnmpType.NoSuchObject"/> for a value, under version 1 too.
    /// An answer too large for a message is asked for in halves.
    /// </summary>
    public async Task<SnmpAnswer> GetAsync(SnmpTarget target, IReadOnlyList<Oid> oids, CancellationToken cancel)
    {
        var values = oids.Select(oid => new VarBind(oid, default)).ToArray();
        var asked = new Queue<int[]>([[.. Enumerable.Range(0, oids.Count)]]);
        while (asked.TryDequeue(out var which))
        {
            if (which.Length == 0)
            {
                continue;
            }

            var (answer, index) = await ExchangeAsync(target, id => SnmpPdu.Request(PduType.Get, id, which.Select(at => oids[at])), null, cancel).ConfigureAwait(false);
            if (answer.Error == SnmpError.TooBig && which.Length > 1)
            {
                asked.Enqueue(which[..(which.Length / 2)]);
                asked.Enqueue(which[(which.Length / 2)..]);
            }
            else if (answer.Error == SnmpError.NoSuchName && index >= 1 && index <= which.Length)
            {
                values[which[index - 1]] = new VarBind(oids[which[index - 1]], SnmpValue.Nothing(SnmpType.NoSuchObject));
                asked.Enqueue([.. which.Where((_, at) => at != index - 1)]);
            }
            else if (!answer.IsGood || answer.VarBinds.Count != which.Length)
            {
                return answer.IsGood ? SnmpAnswer.Failed(SnmpFault.Refused, SnmpError.General) : answer;
            }
            else
            {
                for (var at = 0; at < which.Length; at++)
                {
                    values[which[at]] = answer.VarBinds[at];
                }
            }
        }

        return new SnmpAnswer(values, SnmpFault.None);
    }

    /// <summary>
    /// Every object at and below some roots, several roots at a time. A root that fails does not lose the others; a device that stays silent three times
    /// running is asked no more.
    /// </summary>
    public async Task<SnmpWalk> WalkAsync(SnmpTarget target, IEnumerable<Oid> roots, CancellationToken cancel)
    {
        var walker = new SnmpWalker(this, target);
        return await walker.WalkAsync([.. roots], cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose() => sockets.Dispose();

    /// <summary>Sends a request until it is answered or patience ends.</summary>
    /// <param name="target">To whom.</param>
    /// <param name="request">Makes the PDU of a number; called for every sending, so that a retry can ask for less.</param>
    /// <param name="sent">Called before every sending with the time-outs so far.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The answer and the error index.</returns>
    internal async Task<(SnmpAnswer Answer, int Index)> ExchangeAsync(SnmpTarget target, Func<int, SnmpPdu> request, Action<int>? sent, CancellationToken cancel)
    {
        var gate = gates.GetOrAdd(target.Address, static _ => new SemaphoreSlim(MostInFlight));
        var security = securities.GetOrAdd((target.Address, target.Credentials), static (key, client) => client.SecurityFor(key.Credentials), this);
        var address = target.Address.Serialize();
        await gate.WaitAsync(cancel).ConfigureAwait(false);
        var pending = new Pending(address, security);
        var id = sockets.Register(pending);
        try
        {
            var reports = 0;
            for (var timeouts = 0; timeouts <= target.Retries;)
            {
                sent?.Invoke(timeouts);
                if (!sockets.Send(security.Seal(request(id)).Span, target.Address, address))
                {
                    return (SnmpAnswer.Failed(SnmpFault.Unreachable), 0);
                }

                if (await ArrivalAsync(pending, target.Timeout, cancel).ConfigureAwait(false) is not { } pdu)
                {
                    timeouts++;
                }
                else if (pdu.Type != PduType.Report)
                {
                    return (pdu.Error == SnmpError.None ? new SnmpAnswer(pdu.VarBinds, SnmpFault.None) : SnmpAnswer.Failed(SnmpFault.Refused, pdu.Error), pdu.Second);
                }
                else if (security.Judge(pdu) is var fault && (fault != SnmpFault.None || ++reports > MostReports))
                {
                    return (SnmpAnswer.Failed(fault == SnmpFault.None ? SnmpFault.Unauthorised : fault), 0);
                }
                else
                {
                    pending.Again();
                }
            }

            return (SnmpAnswer.Failed(SnmpFault.NoAnswer), 0);
        }
        finally
        {
            sockets.Release(id);
            gate.Release();
        }
    }

    /// <summary>How messages of some credentials are closed.</summary>
    /// <exception cref="ArgumentException">A user whose level asks for a password it does not have.</exception>
    private SnmpSecurity SecurityFor(SnmpCredentials credentials) => credentials switch
    {
        SnmpCommunity community => new CommunitySecurity(community),
        SnmpUser { User: { IsComplete: true } user, Context: var context } => new UserSecurity(user, context, masters.GetOrAdd(user, static user => new UsmMasterKeys(user)), time),
        _ => throw new ArgumentException("A user needs a password for what its level asks", nameof(credentials)),
    };

    private async Task<SnmpPdu?> ArrivalAsync(Pending pending, TimeSpan timeout, CancellationToken cancel)
    {
        try
        {
            return await pending.Arrival.WaitAsync(timeout, time, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }
}
