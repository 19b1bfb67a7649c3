using Majordome.Server.Notifications.Letters;
using Majordome.Server.Notifications.Public;
using NodaTime;

namespace Majordome.Server.Notifications.Paging;

/// <summary>What the room offers to the others.</summary>
public sealed class Notify(Pager pager, ClientLetters clients, DeskLetters desk) : INotify
{
    /// <inheritdoc/>
    public Task PageAsync(TicketNotice ticket, CancellationToken cancellationToken) => pager.BeginAsync(ticket, cancellationToken);

    /// <inheritdoc/>
    public Task PageEndedAsync(TicketNotice ticket, CancellationToken cancellationToken) => pager.EndAsync(ticket, cancellationToken);

    /// <inheritdoc/>
    public Task AcknowledgeAsync(Guid clientId, Guid ticketId, Guid userId, Instant at, CancellationToken cancellationToken) =>
        pager.AcknowledgeAsync(clientId, ticketId, userId, at, cancellationToken);

    /// <inheritdoc/>
    public Task WarnOfClockAsync(TicketNotice ticket, ClockNotice clock, CancellationToken cancellationToken) => pager.WarnAsync(ticket, clock, cancellationToken);

    /// <inheritdoc/>
    public Task TellClientAsync(TicketNotice ticket, ClientNotice notice, CancellationToken cancellationToken) => clients.PostAsync(ticket, notice, cancellationToken);

    /// <inheritdoc/>
    public Task TellDeskAsync(TicketNotice ticket, DeskNotice notice, CancellationToken cancellationToken) => desk.PostAsync(ticket, notice, cancellationToken);
}
