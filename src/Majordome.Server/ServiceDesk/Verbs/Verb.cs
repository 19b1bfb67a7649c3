using System.Globalization;
using Majordome.Domain;
using Majordome.Server.ServiceDesk.Tickets;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Verbs;

/// <summary>What the verbs of a ticket share.</summary>
internal static class Verb
{
    /// <summary>Rule: the ticket is resolved or closed, and the act is for open ones.</summary>
    public const string EndedRule = "conflict-ended";

    /// <summary>The most characters of a remark.</summary>
    public const int LongestNote = 2_000;

    /// <summary>Who works on it now, by their own declaration; <c>null</c>: nobody (it may be assigned to somebody who has not started).</summary>
    public static (Guid Assignee, string Name, Instant At)? TakenBy(TicketFile file)
    {
        var handed = file.Events.LastOrDefault(e => e.Kind is TicketEventKind.Taken or TicketEventKind.Assigned or TicketEventKind.Escalated);
        return handed is { Kind: TicketEventKind.Taken } && handed.Read() is { Assignee: { } assignee, AssigneeName: { } name }
            ? (assignee, name, handed.OccurredAt)
            : null;
    }

    /// <summary>What distinguishes what is told because of an event.</summary>
    public static string KeyOf(TicketEvent entry) => entry.Sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is wrong with a text that must be given.</summary>
    public static Refusal? Missing(string path, string? text, int longest = LongestNote) =>
        string.IsNullOrWhiteSpace(text) ? Refusal.Of(path, "required") : TooLong(path, text, longest);

    /// <summary>What is wrong with a text that may be given.</summary>
    public static Refusal? TooLong(string path, string? text, int longest = LongestNote) =>
        text?.Length > longest ? Refusal.Of(path, "text-too-long", text.Length, longest) : null;

    /// <summary>A text as it is kept: trimmed; <c>null</c> when empty.</summary>
    public static string? Kept(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
