using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Protocols.Mime;
using Majordome.Protocols.Smtp;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Notifications.Mail;

/// <summary>How mail leaves now: the relay and in whose name.</summary>
/// <param name="Relay">The relay.</param>
/// <param name="From">In whose name.</param>
public sealed record MailRoad(SmtpRelay Relay, Mailbox From);

/// <summary>
/// Finds how mail leaves: what an administrator wrote, else the options of the start (section <c>Majordome:Mail</c>: <c>Host</c>, <c>Port</c>,
/// <c>Security</c>, <c>User</c>, <c>PasswordFile</c> or <c>Password</c>, <c>From</c>, <c>FromName</c>, <c>Thumbprints</c>; in the environment
/// <c>MAJORDOME__MAIL__HOST</c>…).
/// </summary>
public sealed class MailRelayFinder(AppDb db, ChannelSecrets secrets, IConfiguration configuration)
{
    // Below the outbox's lease of two minutes: a slow relay must not make a second server send the same message meanwhile.
    private static readonly SmtpTimeouts Timeouts = new()
    {
        Connect = Duration.FromSeconds(10),
        Handshake = Duration.FromSeconds(10),
        Reply = Duration.FromSeconds(20),
        Send = Duration.FromSeconds(30),
        Acceptance = Duration.FromSeconds(45),
    };

    /// <summary>The road, or nothing while mail is not set up; refusals when what is set up cannot work.</summary>
    public async Task<(MailRoad? Road, ImmutableArray<Refusal> Refusals)> FindAsync(CancellationToken cancellationToken)
    {
        var settings = await SettingsAsync(cancellationToken);
        if (settings is null)
        {
            return (null, []);
        }

        var provider = await db.Set<Provider>().AsNoTracking().Select(p => p.Name).SingleOrDefaultAsync(cancellationToken) ?? "Majordome";
        var road = Build(settings, secrets.Read(settings.ProtectedPassword), provider);
        return road.TryGet(out var found, out var refusals) ? (found, []) : (null, refusals);
    }

    /// <summary>What is set up, whoever did; its password stays protected.</summary>
    public async Task<MailSettings?> SettingsAsync(CancellationToken cancellationToken) =>
        await db.Set<MailSettings>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? FromOptions();

    /// <summary>The relay that settings describe.</summary>
    /// <returns>The road, or what the relay, the address and the thumbprints are refused for.</returns>
    public static Result<MailRoad> Build(MailSettings settings, string? password, string providerName)
    {
        var from = MailAddress.Parse(settings.FromAddress, "fromAddress");
        var trust = settings.Thumbprints is { Length: > 0 } lines
            ? SmtpTrust.Thumbprints(lines.Split((char[])['\n', '\r', ',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), "thumbprints")
            : SmtpTrust.System;
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (!from.IsAccepted)
        {
            refusals.AddRange(from.Refusals);
        }

        if (!trust.IsAccepted)
        {
            refusals.AddRange(trust.Refusals);
        }

        var relay = new SmtpRelay
        {
            Host = settings.Host,
            Port = settings.Port,
            Security = settings.Security,
            Trust = trust.IsAccepted ? trust.Value : SmtpTrust.System,
            Credentials = settings.UserName is { Length: > 0 } user ? new SmtpCredentials(user, password ?? "") : null,
            HelloName = from.IsAccepted ? from.Value.Domain : null,
            Timeouts = Timeouts,
        };
        refusals.AddRange(relay.Refusals());
        if (refusals.Count > 0)
        {
            return refusals.ToImmutable();
        }

        var name = HeaderText.Flatten(settings.FromName is { Length: > 0 } given ? given : providerName);
        return new MailRoad(relay, new Mailbox(from.Value, name[..Math.Min(name.Length, Mailbox.MaxDisplayName)]));
    }

    private MailSettings? FromOptions()
    {
        var section = configuration.GetSection("Majordome:Mail");
        if (section["Host"] is not { Length: > 0 } host)
        {
            return null;
        }

        var security = Enum.TryParse<SmtpSecurity>(section["Security"]?.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var parsed) ? parsed : SmtpSecurity.StartTlsRequired;
        var password = section["PasswordFile"] is { Length: > 0 } file && File.Exists(file) ? File.ReadLines(file).FirstOrDefault() : section["Password"];
        return new MailSettings
        {
            Host = host,
            Port = int.TryParse(section["Port"], System.Globalization.CultureInfo.InvariantCulture, out var port) ? port : security is SmtpSecurity.ImplicitTls ? 465 : 587,
            Security = security,
            UserName = section["User"],
            ProtectedPassword = password is { Length: > 0 } ? secrets.Protect(password) : null,
            FromAddress = section["From"] ?? "",
            FromName = section["FromName"],
            Thumbprints = section["Thumbprints"],
        };
    }
}
