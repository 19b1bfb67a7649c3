using System.Collections.Immutable;
using System.Globalization;

namespace Majordome.Protocols.Smtp;

/// <summary>One message over an opened connection: MAIL, RCPT for each, DATA (RFC 5321 §3.3).</summary>
internal sealed class SmtpTransfer(
    SmtpRelay relay, SmtpConnection connection, SmtpExtensions offered, SmtpEnvelope envelope, CancellationToken cancellation)
{
    private readonly SmtpDelivery?[] deliveries = new SmtpDelivery?[envelope.Recipients.Length];

    /// <summary>Sends it.</summary>
    public async Task<SmtpOutcome> RunAsync(ReadOnlyMemory<byte> message)
    {
        SmtpReply? accepted = null;
        var fault = FaultOf(message.Span)
            ?? await NameSenderAsync(message).ConfigureAwait(false)
            ?? await NameRecipientsAsync().ConfigureAwait(false);
        if (fault is null && Array.Exists(deliveries, delivery => delivery is null))
        {
            (accepted, fault) = await SendAsync(message).ConfigureAwait(false);
        }

        return new SmtpOutcome([.. deliveries.Select((settled, i) => settled ?? Settle(i, fault))], accepted);
    }

    private SmtpFault? FaultOf(ReadOnlySpan<byte> message)
    {
        if (message.Length > offered.MaxSize)
        {
            return new SmtpFault(SmtpStage.Sender, "message-too-large", null, string.Create(CultureInfo.InvariantCulture, $"{message.Length} > {offered.MaxSize}"));
        }

        return !offered.EightBitMime && message.ContainsAnyExceptInRange((byte)0, (byte)127)
            ? new SmtpFault(SmtpStage.Sender, "message-needs-8bit")
            : null;
    }

    private async Task<SmtpFault?> NameSenderAsync(ReadOnlyMemory<byte> message)
    {
        var size = offered.Size ? string.Create(CultureInfo.InvariantCulture, $" SIZE={message.Length}") : "";
        var body = message.Span.ContainsAnyExceptInRange((byte)0, (byte)127) ? " BODY=8BITMIME" : "";
        var (reply, fault) = await connection.AskAsync(SmtpStage.Sender, $"MAIL FROM:<{envelope.ReturnPath}>{size}{body}", cancellation).ConfigureAwait(false);
        return fault ?? (reply!.IsDone ? null : SmtpAnswer.Against(SmtpStage.Sender, reply));
    }

    /// <summary>Settles those who are refused; the others wait for the message to be taken.</summary>
    private async Task<SmtpFault?> NameRecipientsAsync()
    {
        for (var i = 0; i < deliveries.Length; i++)
        {
            var (reply, fault) = await connection.AskAsync(SmtpStage.Recipient, $"RCPT TO:<{envelope.Recipients[i]}>", cancellation).ConfigureAwait(false);
            fault ??= reply!.IsDone ? null : SmtpAnswer.Against(SmtpStage.Recipient, reply);
            if (fault is { Reply: null or { Code: 421 } })
            {
                return fault; // the road is gone: nobody else can be named
            }

            if (fault is not null)
            {
                deliveries[i] = Settle(i, fault);
            }
        }

        return null;
    }

    private async Task<SmtpAnswer> SendAsync(ReadOnlyMemory<byte> message)
    {
        var (reply, fault) = await connection.AskAsync(SmtpStage.Data, "DATA", cancellation).ConfigureAwait(false);
        fault ??= reply!.Code == 354 ? null : SmtpAnswer.Against(SmtpStage.Data, reply);
        fault ??= await connection.SendAsync(SmtpStage.Data, DotStuffing.Stuff(message.Span), relay.Timeouts.Send, cancellation).ConfigureAwait(false);
        if (fault is not null)
        {
            return new SmtpAnswer(null, fault);
        }

        (reply, fault) = await connection.HearAsync(SmtpStage.Acceptance, relay.Timeouts.Acceptance, cancellation).ConfigureAwait(false);
        fault ??= reply!.IsDone ? null : SmtpAnswer.Against(SmtpStage.Acceptance, reply);
        return fault is null ? new SmtpAnswer(reply, null) : new SmtpAnswer(null, fault);
    }

    private SmtpDelivery Settle(int i, SmtpFault? fault) =>
        new(envelope.Recipients[i], fault is null ? SmtpVerdict.Delivered : VerdictOf(fault), fault);

    /// <summary>
    /// For good is only what the server says of this sender, recipient or message. That it wants other credentials (RFC 4954 §6: 530, 534, 535, 538)
    /// is for us to mend, and the message waits; 552 to a recipient means too many of them at once (RFC 5321 §4.5.3.1.10).
    /// </summary>
    private static SmtpVerdict VerdictOf(SmtpFault fault) => fault switch
    {
        { Rule: "message-too-large" or "message-needs-8bit" } => SmtpVerdict.RefusedForGood,
        { Stage: SmtpStage.Recipient, Reply.Code: 552 } => SmtpVerdict.TryAgain,
        { Rule: "reply-refused", Reply: { IsNever: true, Code: not (530 or 534 or 535 or 538) } } => SmtpVerdict.RefusedForGood,
        _ => SmtpVerdict.TryAgain,
    };
}
