using Majordome.Domain;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>Changes what a check does, how it is judged, or whether it is run. The probe is told at once.</summary>
[Requires(Permission.ManageEstate)]
public sealed class ChangeCheck(AppDb db, CheckMaker maker, TemplateTies ties, IClock clock)
{
    /// <summary>Changes it.</summary>
    /// <param name="id">The check.</param>
    /// <param name="version">The version the change was made from; <c>null</c>: whatever it is.</param>
    /// <param name="form">The whole check as it shall be.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Its new version, or: <c>not-found</c>, <c>conflict</c>, and what <see cref="CheckMaker.ChangeAsync"/> refuses.</returns>
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

        var before = ties.Before(check);
        if (!(await maker.ChangeAsync(check, form, clock.GetCurrentInstant(), cancellationToken)).TryGet(out _, out var refusals))
        {
            return refusals;
        }

        await ties.NoteChangeAsync(check, before, cancellationToken);
        return db.VersionOnceSaved(check);
    }
}
