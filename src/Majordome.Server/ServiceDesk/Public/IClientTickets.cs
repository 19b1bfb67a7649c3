using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using NodaTime;

namespace Majordome.Server.ServiceDesk.Public;

/// <summary>
/// The desk as a client's contact sees it: their own company's tickets, without anything internal. It has no member that could
/// carry an internal note, a pause's proof, a priority or a clock.
/// </summary>
public interface IClientTickets
{
    /// <summary>The tickets of the caller's company, the latest first.</summary>
    /// <param name="openOnly">Only those that are not over.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<ImmutableArray<ClientTicket>> ListAsync(bool openOnly, int most, CancellationToken cancellationToken);

    /// <summary>One of them, by its number (<c>T-2641</c>) or key; <c>null</c>: there is none.</summary>
    Task<ClientTicketDetail?> FindAsync(string name, CancellationToken cancellationToken);

    /// <summary>Asks something of the desk.</summary>
    /// <returns>The new ticket's key, or what is wrong: paths <c>subject</c>, <c>description</c>, <c>assetId</c>.</returns>
    Task<Result<Guid>> AskAsync(ClientRequest request, CancellationToken cancellationToken);

    /// <summary>Writes in a ticket.</summary>
    /// <returns>The message's key, or what is wrong: path <c>text</c>; <c>not-found</c>; <c>conflict-ended</c>.</returns>
    Task<Result<Guid>> AnswerAsync(Guid ticketId, string text, CancellationToken cancellationToken);
}

/// <summary>How a ticket stands, for the client.</summary>
public enum ClientTicketState
{
    /// <summary>Received; nobody works on it yet.</summary>
    Received,

    /// <summary>Somebody works on it.</summary>
    InProgress,

    /// <summary>The desk waits for the client: an answer, an access, a date.</summary>
    WaitingForYou,

    /// <summary>Agreed maintenance is awaited.</summary>
    Planned,

    /// <summary>Service is back.</summary>
    Restored,

    /// <summary>Over.</summary>
    Done,
}

/// <summary>A ticket in a client's list.</summary>
/// <param name="Id">Key.</param>
/// <param name="Number"><c>T-2641</c>.</param>
/// <param name="Subject">In one line.</param>
/// <param name="Nature">Something broken, or something asked for.</param>
/// <param name="State">How it stands.</param>
/// <param name="AskedAt">When the desk registered it.</param>
/// <param name="BySupervision">Monitoring saw it, nobody at the client had to.</param>
/// <param name="AssetName">The item.</param>
/// <param name="By">Who works on it.</param>
/// <param name="Since">Since when it stands so.</param>
public sealed record ClientTicket(
    Guid Id, string Number, string Subject, Nature Nature, ClientTicketState State, Instant AskedAt, bool BySupervision, string? AssetName, string? By, Instant Since);

/// <summary>A ticket with its exchange.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Description">What was said at first.</param>
/// <param name="Lines">What was written to and by the client, and the steps a client is told of, in order.</param>
public sealed record ClientTicketDetail(ClientTicket Ticket, string Description, ImmutableArray<ClientLine> Lines);

/// <summary>What a line of the exchange is.</summary>
public enum ClientLineKind
{
    /// <summary>The desk wrote.</summary>
    FromDesk,

    /// <summary>The client wrote.</summary>
    FromClient,

    /// <summary>Somebody started to work.</summary>
    Taken,

    /// <summary>Service is back.</summary>
    Restored,

    /// <summary>It had not come back for good.</summary>
    Reopened,

    /// <summary>Over.</summary>
    Done,
}

/// <summary>A line of the exchange.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="By">Who, when a person.</param>
/// <param name="Text">The text of what was written; <c>null</c> for steps.</param>
public sealed record ClientLine(ClientLineKind Kind, Instant At, string? By, string? Text);

/// <summary>What a client asks.</summary>
/// <param name="Subject">In one line.</param>
/// <param name="Description">In full.</param>
/// <param name="Nature">Incident, request or enhancement.</param>
/// <param name="Urgency">How soon.</param>
/// <param name="AssetId">The item, when known.</param>
public sealed record ClientRequest(string Subject, string Description, Nature Nature, Urgency Urgency, Guid? AssetId);
