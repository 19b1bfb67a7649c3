using Majordome.Server.ServiceDesk.Tickets;

namespace Majordome.Server.ServiceDesk.Pages;

/// <summary>Which acts a ticket offers in its state: those shown, and those behind « Autres actions ».</summary>
public static class TicketActs
{
    /// <summary>The acts shown, each with its drawing and its key.</summary>
    public static (string Act, string Icon, string? Key)[] Shown(TicketState state) => state switch
    {
        TicketState.Closed => [],
        TicketState.Resolved => [("reopen", "repeat", null), ("close", "check", null)],
        TicketState.Restored => [("reopen", "repeat", null), ("resolve", "check", null)],
        TicketState.Paused => [("resume", "player-play", "m"), ("escalate", "arrow-up-right", "e"), ("restore", "check", null)],
        _ => [("pause", "player-pause", "m"), ("escalate", "arrow-up-right", "e"), ("restore", "check", null)],
    };

    /// <summary>The others.</summary>
    public static string[] More(TicketState state) => state switch
    {
        TicketState.Closed => [],
        TicketState.Resolved => ["assign", "edit"],
        TicketState.Restored => ["assign", "edit", "coverage"],
        _ => ["resolve", "assign", "priority", "coverage", "edit"],
    };
}
