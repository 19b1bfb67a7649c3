using Majordome.Domain;
using Majordome.Domain.Monitoring;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Silences;

/// <summary>Silences a check until a time, with a reason: neither a problem nor its end is told meanwhile.</summary>
[Requires(Permission.ManageEstate)]
public sealed class SilenceAlert(AppDb db, CallerContext context, EventLog log, IClock clock)
{
    /// <summary>Silences it from now on.</summary>
    /// <returns>The silence, or: <c>not-found</c>, <c>until-not-after-from</c>, <c>silence-too-long</c>, <c>reason-required</c>, <c>text-too-long</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid checkId, Instant until, string? reason, CancellationToken cancellationToken)
    {
        if (await db.Set<Check>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == checkId && c.RemovedAt == null, cancellationToken) is not { } check)
        {
            return Refusals.NotFound("id", checkId);
        }

        var now = clock.GetCurrentInstant();
        if (!Mute.Create(MuteKind.Silence, now, until, reason).TryGet(out var mute, out var refusals))
        {
            return refusals;
        }

        var silence = new Silence
        {
            Id = Ids.At(now),
            ClientId = check.ClientId,
            CheckId = check.Id,
            From = mute.From,
            Until = mute.Until,
            Reason = mute.Reason,
            Author = context.Caller.Name,
        };
        db.Add(silence);
        log.Record(check.ClientId, "silence-alert", "check", check.Id, new { silence = silence.Id, until, mute.Reason });
        return silence.Id;
    }
}

/// <summary>Lifts a silence before its end; what it kept quiet is told at once.</summary>
[Requires(Permission.ManageEstate)]
public sealed class Unsilence(AppDb db, StandingKeeper keeper, CallerContext context, EventLog log, IClock clock)
{
    /// <summary>Lifts it; one that is over stays as it is.</summary>
    /// <returns>Nothing, or <c>not-found</c>.</returns>
    public async Task<Result<Done>> HandleAsync(Guid silenceId, CancellationToken cancellationToken)
    {
        var now = clock.GetCurrentInstant();
        if (await db.Set<Silence>().SingleOrDefaultAsync(s => s.Id == silenceId, cancellationToken) is not { } silence)
        {
            return Refusals.NotFound("id", silenceId);
        }

        if (silence.LiftedAt is not null || silence.Until <= now)
        {
            return Done.Value;
        }

        (silence.LiftedAt, silence.LiftedBy) = (now, context.Caller.Name);
        log.Record(silence.ClientId, "lift-silence", "check", silence.CheckId, new { silence = silence.Id });
        var check = await db.Set<Check>().AsNoTracking().SingleAsync(c => c.Id == silence.CheckId, cancellationToken);
        if (check.IsWatched)
        {
            var standing = await db.Set<CheckStanding>().SingleAsync(s => s.CheckId == check.Id, cancellationToken);
            var heard = await db.Set<ProbeRow>().Where(p => p.Id == check.ProbeId).Select(p => p.LastSeenAt).SingleOrDefaultAsync(cancellationToken);
            await keeper.MoveAsync(check, standing, [], heard, now, cancellationToken);
        }

        return Done.Value;
    }
}

/// <summary>Records work that was announced on an item: a fact, before or after it took place.</summary>
[Requires(Permission.ManageEstate)]
public sealed class RecordMaintenance(AppDb db, CallerContext context, EventLog log, IClock clock)
{
    /// <summary>Records it.</summary>
    /// <returns>The fact, or: <c>not-found</c> (the item), <c>until-not-after-from</c>, <c>reason-required</c>, <c>text-too-long</c>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid assetId, Instant start, Instant end, string? reason, CancellationToken cancellationToken)
    {
        if (await db.Set<Asset>().AsNoTracking().SingleOrDefaultAsync(a => a.Id == assetId, cancellationToken) is not { } asset)
        {
            return Refusals.NotFound("id", assetId);
        }

        if (!Mute.Create(MuteKind.Maintenance, start, end, reason).TryGet(out var mute, out var refusals))
        {
            return refusals;
        }

        var now = clock.GetCurrentInstant();
        var work = new MaintenanceInterval
        {
            Id = Ids.At(now),
            ClientId = asset.ClientId,
            AssetId = asset.Id,
            Start = mute.From,
            End = mute.Until,
            Reason = mute.Reason,
            Author = context.Caller.Name,
            RecordedAt = now,
        };
        db.Add(work);
        log.Record(asset.ClientId, "record-maintenance", "asset", asset.Id, new { maintenance = work.Id, start, end, mute.Reason });
        return work.Id;
    }
}
