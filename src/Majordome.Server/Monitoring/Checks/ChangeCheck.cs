using Majordome.Domain;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Changes what a check does, how it is judged, or whether it is run. The probe is told at once.</summary>
[Requires(Permission.ManageEstate)]
public sealed class ChangeCheck(AppDb db, CheckForms forms, StandingKeeper keeper, EventLog log, IClock clock)
{
    /// <summary>Changes it.</summary>
    /// <param name="id">The check.</param>
    /// <param name="version">The version the change was made from; <c>null</c>: whatever it is.</param>
    /// <param name="form">The whole check as it shall be.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its new version, or: <c>not-found</c>, <c>conflict</c>, <c>check-name-taken</c>, <c>passive-stays-passive</c>, and the rules of <see cref="CheckForms"/>.</returns>
    public async Task<Result<int>> HandleAsync(Guid id, int? version, CheckForm form, CancellationToken cancellationToken)
    {
        if (await db.Set<Check>().SingleOrDefaultAsync(c => c.Id == id && c.RemovedAt == null, cancellationToken) is not { } check)
        {
            return Refusals.NotFound("id", id);
        }

        if (version is not null && version != check.Version)
        {
            return Refusals.Conflict();
        }

        if (!forms.Read(form).TryGet(out var definition, out var refusals))
        {
            return refusals;
        }

        if ((definition.Type == Check.Passive) != (check.Type == Check.Passive))
        {
            return Refusal.Of("type", "passive-stays-passive", definition.Type);
        }

        if (await db.IsCheckNameTakenAsync(check.AssetId, definition.Name, id, cancellationToken))
        {
            return Refusal.Of("name", "check-name-taken", definition.Name);
        }

        var now = clock.GetCurrentInstant();
        check.Definition += definition.WriteTo(check) ? 1 : 0;
        var standing = await db.Set<CheckStanding>().SingleAsync(s => s.CheckId == id, cancellationToken);
        await SwitchAsync(check, standing, definition.Enabled, now, cancellationToken);
        log.Record(check.ClientId, "change-check", "check", check.Id, new { check.Definition, form = CheckForm.Of(check) });
        return check.Version + 1;
    }

    private async Task SwitchAsync(Check check, CheckStanding standing, bool enabled, Instant now, CancellationToken cancellationToken)
    {
        var was = check.Enabled;
        check.Enabled = enabled;
        if (was && !enabled)
        {
            await keeper.WithdrawAsync(check, standing, now, cancellationToken);
        }
        else if (!was && enabled)
        {
            StandingKeeper.Resume(check, standing, now);
        }
        else if (enabled)
        {
            // Another interval is another silence, another treatment may owe something else.
            var heard = check.ProbeId is { } probe ? await db.Set<ProbeRow>().Where(p => p.Id == probe).Select(p => p.LastSeenAt).SingleAsync(cancellationToken) : null;
            await keeper.MoveAsync(check, standing, [], heard, now, cancellationToken);
        }
    }
}
