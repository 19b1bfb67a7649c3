using NodaTime;

namespace Majordome.Server.Notifications.Public;

/// <summary>
/// Tells people. Everything is written to the outbox within the caller's command and its transaction, so that what happened and
/// its being told stand or fall together.
/// </summary>
public interface INotify
{
    /// <summary>Pages the first recipient of the contract; the next ones follow while nobody acknowledges in time. Nothing while an earlier page is not over.</summary>
    Task PageAsync(TicketNotice ticket, CancellationToken cancellationToken);

    /// <summary>Tells those who were paged that it is over, exactly once each, and stops the escalation.</summary>
    Task PageEndedAsync(TicketNotice ticket, CancellationToken cancellationToken);

    /// <summary>Somebody acknowledged the page, or took the ticket: nobody further is paged. Acknowledging is not taking.</summary>
    Task AcknowledgeAsync(Guid clientId, Guid ticketId, Guid userId, Instant at, CancellationToken cancellationToken);

    /// <summary>Tells the provider's people of a clock: at the attention threshold, and at the breach.</summary>
    Task WarnOfClockAsync(TicketNotice ticket, ClockNotice clock, CancellationToken cancellationToken);

    /// <summary>Tells the client's contacts: somebody took the ticket, service is back, or an answer was written to them.</summary>
    Task TellClientAsync(TicketNotice ticket, ClientNotice notice, CancellationToken cancellationToken);

    /// <summary>Tells who has the ticket in hand that something waits for them: the client wrote, or a reminder is due. While nobody has it, the contract's list.</summary>
    Task TellDeskAsync(TicketNotice ticket, DeskNotice notice, CancellationToken cancellationToken);
}

/// <summary>A ticket as a message names it.</summary>
/// <param name="ClientId">Whose.</param>
/// <param name="TicketId">Key.</param>
/// <param name="Number"><c>T-2641</c>.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Priority"><c>P2</c>.</param>
/// <param name="AssetName">The item, when known.</param>
/// <param name="ContractId">The contract that covers it, when one does.</param>
/// <param name="RespondBy">GTI deadline, when one is promised.</param>
/// <param name="RestoreBy">GTR deadline, when one is promised.</param>
/// <param name="HolderId">Who has it in hand; <c>null</c>: nobody.</param>
public sealed record TicketNotice(
    Guid ClientId, Guid TicketId, string Number, string Subject, string Priority, string? AssetName, Guid? ContractId, Instant? RespondBy, Instant? RestoreBy, Guid? HolderId = null);

/// <summary>What is told of a clock.</summary>
/// <param name="Clock"><c>gti</c> or <c>gtr</c>.</param>
/// <param name="IsBreach">The deadline passed; else the attention threshold was reached.</param>
/// <param name="Deadline">The deadline.</param>
/// <param name="Epoch">Distinguishes a new warning after the target changed: part of the idempotency key.</param>
public sealed record ClockNotice(string Clock, bool IsBreach, Instant Deadline, string Epoch);

/// <summary>What is told to a client.</summary>
/// <param name="Kind">Which of the three.</param>
/// <param name="Key">Distinguishes this notice from others of its kind on the same ticket: part of the idempotency key.</param>
/// <param name="At">When it happened.</param>
/// <param name="By">Who did it, as the client knows them; <c>null</c>: nobody in particular.</param>
/// <param name="Text">The answer's text; <c>null</c> for the other kinds.</param>
public sealed record ClientNotice(ClientNoticeKind Kind, string Key, Instant At, string? By, string? Text);

/// <summary>What waits for the desk.</summary>
/// <param name="Kind">What.</param>
/// <param name="Key">Distinguishes this notice from others of its kind on the same ticket: part of the idempotency key.</param>
/// <param name="At">When the client wrote, the reminder was asked for, the check was withdrawn.</param>
/// <param name="By">Who wrote; the check; <c>null</c> for a reminder.</param>
/// <param name="Text">What the client wrote.</param>
public sealed record DeskNotice(DeskNoticeKind Kind, string Key, Instant At, string? By = null, string? Text = null);

/// <summary>What may wait for the desk.</summary>
public enum DeskNoticeKind
{
    /// <summary>The client wrote and waits for an answer.</summary>
    ClientWrote,

    /// <summary>The ticket is paused and the date to ask again has come.</summary>
    Reminder,

    /// <summary>The check that saw its problem is gone: nobody will see that service is back.</summary>
    CheckWithdrawn,
}

/// <summary>What a client is told.</summary>
public enum ClientNoticeKind
{
    /// <summary>Somebody works on it.</summary>
    Taken,

    /// <summary>Service is back.</summary>
    Restored,

    /// <summary>An answer.</summary>
    Reply,
}
