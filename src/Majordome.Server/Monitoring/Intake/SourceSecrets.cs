using System.Collections.Immutable;
using System.Text;
using Majordome.Domain;
using Majordome.Protocols.Snmp.Usm;
using Majordome.Protocols.Webhooks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A source and the key that signs its webhooks, told this once.</summary>
public sealed record SourceWithKey(Guid Id, string Key);

/// <summary>Draws a source a new key for its webhooks; the old one no longer works.</summary>
[Requires(Permission.ManageEstate)]
public sealed class RenewSigningKey(AppDb db, IntakeSecrets secrets, EventLog log)
{
    /// <summary>Draws it.</summary>
    /// <returns>The source and its key, or <c>not-found</c>.</returns>
    public async Task<Result<SourceWithKey>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<Source>().SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, cancellationToken) is not { } source)
        {
            return Refusals.NotFound("id", id);
        }

        var key = WebhookKey.Generate().Reveal();
        source.ProtectedSigningKey = secrets.Protect(key);
        log.Record(source.ClientId, "renew-signing-key", Source.Topic, id);
        return new SourceWithKey(id, key);
    }
}

/// <summary>How a source's traps are told to be its own. What is secret goes in and does not come out.</summary>
/// <param name="Community">What those of versions 1 and 2c must carry, at most 255 octets; empty: anything; <c>null</c>: as it was.</param>
/// <param name="User">The user of version 3, at most 32 octets; empty: none.</param>
/// <param name="Authentication">How its messages are authenticated.</param>
/// <param name="AuthenticationPassword">At least 8 characters; empty: as it was.</param>
/// <param name="IsEncrypted">Whether they are encrypted, by AES-128.</param>
/// <param name="PrivacyPassword">At least 8 characters; empty: as it was.</param>
public sealed record SnmpForm(
    string? Community = null, string? User = null, UsmAuthentication Authentication = UsmAuthentication.None, string? AuthenticationPassword = null,
    bool IsEncrypted = false, string? PrivacyPassword = null)
{
    /// <summary>
    /// What is wrong, for a source: <c>text-too-long</c>, <c>required</c>, <c>snmp-password-short</c> (fewest characters),
    /// <c>encryption-without-authentication</c>.
    /// </summary>
    public ImmutableArray<Refusal> RefusalsFor(Source source)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        Bound("community", Community, 255);
        Bound("user", User, 32);
        if (string.IsNullOrWhiteSpace(User))
        {
            return refusals.ToImmutable();
        }

        if (Authentication is UsmAuthentication.None)
        {
            if (IsEncrypted)
            {
                refusals.Add(Refusal.Of("isEncrypted", "encryption-without-authentication"));
            }

            return refusals.ToImmutable();
        }

        Password("authenticationPassword", AuthenticationPassword, source.ProtectedAuthenticationPassword);
        if (IsEncrypted)
        {
            Password("privacyPassword", PrivacyPassword, source.ProtectedPrivacyPassword);
        }

        return refusals.ToImmutable();

        void Bound(string field, string? text, int most)
        {
            if (Encoding.UTF8.GetByteCount(text ?? "") is var octets && octets > most)
            {
                refusals.Add(Refusal.Of(field, "text-too-long", octets, most));
            }
        }

        void Password(string field, string? given, string? kept)
        {
            if (string.IsNullOrEmpty(given) ? kept is null : given.Length < UsmUser.ShortestPassword)
            {
                refusals.Add(string.IsNullOrEmpty(given) ? Refusal.Of(field, "required") : Refusal.Of(field, "snmp-password-short", UsmUser.ShortestPassword));
            }
        }
    }
}

/// <summary>Says how a source's traps are told to be its own.</summary>
[Requires(Permission.ManageEstate)]
public sealed class SetSourceSnmp(AppDb db, IntakeSecrets secrets, EventLog log)
{
    /// <summary>Sets it.</summary>
    /// <returns>The source's version, or: <c>not-found</c>, <c>conflict</c>, and what <see cref="SnmpForm.RefusalsFor"/> says.</returns>
    public async Task<Result<int>> HandleAsync(Guid id, int version, SnmpForm form, CancellationToken cancellationToken)
    {
        if (await db.Set<Source>().SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, cancellationToken) is not { } source)
        {
            return Refusals.NotFound("id", id);
        }

        if (source.Version != version)
        {
            return Refusals.Conflict();
        }

        if (form.RefusalsFor(source) is { IsEmpty: false } refusals)
        {
            return refusals;
        }

        source.ProtectedCommunity = form.Community is null ? source.ProtectedCommunity : Kept(form.Community, null);
        source.SnmpUser = string.IsNullOrWhiteSpace(form.User) ? null : form.User.Trim();
        source.SnmpAuthentication = source.SnmpUser is null ? UsmAuthentication.None : form.Authentication;
        var isAuthentic = source.SnmpAuthentication is not UsmAuthentication.None;
        source.ProtectedAuthenticationPassword = isAuthentic ? Kept(form.AuthenticationPassword, source.ProtectedAuthenticationPassword) : null;
        source.ProtectedPrivacyPassword = isAuthentic && form.IsEncrypted ? Kept(form.PrivacyPassword, source.ProtectedPrivacyPassword) : null;
        log.Record(source.ClientId, "set-source-snmp", Source.Topic, id, new { source.SnmpUser, source.SnmpAuthentication, form.IsEncrypted });
        return db.VersionOnceSaved(source);
    }

    private string? Kept(string? given, string? before) => string.IsNullOrEmpty(given) ? before : secrets.Protect(given);
}
