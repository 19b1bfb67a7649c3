using System.Collections.Immutable;
using Majordome.Protocols.Mime;

namespace Majordome.Protocols.Smtp;

/// <summary>Who sends and who shall receive (RFC 5321 §2.3.1); what the headers say is another matter.</summary>
/// <param name="ReturnPath">Where a bounce goes; <c>null</c>: nowhere (<c>&lt;&gt;</c>), for what must never bounce.</param>
/// <param name="Recipients">At least one.</param>
public sealed record SmtpEnvelope(MailAddress? ReturnPath, ImmutableArray<MailAddress> Recipients);

/// <summary>What became of a message for one recipient.</summary>
public enum SmtpVerdict
{
    /// <summary>The server took it and answers for it from now on.</summary>
    Delivered,

    /// <summary>The server refused this sender, recipient or message, and will again: do not repeat.</summary>
    RefusedForGood,

    /// <summary>
    /// Not now, or the road is broken (network, time-out, TLS, credentials, a server that talks nonsense): try again. When the fault is at
    /// <see cref="SmtpStage.Acceptance"/> the server may have taken it: the second attempt can make a double, told by the same Message-ID.
    /// </summary>
    TryAgain,
}

/// <summary>How far a conversation came.</summary>
public enum SmtpStage
{
    /// <summary>Name resolution and TCP.</summary>
    Connect,

    /// <summary>The handshake, of implicit TLS or after STARTTLS.</summary>
    Tls,

    /// <summary>The server's first reply.</summary>
    Greeting,

    /// <summary>EHLO or HELO.</summary>
    Hello,

    /// <summary>The STARTTLS command.</summary>
    StartTls,

    /// <summary>AUTH.</summary>
    Authentication,

    /// <summary>MAIL FROM.</summary>
    Sender,

    /// <summary>RCPT TO.</summary>
    Recipient,

    /// <summary>The DATA command, and the message on its way.</summary>
    Data,

    /// <summary>The reply to the message.</summary>
    Acceptance,
}

/// <summary>Why a message was not taken.</summary>
/// <param name="Stage">Where it ended.</param>
/// <param name="Rule">
/// What happened, in kebab case, the key of a sentence: <c>timed-out</c>, <c>connection-failed</c>, <c>connection-lost</c>, <c>reply-refused</c>
/// (the reply tells), <c>reply-unexpected</c> (a code that does not belong here), <c>reply-malformed</c>, <c>reply-line-too-long</c>,
/// <c>reply-too-long</c>, <c>reply-unasked</c> (octets nobody asked for; after STARTTLS: an injection, CVE-2011-0411), <c>tls-not-offered</c>,
/// <c>tls-failed</c>, <c>certificate-not-trusted</c>, <c>credentials-need-tls</c>, <c>auth-not-offered</c>, <c>message-too-large</c>,
/// <c>message-needs-8bit</c>.
/// </param>
/// <param name="Reply">What the server said, when it said something.</param>
/// <param name="Detail">What the system said, in its words, for logs; never a secret.</param>
public sealed record SmtpFault(SmtpStage Stage, string Rule, SmtpReply? Reply = null, string? Detail = null)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Stage}: {Rule}{(Reply is null ? "" : $" ({Reply})")}{(Detail is null ? "" : $" ({Detail})")}";
}

/// <summary>What became of a message for one recipient, and why.</summary>
/// <param name="Recipient">For whom.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Fault">Why not; <c>null</c> when delivered.</param>
public sealed record SmtpDelivery(MailAddress Recipient, SmtpVerdict Verdict, SmtpFault? Fault);

/// <summary>What became of a message.</summary>
/// <param name="Deliveries">One for each recipient of the envelope, in its order.</param>
/// <param name="Accepted">The server's reply to the message, for the log: it quotes the name of the message in its queue. <c>null</c>: it took none.</param>
public sealed record SmtpOutcome(ImmutableArray<SmtpDelivery> Deliveries, SmtpReply? Accepted);
