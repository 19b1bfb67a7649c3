using Majordome.Server.Platform.Outbox;

namespace Majordome.Server.Notifications.Letters;

/// <summary>A mail to one person, as the outbox keeps it. Who sends it is decided when it leaves.</summary>
/// <param name="Address">The address of the recipient.</param>
/// <param name="Name">Their name.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Thread">What mails of one conversation share (<c>ticket-0197…</c>): readers show them together; <c>null</c>: it stands alone.</param>
/// <param name="TicketNumber"><c>T-2641</c>, for rules and filters of the reader.</param>
public sealed record Letter(string Address, string? Name, string Subject, string Text, string? Thread = null, string? TicketNumber = null);

/// <summary>Posts letters: writes them to the outbox within the running command.</summary>
public sealed class Letterbox(OutboxWriter outbox)
{
    /// <summary>The outbox's channel.</summary>
    public const string Channel = "mail";

    /// <summary>Posts one letter, unless one with the same key was posted before.</summary>
    /// <returns>Whether it was posted.</returns>
    public Task<bool> PostAsync(Letter letter, Guid? clientId, string key, CancellationToken cancellationToken) =>
        outbox.AddAsync(Channel, clientId, $"mail/{key}", letter.Name is null ? letter.Address : $"{letter.Name} <{letter.Address}>", letter.Subject, letter, cancellationToken);
}
