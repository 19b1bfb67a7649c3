using Majordome.Protocols.Smtp;
using Majordome.Server.Platform.Persistence;

namespace Majordome.Server.Notifications.Mail;

/// <summary>The relay that takes our mail, and in whose name we write: one row, written by an administrator.</summary>
public sealed class MailSettings : IVersioned
{
    /// <summary>The one key.</summary>
    public const int TheOne = 1;

    /// <summary>Always <see cref="TheOne"/>.</summary>
    public int Id { get; init; } = TheOne;

    /// <summary>Name or IP address of the relay.</summary>
    public required string Host { get; set; }

    /// <summary>Its port.</summary>
    public required int Port { get; set; }

    /// <summary>When the road to it is encrypted.</summary>
    public required SmtpSecurity Security { get; set; }

    /// <summary>Who we are to it; <c>null</c>: it asks nobody's name.</summary>
    public string? UserName { get; set; }

    /// <summary>The password, protected by the key ring.</summary>
    public string? ProtectedPassword { get; set; }

    /// <summary>The address mails come from and answers go to.</summary>
    public required string FromAddress { get; set; }

    /// <summary>The name before it; <c>null</c>: the provider's.</summary>
    public string? FromName { get; set; }

    /// <summary>SHA-256 of certificates that are believed whatever they say, one per line; <c>null</c>: those the system believes.</summary>
    public string? Thumbprints { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
