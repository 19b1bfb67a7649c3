using Majordome.Domain;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>
/// Removes a check: it is no longer run. The ticket of a problem that was told loses its alert, keeps its clocks, and who has it in hand
/// is told that nobody will see service come back. The check's history stays, and the template that made it does not make it again.
/// </summary>
[Requires(Permission.ManageEstate)]
public sealed class RemoveCheck(AppDb db, CheckMaker maker, TemplateTies ties, IClock clock)
{
    /// <summary>Removes it.</summary>
    /// <returns>Nothing, or: <c>not-found</c>, <c>conflict</c> (it changed since <paramref name="version"/>).</returns>
    public async Task<Result<Done>> HandleAsync(Guid id, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Check>().SingleOrDefaultAsync(c => c.Id == id && c.RemovedAt == null, cancellationToken) is not { } check)
        {
            return Refusals.NotFound("id", id);
        }

        if (version is not null && version != check.Version)
        {
            return Refusals.Conflict();
        }

        await ties.NoteRemovalAsync(check, cancellationToken);
        await maker.RemoveAsync(check, clock.GetCurrentInstant(), cancellationToken);
        return Done.Value;
    }
}
