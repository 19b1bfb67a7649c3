using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Probe.Discovery;
using Majordome.Server.Assets;
using Majordome.Server.Clients;
using Majordome.Server.Contracts.Public;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Templates;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Monitoring.Adoption;

/// <summary>How a machine is accepted.</summary>
/// <param name="ClientName">Whose it is; empty: the provider's own, under its name.</param>
/// <param name="Checks">Keys of the template's checks and names of the others to add (<see cref="AdoptionOffer"/>); <c>null</c>: all of them.</param>
public sealed record AdoptionForm(string? ClientName = null, IReadOnlyCollection<string>? Checks = null);

/// <summary>
/// Accepts the machine of the embedded probe, in one go: the first client with a site, the machine as its item with what was found, its template
/// and the checks beyond it, and the model contract under which its incidents are told to the administrator.
/// </summary>
[Requires(Permission.ManageClients, Everywhere = true)]
public sealed class AdoptMachine(
    AppDb db, AdoptionOffers offers, ItemTemplates templates, TieTemplate tie, CheckMaker checks, IModelContract contracts, CallerContext context, EventLog log, IClock clock)
{
    private const int LongestClientName = 200;

    /// <summary>Accepts it.</summary>
    /// <returns>The item, or: <c>nothing-found-yet</c>, <c>adoption-over</c>, <c>nobody-to-tell</c>, <c>text-too-long</c>, and what contracts refuse.</returns>
    public async Task<Result<Guid>> HandleAsync(AdoptionForm form, CancellationToken cancellationToken)
    {
        var proposal = await db.Set<AdoptionProposal>().SingleOrDefaultAsync(p => p.ProbeId == ProbeRow.Embedded, cancellationToken);
        if (proposal?.AdoptedAt is not null || proposal is null)
        {
            return Refusal.Of("", proposal is null ? "nothing-found-yet" : "adoption-over");
        }

        var recipient = context.Caller.UserId ?? await FirstAdministratorAsync(cancellationToken);
        if (recipient is null || await db.Set<Provider>().SingleOrDefaultAsync(cancellationToken) is not { } provider)
        {
            return Refusal.Of("", "nobody-to-tell");
        }

        var name = string.IsNullOrWhiteSpace(form.ClientName) ? provider.Name : form.ClientName.Trim();
        if (name.Length > LongestClientName)
        {
            return Refusal.Of("clientName", "text-too-long", name.Length, LongestClientName);
        }

        var (found, now) = (proposal.Read(), clock.GetCurrentInstant());
        var asset = await RegisterAsync(provider, name, found.Machine, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken); // templates look for it there
        var inFrench = provider.Language is not "en";
        var offer = await offers.OfAsync(found, inFrench, cancellationToken);
        var refused = await TieAsync(asset, offer, form, now, cancellationToken);
        refused = refused.IsEmpty ? await AddChecksAsync(asset, offer.Found.Checks, form, inFrench, now, cancellationToken) : refused;
        if (!refused.IsEmpty)
        {
            return refused;
        }

        proposal.AdoptedAt = now;
        log.Record(asset.ClientId, "adopt-machine", "asset", asset.Id, new { found.Machine.HostName });
        log.Record(null, "adopt-machine", "proposal", proposal.ProbeId);
        var signed = await contracts.SignForAsync(asset.ClientId, asset.Id, [recipient.Value], cancellationToken);
        return signed.IsAccepted ? asset.Id : signed.Refusals;
    }

    private Task<Guid?> FirstAdministratorAsync(CancellationToken cancellationToken) =>
        db.Users.Where(u => u.DisabledAt == null && u.Grants.Any(g => g.Role == Role.Administrator && g.ClientId == null))
            .OrderBy(u => u.CreatedAt).Select(u => (Guid?)u.Id).FirstOrDefaultAsync(cancellationToken);

    private async Task<Asset> RegisterAsync(Provider provider, string name, MachineInventory machine, Instant now, CancellationToken cancellationToken)
    {
        var client = new Client
        {
            Id = Ids.At(now), Name = name, Code = await FreeCodeAsync(name, cancellationToken), Language = provider.Language, Zone = provider.Zone, CreatedAt = now,
        };
        var site = new Site { Id = Ids.At(now), ClientId = client.Id, Name = provider.Language is "en" ? "Main site" : "Siège", Zone = provider.Zone, Holidays = "FR" };
        var asset = new Asset
        {
            Id = Ids.At(now),
            ClientId = client.Id,
            SiteId = site.Id,
            Name = machine.HostName.Split('.')[0].ToUpperInvariant(),
            Class = ItemClass.Server,
            Weight = Impact.High,
            Address = machine.HostName,
            Description = machine.System.Name,
            Inventory = JsonSerializer.Serialize(machine, Json.Options),
            InventoriedAt = now,
            CreatedAt = now,
        };
        db.AddRange(client, site, asset);
        log.Record(client.Id, "create-client", "client", client.Id, new { client.Name, client.Code });
        return asset;
    }

    private async Task<ImmutableArray<Refusal>> TieAsync(Asset asset, AdoptionOffer offer, AdoptionForm form, Instant now, CancellationToken cancellationToken)
    {
        var excluded = offer.Excluded(form.Checks);
        if (excluded.Length == offer.Common.Length)
        {
            return [];
        }

        var read = await templates.ReadAsync(asset.Id, offer.Template.Id, new ItemTemplateForm { Excluded = excluded }, now, cancellationToken);
        return read.IsAccepted ? (await tie.RunAsync(read.Value.Item, read.Value.Plan, now, cancellationToken)).Refusals : read.Refusals;
    }

    private async Task<ImmutableArray<Refusal>> AddChecksAsync(
        Asset asset, ImmutableArray<ProposedCheck> beyond, AdoptionForm form, bool inFrench, Instant now, CancellationToken cancellationToken)
    {
        await EmbeddedProbeRow.EnsureAsync(db, now, cancellationToken);
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var proposed in beyond.Where(c => form.Checks?.Contains(c.Name, StringComparer.Ordinal) ?? true))
        {
            refusals.AddRange((await checks.AddAsync(asset, AdoptionOffers.ToForm(proposed, inFrench), now, cancellationToken)).Refusals);
        }

        return refusals.ToImmutable();
    }

    // The initials of the name, else its beginning; with a number while somebody else has it.
    private async Task<string> FreeCodeAsync(string name, CancellationToken cancellationToken)
    {
        var words = Plain(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = words.Length > 1 ? string.Concat(words.Take(4).Select(w => w[0])) : string.Concat(words).PadRight(2, 'X')[..Math.Min(4, Math.Max(2, string.Concat(words).Length))];
        var taken = await db.Set<Client>().IgnoreQueryFilters().Select(c => c.Code).ToListAsync(cancellationToken);
        return Enumerable.Range(1, taken.Count + 1).Select(n => n == 1 ? start : start + n.ToString(CultureInfo.InvariantCulture)).First(code => !taken.Contains(code));
    }

    private static string Plain(string name) => string.Concat(
        name.Normalize(NormalizationForm.FormD).Where(c => char.IsAsciiLetterOrDigit(c) || c == ' ')).ToUpperInvariant();
}
