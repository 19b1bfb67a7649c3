using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using NodaTime;

namespace Majordome.Protocols.Mime;

/// <summary>
/// What a message must be before it is written. Above all: no value reaches a header that could begin a new line there
/// (<c>line-break-in-header</c>, <c>control-in-header</c>).
/// </summary>
internal static class MessageRules
{
    private const int MaxHeaderName = 40;

    private static readonly Instant FirstDate = Instant.FromUtc(1900, 1, 1, 0, 0);

    private static readonly FrozenSet<string> OwnHeaders = new[]
    {
        "Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Message-ID", "In-Reply-To", "References", "Subject",
        "Auto-Submitted", "MIME-Version", "Return-Path", "Received",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>All that is refused, as <see cref="MessageWriter.Write"/> tells.</summary>
    public static ImmutableArray<Refusal> RefusalsOf(MailMessage message)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        CheckPerson(refusals, "from", message.From);
        CheckPeople(refusals, "replyTo", message.ReplyTo);
        CheckPeople(refusals, "to", message.To);
        CheckPeople(refusals, "cc", message.Cc);
        CheckText(refusals, "subject", message.Subject);
        CheckIdentifiers(refusals, message);
        for (var i = 0; i < message.Headers.Length; i++)
        {
            CheckHeader(refusals, Item("headers", i), message.Headers[i]);
        }

        if (message.Date < FirstDate)
        {
            refusals.Add(Refusal.Of("date", "date-out-of-range", message.Date));
        }

        return refusals.ToImmutable();
    }

    private static string Item(string path, int i) => string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");

    private static void CheckPeople(ImmutableArray<Refusal>.Builder refusals, string path, ImmutableArray<Mailbox> people)
    {
        for (var i = 0; i < people.Length; i++)
        {
            CheckPerson(refusals, Item(path, i), people[i]);
        }
    }

    private static void CheckPerson(ImmutableArray<Refusal>.Builder refusals, string path, Mailbox person)
    {
        if (person.DisplayName is not { } name)
        {
            return;
        }

        CheckText(refusals, $"{path}.displayName", name);
        if (name.Length > Mailbox.MaxDisplayName)
        {
            refusals.Add(Refusal.Of($"{path}.displayName", "display-name-too-long", name, Mailbox.MaxDisplayName));
        }
    }

    private static void CheckText(ImmutableArray<Refusal>.Builder refusals, string path, string text)
    {
        if (HeaderText.FaultOf(text) is { } rule)
        {
            refusals.Add(Refusal.Of(path, rule, text));
        }
    }

    private static void CheckIdentifiers(ImmutableArray<Refusal>.Builder refusals, MailMessage message)
    {
        if (!IsOwnIdentifier(message.MessageId))
        {
            refusals.Add(Refusal.Of("messageId", "message-id-invalid", message.MessageId));
        }

        if (message.InReplyTo is { } answered && !IsIdentifier(answered))
        {
            refusals.Add(Refusal.Of("inReplyTo", "message-id-invalid", answered));
        }

        for (var i = 0; i < message.References.Length; i++)
        {
            if (!IsIdentifier(message.References[i]))
            {
                refusals.Add(Refusal.Of(Item("references", i), "message-id-invalid", message.References[i]));
            }
        }
    }

    /// <summary>What we give out is strict; what others gave us is repeated as it came, so long as it stays within its brackets.</summary>
    private static bool IsOwnIdentifier(string identifier)
    {
        var at = identifier.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && IsIdentifier(identifier)
            && Atoms.IsDotAtom(identifier.AsSpan(0, at)) && Atoms.IsDotAtom(identifier.AsSpan(at + 1));
    }

    private static bool IsIdentifier(string identifier) =>
        identifier.Length is > 0 and <= HeaderWriter.MaxWord && Atoms.IsVisible(identifier) && !identifier.AsSpan().ContainsAny('<', '>');

    private static void CheckHeader(ImmutableArray<Refusal>.Builder refusals, string path, HeaderField header)
    {
        var name = header.Name;
        if (name.Length is 0 or > MaxHeaderName || !Atoms.IsVisible(name) || name.Contains(':', StringComparison.Ordinal))
        {
            refusals.Add(Refusal.Of($"{path}.name", "header-name-invalid", name));
        }
        else if (OwnHeaders.Contains(name) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
        {
            refusals.Add(Refusal.Of($"{path}.name", "header-reserved", name));
        }

        CheckText(refusals, $"{path}.value", header.Value);
    }
}
