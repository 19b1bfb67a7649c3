using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>A source and its token, told this once.</summary>
public sealed record SourceWithToken(Guid Id, string Token);

/// <summary>Registers a source of a client.</summary>
[Requires(Permission.ManageEstate)]
public sealed class AddSource(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Registers it with a token of its own.</summary>
    /// <returns>The source and its token, or: <c>not-found</c> (the client), what <see cref="SourceQueries.RefuseTakenAsync"/> and <see cref="SourceForm.Refusals"/> say.</returns>
    public async Task<Result<SourceWithToken>> HandleAsync(Guid clientId, SourceForm form, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken))
        {
            return Refusals.NotFound("clientId", clientId);
        }

        var refusals = form.Refusals();
        if (refusals.IsEmpty)
        {
            refusals = await db.RefuseTakenAsync(clientId, form, null, cancellationToken);
        }

        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        var now = clock.GetCurrentInstant();
        var token = Secrets.Draw(SenderDirectory.Prefix);
        var source = new Source
        {
            Id = Ids.At(now), ClientId = clientId, Name = "", TokenSha256 = Secrets.Hash(token), CreatedAt = now,
            MostSeries = form.MostSeries, MostSamples = form.MostSamples, MostMessages = form.MostMessages,
        };
        form.ApplyTo(source);
        db.Add(source);
        log.Record(clientId, "add-source", Source.Topic, source.Id, new { source.Name, source.Networks, source.CertificateSha256 });
        return new SourceWithToken(source.Id, token);
    }
}

/// <summary>Changes a source.</summary>
[Requires(Permission.ManageEstate)]
public sealed class ChangeSource(AppDb db, EventLog log)
{
    /// <summary>Changes it; its token stays.</summary>
    /// <returns>Its version, or: <c>not-found</c>, <c>conflict</c>, what <see cref="SourceQueries.RefuseTakenAsync"/> and <see cref="SourceForm.Refusals"/> say.</returns>
    public async Task<Result<int>> HandleAsync(Guid id, int version, SourceForm form, CancellationToken cancellationToken)
    {
        if (await db.Set<Source>().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } source)
        {
            return Refusals.NotFound("id", id);
        }

        if (source.Version != version)
        {
            return Refusals.Conflict();
        }

        var refusals = form.Refusals();
        if (refusals.IsEmpty)
        {
            refusals = await db.RefuseTakenAsync(source.ClientId, form, source, cancellationToken);
        }

        if (!refusals.IsEmpty)
        {
            return refusals;
        }

        form.ApplyTo(source);
        log.Record(source.ClientId, "change-source", Source.Topic, id, form);
        return db.VersionOnceSaved(source);
    }
}

/// <summary>Draws a source a new token; the old one no longer works.</summary>
[Requires(Permission.ManageEstate)]
public sealed class RenewSourceToken(AppDb db, EventLog log)
{
    /// <summary>Draws it.</summary>
    /// <returns>The source and its token, or <c>not-found</c>.</returns>
    public async Task<Result<SourceWithToken>> HandleAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await db.Set<Source>().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } source)
        {
            return Refusals.NotFound("id", id);
        }

        var token = Secrets.Draw(SenderDirectory.Prefix);
        source.TokenSha256 = Secrets.Hash(token);
        log.Record(source.ClientId, "renew-source-token", Source.Topic, id);
        return new SourceWithToken(id, token);
    }
}

/// <summary>Ends a source: nothing of it is taken any more; what it sent stays.</summary>
[Requires(Permission.ManageEstate)]
public sealed class EndSource(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Ends it.</summary>
    /// <returns>Done, or: <c>not-found</c>, <c>conflict</c>.</returns>
    public async Task<Result<Done>> HandleAsync(Guid id, int version, CancellationToken cancellationToken)
    {
        if (await db.Set<Source>().SingleOrDefaultAsync(s => s.Id == id && s.EndedAt == null, cancellationToken) is not { } source)
        {
            return Refusals.NotFound("id", id);
        }

        if (source.Version != version)
        {
            return Refusals.Conflict();
        }

        source.EndedAt = clock.GetCurrentInstant();
        log.Record(source.ClientId, "end-source", Source.Topic, id, new { source.Name });
        return Done.Value;
    }
}

/// <summary>What the commands of sources share.</summary>
internal static class SourceQueries
{
    /// <summary>
    /// Refuses what is another source's, of those in use: a name within the client (<c>source-name-taken</c>), a certificate of another client
    /// (<c>certificate-taken</c>), a network that is, holds or lies within one of another client (<c>network-taken</c>): what that client is sent would be
    /// this one's. Who manages all clients may let networks nest, where the narrowest counts. Whose it is, is not told.
    /// </summary>
    /// <param name="db">The database.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="form">What is wanted; without refusals of its own.</param>
    /// <param name="itself">The source that is changed: what it has already it keeps. <c>null</c>: a new one.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<ImmutableArray<Refusal>> RefuseTakenAsync(this AppDb db, Guid clientId, SourceForm form, Source? itself, CancellationToken cancellationToken)
    {
        var (id, name) = (itself?.Id, form.Name!.Trim());
        if (await db.Set<Source>().AnyAsync(s => s.ClientId == clientId && s.EndedAt == null && s.Id != id && s.Name == name, cancellationToken))
        {
            return [Refusal.Of("name", "source-name-taken", name)];
        }

        // Beyond the wall: whoever asks sees nothing of these but that they are there.
        var others = await db.Set<Source>().IgnoreQueryFilters().Where(s => s.ClientId != clientId && s.EndedAt == null && (s.Networks != null || s.CertificateSha256 != null))
            .Select(s => new { s.Networks, s.CertificateSha256 }).ToListAsync(cancellationToken);
        var taken = others.SelectMany(other => SourceForm.ReadNetworks(other.Networks)).ToList();
        var mayNest = db.Caller.MayEverywhere(Permission.ManageEstate);
        var networks = SourceForm.ReadNetworks(form.Networks).Except(SourceForm.ReadNetworks(itself?.Networks))
            .Where(network => taken.Any(other => mayNest ? other == network : SourceForm.Overlap(other, network)))
            .Select(network => Refusal.Of("networks", "network-taken", SourceForm.Spell(network)));
        var isCertificateTaken = form.Fingerprint is { Length: > 0 } shown && shown != itself?.CertificateSha256 && others.Any(other => other.CertificateSha256 == shown);
        return [.. networks, .. isCertificateTaken ? [Refusal.Of("certificateSha256", "certificate-taken")] : ImmutableArray<Refusal>.Empty];
    }
}
