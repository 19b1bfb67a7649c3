using Majordome.Domain;
using Majordome.Domain.Monitoring.Templates;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Templates;

/// <summary>Does what a plan says, within the running command: all of it, or nothing.</summary>
public sealed class DoPlan(AppDb db, CheckMaker maker)
{
    /// <summary>Does it: first what goes, so that its names are free, then what changes, then what is new.</summary>
    /// <returns>Done, or what the makers of checks refuse, which the plan's judge would have seen.</returns>
    public async Task<Result<Done>> RunAsync(PlannedTemplate plan, Instant now, CancellationToken cancellationToken)
    {
        var items = plan.Items.ToDictionary(i => i.Asset.Id);
        await EmbeddedProbeRow.EnsureAsync(db, now, cancellationToken);
        foreach (var step in plan.Steps.Where(s => s.Act is TemplateAct.Remove))
        {
            await maker.RemoveAsync(items[step.ItemId].Checks[step.Key], now, cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var step in plan.Steps.Where(s => s.Act is TemplateAct.Change))
        {
            var check = items[step.ItemId].Checks[step.Key];
            var changed = await maker.ChangeAsync(check, step.Fields.ToForm(check), now, cancellationToken, isNameFree: true);
            if (!changed.IsAccepted)
            {
                return changed.Refusals;
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        foreach (var step in plan.Steps.Where(s => s.Act is TemplateAct.Add))
        {
            var item = items[step.ItemId];
            var added = await maker.AddAsync(item.Asset, step.Fields.ToForm(null), now, cancellationToken, new TemplateMark(item.Applied.Id, step.Key));
            if (!added.IsAccepted)
            {
                return added.Refusals;
            }
        }

        return Done.Value;
    }
}
