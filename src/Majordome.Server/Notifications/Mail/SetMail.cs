using Majordome.Domain;
using Majordome.Protocols.Smtp;
using Majordome.Server.Notifications.Letters;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Mail;

/// <summary>How mail shall leave.</summary>
/// <param name="Host">Name or IP address of the relay.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Security">When the road to it is encrypted.</param>
/// <param name="UserName">Who we are to it; empty: no sign-in.</param>
/// <param name="Password">The password; <c>null</c> or empty: the one that is kept.</param>
/// <param name="FromAddress">In whose name.</param>
/// <param name="FromName">The name before it; empty: the provider's.</param>
/// <param name="Thumbprints">SHA-256 of certificates believed whatever they say, one per line; empty: those the system believes.</param>
public sealed record MailForm(string? Host, int? Port, SmtpSecurity Security, string? UserName, string? Password, string? FromAddress, string? FromName, string? Thumbprints);

/// <summary>Sets how mail leaves.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class SetMail(AppDb db, ChannelSecrets secrets, EventLog log, Platform.Outbox.OutboxSignal signal, IClock clock)
{
    /// <summary>Sets it; letters that wait are tried again at once.</summary>
    /// <param name="form">What is wanted.</param>
    /// <param name="version">The version the caller read; 0: none was set; <c>null</c>: whatever it is.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The settings, or: <c>required</c>, <c>conflict</c>, <c>host-invalid</c>, <c>port-out-of-range</c>, the rules of addresses and thumbprints.</returns>
    public async Task<Result<MailSettings>> HandleAsync(MailForm form, int? version, CancellationToken cancellationToken)
    {
        var settings = await db.Set<MailSettings>().SingleOrDefaultAsync(cancellationToken);
        if (version is { } read && read != (settings?.Version ?? 0))
        {
            return Refusals.Conflict();
        }

        if (string.IsNullOrWhiteSpace(form.Host))
        {
            return Refusal.Of("host", "required");
        }

        if (string.IsNullOrWhiteSpace(form.FromAddress))
        {
            return Refusal.Of("fromAddress", "required");
        }

        var isNew = settings is null;
        var kept = settings?.ProtectedPassword;
        settings ??= new MailSettings { Host = "", Port = 0, Security = form.Security, FromAddress = "" };
        settings.Host = form.Host.Trim();
        settings.Port = form.Port ?? (form.Security is SmtpSecurity.ImplicitTls ? 465 : 587);
        settings.Security = form.Security;
        settings.UserName = string.IsNullOrWhiteSpace(form.UserName) ? null : form.UserName.Trim();
        settings.ProtectedPassword = settings.UserName is null ? null : string.IsNullOrEmpty(form.Password) ? kept : secrets.Protect(form.Password);
        settings.FromAddress = form.FromAddress.Trim();
        settings.FromName = string.IsNullOrWhiteSpace(form.FromName) ? null : form.FromName.Trim();
        settings.Thumbprints = string.IsNullOrWhiteSpace(form.Thumbprints) ? null : form.Thumbprints.Trim();
        if (!MailRelayFinder.Build(settings, secrets.Read(settings.ProtectedPassword), "Majordome").TryGet(out _, out var refusals))
        {
            return refusals;
        }

        if (isNew)
        {
            db.Add(settings);
        }

        await Messages.OutboxRetries.RetryAllAsync(db, Letterbox.Channel, clock.GetCurrentInstant(), cancellationToken);
        log.Record(null, "set-mail", "settings", "mail", new { settings.Host, settings.Port, settings.Security, settings.UserName, settings.FromAddress });
        signal.Wake();
        return settings;
    }
}

/// <summary>Posts a letter that shows whether mail leaves.</summary>
[Requires(Permission.ManageChannels, Everywhere = true)]
public sealed class SendTestMail(Letterbox letterbox, EventLog log, IClock clock)
{
    /// <summary>Posts it.</summary>
    /// <returns>Done, or the rules of addresses.</returns>
    public async Task<Result<Done>> HandleAsync(string? to, string language, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(to))
        {
            return Refusal.Of("to", "required");
        }

        if (!Protocols.Mime.MailAddress.Parse(to.Trim(), "to").TryGet(out var address, out var refusals))
        {
            return refusals;
        }

        var now = clock.GetCurrentInstant();
        var reader = new Reader(language, "Europe/Paris", now);
        var key = Ids.At(now);
        await letterbox.PostAsync(new Letter(address.ToString(), null, reader["Letter.Test.Subject"], reader["Letter.Test"]), null, $"test/{key}", cancellationToken);
        log.Record(null, "send-test-mail", "settings", "mail", new { to = address.ToString() });
        return Done.Value;
    }
}
