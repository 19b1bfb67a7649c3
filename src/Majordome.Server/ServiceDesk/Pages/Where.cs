using Majordome.Server.Platform.Wording;
using Majordome.Server.ServiceDesk.Reading;
using Majordome.Server.ServiceDesk.Tickets;
using Microsoft.Extensions.Localization;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>Where a ticket stands, in a few words for a list: the most pressing thing first.</summary>
public static class Where
{
    /// <summary>The words.</summary>
    public static string Of(TicketRow row, Words words, IStringLocalizer<ServiceDeskTexts> texts)
    {
        if (row.ClientWroteAt is { } wrote)
        {
            return texts["Where.ClientWrote", words.Recent(wrote)];
        }

        return row switch
        {
            { State: TicketState.Closed, ClosedAt: { } closed } => texts["Where.Closed", words.Recent(closed)],
            { State: TicketState.Resolved, ResolvedAt: { } resolved } => texts["Where.Resolved", words.Recent(resolved)],
            { State: TicketState.Restored, RestoredAt: { } restored } => texts["Where.Restored", words.Recent(restored)],
            { State: TicketState.Paused, Clock.PauseReason: { } reason } => row.RemindAt is { } remind
                ? texts["Where.PausedUntil", texts[$"Reason.{reason}"], words.Moment(remind)]
                : texts[$"Reason.{reason}"],
            { Whereabouts: { } line } => line,
            { TakenAt: { } taken } => texts["Where.Taken", words.Recent(taken)],
            { AssigneeId: not null } => texts["Where.Assigned"],
            _ => texts["Where.Waiting"],
        };
    }
}
