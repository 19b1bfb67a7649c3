using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Protocols.Mime;

/// <summary>A person or a desk with an address (RFC 5322 §3.4 <c>mailbox</c>).</summary>
/// <param name="Address">Where mail reaches it.</param>
/// <param name="DisplayName">Its name in any script, at most 200 characters; <c>null</c> or empty: none.</param>
public sealed record Mailbox(MailAddress Address, string? DisplayName = null)
{
    /// <summary>The longest display name, in UTF-16 units.</summary>
    public const int MaxDisplayName = 200;
}

/// <summary>A header of the caller's own (<c>X-Majordome-Ticket</c>, <c>List-Id</c>…).</summary>
/// <param name="Name">Visible ASCII without colon, 1 to 40 characters; not one that <see cref="MailMessage"/> has a property for, nor <c>Content-*</c>.</param>
/// <param name="Value">Text of one line, in any script.</param>
public sealed record HeaderField(string Name, string Value);

/// <summary>Whether a person wrote the message (RFC 3834 §5). Robots do not answer what a robot sent.</summary>
public enum AutoSubmitted
{
    /// <summary>A person wrote it: no header.</summary>
    No,

    /// <summary>A program began the conversation: an alert, a report.</summary>
    Generated,

    /// <summary>A program answers a message: an acknowledgement.</summary>
    Replied,
}

/// <summary>
/// A message to be written (RFC 5322): what its headers and its text say. Blind recipients belong to the envelope, not here.
/// </summary>
public sealed record MailMessage
{
    /// <summary>Who speaks.</summary>
    public required Mailbox From { get; init; }

    /// <summary>Whom it is meant for; empty: no header.</summary>
    public ImmutableArray<Mailbox> To { get; init; } = [];

    /// <summary>Who reads along; empty: no header.</summary>
    public ImmutableArray<Mailbox> Cc { get; init; } = [];

    /// <summary>Where an answer goes when not to <see cref="From"/>; empty: no header.</summary>
    public ImmutableArray<Mailbox> ReplyTo { get; init; } = [];

    /// <summary>One line in any script; may be empty.</summary>
    public required string Subject { get; init; }

    /// <summary>When it was written; told in whole seconds of UTC. From the year 1900 (RFC 5322 §3.3) to 9999.</summary>
    public required Instant Date { get; init; }

    /// <summary>Its name in the world: <c>left@right</c> without angle brackets, each a dot-atom (RFC 5322 §3.6.4). Given by the caller, so that a second attempt carries the same.</summary>
    public required string MessageId { get; init; }

    /// <summary>The message it answers, without angle brackets; any visible ASCII, since others' identifiers are repeated as they came.</summary>
    public string? InReplyTo { get; init; }

    /// <summary>The thread, oldest first, without angle brackets.</summary>
    public ImmutableArray<string> References { get; init; } = [];

    /// <summary>Whether a person wrote it.</summary>
    public AutoSubmitted AutoSubmitted { get; init; } = AutoSubmitted.No;

    /// <summary>Further headers, in their order.</summary>
    public ImmutableArray<HeaderField> Headers { get; init; } = [];

    /// <summary>The text; its lines end as they like (<see cref="string.ReplaceLineEndings()"/>) and leave as CRLF, one after the last.</summary>
    public required string Text { get; init; }

    /// <summary>The same in HTML: makes the message a <c>multipart/alternative</c> (RFC 2046 §5.1.4). <c>null</c>: text alone.</summary>
    public string? Html { get; init; }
}
