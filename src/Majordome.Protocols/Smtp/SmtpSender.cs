using Majordome.Domain;
using NodaTime;

namespace Majordome.Protocols.Smtp;

/// <summary>
/// Hands messages to a server (RFC 5321, RFC 6409): EHLO with fallback to HELO, SIZE, 8BITMIME, STARTTLS (RFC 3207), implicit TLS (RFC 8314), AUTH
/// PLAIN (RFC 4616) and LOGIN, enhanced status codes (RFC 2034). One connection per message; no state between, so one sender may
/// serve many tasks at once.
/// </summary>
public sealed class SmtpSender
{
    /// <summary>How long a good-bye may take: what became of the message is known by then.</summary>
    private static readonly Duration GoodBye = Duration.FromSeconds(2);

    private readonly SmtpRelay relay;
    private readonly TimeProvider time;

    /// <summary>A sender to one server.</summary>
    /// <param name="relay">The server; ask <see cref="SmtpRelay.Refusals"/> first.</param>
    /// <param name="time">Measures the time-outs.</param>
    /// <exception cref="ArgumentException">The relay is one that is refused.</exception>
    public SmtpSender(SmtpRelay relay, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(relay);
        ArgumentNullException.ThrowIfNull(time);
        var refusals = relay.Refusals();
        if (!refusals.IsEmpty)
        {
            throw new ArgumentException(string.Join("; ", refusals), nameof(relay));
        }

        this.relay = relay;
        this.time = time;
    }

    /// <summary>Sends one message and tells what became of it, for each recipient. Never throws for what a network or a server does.</summary>
    /// <param name="envelope">From whom and to whom.</param>
    /// <param name="message">The message as <see cref="Mime.MessageWriter"/> gives it; any other is sent too, its line ends made CRLF.</param>
    /// <param name="cancellation">Gives up; when the message is on its way by then, nobody knows whether it was taken.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    /// <exception cref="ArgumentException">The envelope has no recipient.</exception>
    public async Task<SmtpOutcome> SendAsync(SmtpEnvelope envelope, ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        if (envelope.Recipients.IsDefaultOrEmpty)
        {
            throw new ArgumentException("An envelope needs a recipient.", nameof(envelope));
        }

        await using var connection = new SmtpConnection(relay, time);
        var opening = new SmtpOpening(relay, connection, cancellation);
        if (await opening.RunAsync().ConfigureAwait(false) is { } fault)
        {
            return new SmtpOutcome([.. envelope.Recipients.Select(recipient => new SmtpDelivery(recipient, SmtpVerdict.TryAgain, fault))], null);
        }

        var outcome = await new SmtpTransfer(relay, connection, opening.Offered, envelope, cancellation).RunAsync(message).ConfigureAwait(false);
        await connection.QuitAsync(GoodBye).ConfigureAwait(false);
        return outcome;
    }
}
