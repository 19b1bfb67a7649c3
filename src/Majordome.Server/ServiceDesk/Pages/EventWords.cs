using Majordome.Server.Platform.Wording;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>What happened to a ticket, in a sentence.</summary>
public static class EventWords
{
    /// <summary>Whether the conversation tells it; the journal tells everything.</summary>
    public static bool IsTold(TicketEvent entry) => entry.Kind is not (TicketEventKind.Registered or TicketEventKind.Edited or TicketEventKind.AttentionTold or TicketEventKind.ReminderTold);

    /// <summary>The drawing beside it.</summary>
    public static string IconOf(TicketEventKind kind) => kind switch
    {
        TicketEventKind.Taken or TicketEventKind.Assigned => "user-check",
        TicketEventKind.Escalated => "arrow-up-right",
        TicketEventKind.Paused => "player-pause",
        TicketEventKind.Resumed => "player-play",
        TicketEventKind.ProblemJoined or TicketEventKind.ProblemEnded or TicketEventKind.ProblemWithdrawn => "activity",
        TicketEventKind.AttentionTold or TicketEventKind.BreachTold or TicketEventKind.ReminderTold => "bell",
        TicketEventKind.Reopened => "repeat",
        TicketEventKind.CoverageDecided => "shield-check",
        _ => "check",
    };

    /// <summary>The sentence.</summary>
    public static string Of(TicketEvent entry, IStringLocalizer<ServiceDeskTexts> texts, Words words)
    {
        var data = entry.Read();
        var author = entry.AuthorId is null ? texts["Author.Program"].Value : entry.Author;
        var sentence = entry.Kind switch
        {
            TicketEventKind.Assigned => data.AssigneeName is { } name ? texts["Event.Assigned", name, author] : texts["Event.Unassigned", author],
            TicketEventKind.Escalated => texts["Event.Escalated", data.Tier!, author],
            TicketEventKind.Paused => data.Article is { } article ? texts["Event.PausedByArticle", texts[$"Reason.{data.Reason}"], article] : texts["Event.Paused", texts[$"Reason.{data.Reason}"]],
            TicketEventKind.PriorityChanged => texts["Event.PriorityChanged", data.Priority!, author],
            TicketEventKind.Restored => texts[$"Event.Restored.{data.Means}", author],
            TicketEventKind.Resolved => texts["Event.Resolved", author, data.Solution!],
            TicketEventKind.ProblemJoined or TicketEventKind.ProblemEnded or TicketEventKind.ProblemWithdrawn => texts[$"Event.{entry.Kind}", data.Summary ?? ""],
            TicketEventKind.AttentionTold or TicketEventKind.BreachTold => texts[$"Event.{entry.Kind}", data.Clock!.ToUpperInvariant(), words.Moment(data.Deadline!.Value)],
            TicketEventKind.ReminderTold => texts["Event.ReminderTold", words.Moment(data.RemindAt!.Value)],
            _ => texts[$"Event.{entry.Kind}", author],
        };
        return string.Join(" ", new[] { sentence.Value, data.Note is { } note ? words.Quote(note) : null }.OfType<string>());
    }
}
