using Majordome.Domain;
using Majordome.Server.Assets;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Makes, changes and removes checks, within the running command.</summary>
public sealed class CheckMaker(AppDb db, CheckForms forms, StandingKeeper keeper, EventLog log)
{
    /// <summary>Adds a check to an item, which the running command may have made itself.</summary>
    /// <returns>The check, or: <c>check-name-taken</c> and the rules of <see cref="CheckForms"/>.</returns>
    public async Task<Result<Guid>> AddAsync(Asset asset, CheckForm form, Instant now, CancellationToken cancellationToken, TemplateMark? mark = null)
    {
        if (!forms.Read(form).TryGet(out var definition, out var refusals))
        {
            return refusals;
        }

        if (await db.IsCheckNameTakenAsync(asset.Id, definition.Name, null, cancellationToken))
        {
            return Refusal.Of("name", "check-name-taken", definition.Name);
        }

        var check = new Check
        {
            Id = Ids.At(now),
            ClientId = asset.ClientId,
            AssetId = asset.Id,
            ProbeId = definition.Type == Check.Passive ? null : ProbeRow.Embedded,
            Name = definition.Name,
            Type = definition.Type,
            Target = definition.Target,
            Parameters = definition.Parameters,
            Secrets = definition.Secrets,
            Interval = default,
            TimeOut = default,
            RetryInterval = default,
            FlappingHalfLife = default,
            Treatment = definition.Treatment,
            Definition = 1,
            Enabled = definition.Enabled,
            AppliedTemplateId = mark?.AppliedTemplateId,
            TemplateKey = mark?.Key,
            CreatedAt = now,
        };
        check.Take(definition.Policy);
        var standing = CheckStanding.New(check, now);
        standing.LookAt = check.Enabled ? standing.LookAt : null;
        db.AddRange(check, standing);
        log.Record(check.ClientId, "add-check", "check", check.Id, new { asset = asset.Id, definition = CheckForm.Of(check) });
        return check.Id;
    }

    /// <summary>Changes a check; the probe is told at once.</summary>
    /// <param name="check">The check.</param>
    /// <param name="form">The whole check as it shall be.</param>
    /// <param name="now">Now.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <param name="isNameFree">Whether the caller made sure of the name, in a change of several checks at once.</param>
    /// <returns>Done, or: <c>check-name-taken</c>, <c>passive-stays-passive</c>, and the rules of <see cref="CheckForms"/>.</returns>
    public async Task<Result<Done>> ChangeAsync(Check check, CheckForm form, Instant now, CancellationToken cancellationToken, bool isNameFree = false)
    {
        if (!forms.Read(form, check).TryGet(out var definition, out var refusals))
        {
            return refusals;
        }

        if ((definition.Type == Check.Passive) != (check.Type == Check.Passive))
        {
            return Refusal.Of("type", "passive-stays-passive", definition.Type);
        }

        if (!isNameFree && await db.IsCheckNameTakenAsync(check.AssetId, definition.Name, check.Id, cancellationToken))
        {
            return Refusal.Of("name", "check-name-taken", definition.Name);
        }

        check.Definition += definition.WriteTo(check) ? 1 : 0;
        var standing = await db.Set<CheckStanding>().SingleAsync(s => s.CheckId == check.Id, cancellationToken);
        await SwitchAsync(check, standing, definition.Enabled, now, cancellationToken);
        log.Record(check.ClientId, "change-check", "check", check.Id, new { check.Definition, form = CheckForm.Of(check) });
        return Done.Value;
    }

    /// <summary>Removes a check; its history stays.</summary>
    public async Task RemoveAsync(Check check, Instant now, CancellationToken cancellationToken)
    {
        check.RemovedAt = now;
        check.Untie();
        var standing = await db.Set<CheckStanding>().SingleAsync(s => s.CheckId == check.Id, cancellationToken);
        await keeper.WithdrawAsync(check, standing, now, cancellationToken);
        log.Record(check.ClientId, "remove-check", "check", check.Id, new { check.Name });
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

/// <summary>Which template made a check.</summary>
/// <param name="AppliedTemplateId">The template on the item.</param>
/// <param name="Key">Which of its checks.</param>
public sealed record TemplateMark(Guid AppliedTemplateId, string Key);

/// <summary>Names of checks are unique within an item, among those that are not removed.</summary>
internal static class CheckNames
{
    public static async Task<bool> IsCheckNameTakenAsync(this AppDb db, Guid assetId, string name, Guid? except, CancellationToken cancellationToken) =>
        db.Set<Check>().Local.Any(c => c.AssetId == assetId && c.Name == name && c.RemovedAt is null && c.Id != except)
        || await db.Set<Check>().AnyAsync(c => c.AssetId == assetId && c.Name == name && c.RemovedAt == null && c.Id != except, cancellationToken);
}
