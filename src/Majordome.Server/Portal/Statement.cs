using Majordome.Domain.Contracts;
using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.ServiceDesk.Public;
using NodaTime;

namespace Majordome.Server.Portal;

/// <summary>How a client is told things stand, in one sentence.</summary>
public enum StatementKind
{
    /// <summary>« Tout va bien. »</summary>
    AllIsWell,

    /// <summary>« Nous nous en occupons. »</summary>
    WeAreOnIt,

    /// <summary>« Nous vérifions. »</summary>
    WeAreChecking,
}

/// <summary>How a service is, in a client's words.</summary>
public enum ServiceState
{
    /// <summary>It works.</summary>
    Well,

    /// <summary>It works, and is watched more closely.</summary>
    Watched,

    /// <summary>It does not work.</summary>
    Down,

    /// <summary>Nothing recent is known of it.</summary>
    Unknown,
}

/// <summary>A service of the client.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">How it is.</param>
/// <param name="ReadAt">When it was last looked at.</param>
public sealed record Service(string Name, ServiceState State, Instant? ReadAt);

/// <summary>What the first line of the portal says, and what it rests on.</summary>
public static class Statement
{
    /// <summary>
    /// How old a reading may be for a service to count as known: 5 minutes (interface guide, "Wording of states").
    /// </summary>
    public static readonly Duration Freshness = Duration.FromMinutes(5);

    /// <summary>How a service is: what was not read within <see cref="Freshness"/> is unknown, whatever it was before.</summary>
    public static ServiceState StateOf(ItemState item, Instant now) =>
        !(item.LastReadAt > now - Freshness) ? ServiceState.Unknown
        : item.State switch
        {
            CheckStatus.Ok => ServiceState.Well,
            CheckStatus.Warning => ServiceState.Watched,
            CheckStatus.Critical => ServiceState.Down,
            _ => ServiceState.Unknown,
        };

    /// <summary>
    /// What to say. All is well only when there are services, each is well and known to be, no incident is open and nothing is
    /// asked of the client. We are on it when an incident is open or an answer is awaited. Else we are checking.
    /// </summary>
    public static StatementKind Of(IReadOnlyCollection<Service> services, IReadOnlyCollection<ClientTicket> open) =>
        open.Any(IsIncident) || open.Any(IsAsked) ? StatementKind.WeAreOnIt
        : services.Count > 0 && services.All(s => s.State is ServiceState.Well) ? StatementKind.AllIsWell
        : StatementKind.WeAreChecking;

    /// <summary>Whether something is broken and not back yet.</summary>
    public static bool IsIncident(ClientTicket ticket) =>
        ticket is { Nature: Nature.Incident, State: not (ClientTicketState.Restored or ClientTicketState.Done) };

    /// <summary>Whether the desk waits for the client.</summary>
    public static bool IsAsked(ClientTicket ticket) => ticket.State is ClientTicketState.WaitingForYou;
}
