using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Clients;

/// <summary>What is said of a site.</summary>
/// <param name="Name">1 to 200 characters.</param>
/// <param name="Zone">IANA zone.</param>
/// <param name="Holidays">Code of a set of public holidays.</param>
/// <param name="Address">Free text.</param>
public sealed record SiteForm(string Name, string Zone, string Holidays, string? Address);

/// <summary>Adds a site to a client.</summary>
[Requires(Permission.ManageClients)]
public sealed class AddSite(AppDb db, EventLog log, IClock clock)
{
    /// <summary>Adds it.</summary>
    /// <returns>Its key, or the rules of <see cref="ClientRules.Check(SiteForm)"/>.</returns>
    public async Task<Result<Guid>> HandleAsync(Guid clientId, SiteForm form, CancellationToken cancellationToken)
    {
        if (!await db.Set<Client>().AnyAsync(c => c.Id == clientId, cancellationToken))
        {
            return Refusals.NotFound("id", clientId);
        }

        var refusals = ClientRules.Check(form);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        var site = new Site
        {
            Id = Ids.At(clock.GetCurrentInstant()), ClientId = clientId, Name = form.Name.Trim(), Zone = form.Zone, Holidays = form.Holidays, Address = form.Address?.Trim(),
        };
        db.Add(site);
        log.Record(clientId, "add-site", "site", site.Id, form);
        return site.Id;
    }
}

/// <summary>Changes a site.</summary>
[Requires(Permission.ManageClients)]
public sealed class ChangeSite(AppDb db, EventLog log)
{
    /// <summary>Changes it. Clocks of tickets already registered keep the hours they were promised.</summary>
    public async Task<Result<Done>> HandleAsync(Guid id, SiteForm form, int? version, CancellationToken cancellationToken)
    {
        if (await db.Set<Site>().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } site)
        {
            return Refusals.NotFound("id", id);
        }

        var refusals = ClientRules.Check(form);
        if (refusals.Length > 0)
        {
            return refusals;
        }

        db.ExpectVersion(site, version);
        site.Name = form.Name.Trim();
        site.Zone = form.Zone;
        site.Holidays = form.Holidays;
        site.Address = form.Address?.Trim();
        log.Record(site.ClientId, "change-site", "site", id, form);
        return Done.Value;
    }
}
