using System.Net.Sockets;
using System.Security.Authentication;
using Majordome.Probe.Checks;

namespace Majordome.Probe.Network;

/// <summary>A check that speaks to a target over the network: what goes wrong on the way there is the target's failure, except that nobody tells where it is.</summary>
/// <param name="peer">Host that it speaks to.</param>
internal abstract class NetworkCheck(string peer) : PreparedCheck
{
    public sealed override string Peer => peer;

    public sealed override async Task<CheckOutcome> RunAsync(CancellationToken deadline)
    {
        try
        {
            return await SpeakAsync(deadline).ConfigureAwait(false);
        }
        catch (NoNameServerException unanswered)
        {
            return CheckOutcome.Unknown(Describe(unanswered));
        }
        catch (Exception fault) when (fault is SocketException or IOException or AuthenticationException or HttpRequestException)
        {
            return CheckOutcome.Critical(Describe(fault));
        }
    }

    protected abstract Task<CheckOutcome> SpeakAsync(CancellationToken deadline);

    /// <summary>What went wrong, in a few words.</summary>
    private static string Describe(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
        {
            if (cause is SocketException socket)
            {
                return Words(socket.SocketErrorCode) ?? socket.Message;
            }

            if (cause is EndOfStreamException)
            {
                return "connection closed by the peer";
            }

            if (cause is AuthenticationException)
            {
                return $"TLS: {OneLine((cause.InnerException ?? cause).Message)}";
            }
        }

        return OneLine(fault.Message);
    }

    private static string? Words(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset by the peer",
        SocketError.ConnectionAborted => "connection aborted",
        SocketError.Shutdown => "connection closed by the peer",
        SocketError.HostNotFound or SocketError.NoData => "no such name",
        SocketError.TryAgain => "no name server answers",
        SocketError.HostUnreachable => "no route to the host",
        SocketError.NetworkUnreachable => "no route to the network",
        SocketError.HostDown => "the host is down",
        SocketError.TimedOut => "the connection timed out",
        _ => null,
    };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim();
}
