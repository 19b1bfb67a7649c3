using System.Collections.Immutable;
using Majordome.Domain;
using Majordome.Domain.Contracts;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Import;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Assets;

/// <summary>
/// Imports assets from CSV: client (code), site (name), name, class, weight, address, description. An asset is known by client
/// and name; importing the same file twice changes nothing. One refused line, and nothing is imported.
/// </summary>
[Requires(Permission.ManageEstate)]
public sealed class ImportAssets(AppDb db, EventLog log, IClock clock)
{
    /// <summary>The columns, and the French names they also go by.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Columns = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["client"] = [],
        ["site"] = [],
        ["name"] = ["nom"],
        ["class"] = ["classe", "type"],
        ["weight"] = ["poids", "importance"],
        ["address"] = ["adresse"],
        ["description"] = [],
    };

    /// <summary>Imports, or says what it would do.</summary>
    /// <param name="file">The CSV file.</param>
    /// <param name="dryRun">Only say.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The report; or why the file cannot be read at all.</returns>
    public async Task<Result<ImportReport>> HandleAsync(byte[] file, bool dryRun, CancellationToken cancellationToken)
    {
        if (!CsvTable.Read(file, Columns, "client", "name", "class").TryGet(out var rows, out var unreadable))
        {
            return unreadable;
        }

        var codes = rows.Select(r => ClientRules.Normalise(r["client"] ?? "")).Distinct().ToArray();
        var clients = await db.Set<Client>().Where(c => codes.Contains(c.Code)).ToDictionaryAsync(c => c.Code, StringComparer.Ordinal, cancellationToken);
        var clientIds = clients.Values.Select(c => c.Id).ToArray();
        var sites = (await db.Set<Site>().Where(s => clientIds.Contains(s.ClientId)).ToListAsync(cancellationToken)).ToLookup(s => (s.ClientId, s.Name));
        var known = (await db.Set<Asset>().Where(a => clientIds.Contains(a.ClientId)).ToListAsync(cancellationToken)).ToDictionary(a => (a.ClientId, a.Name));
        var lines = ImmutableArray.CreateBuilder<ImportedLine>(rows.Length);
        var seen = new HashSet<(Guid, string)>();
        var now = clock.GetCurrentInstant();
        foreach (var row in rows)
        {
            var refusals = Read(row, clients, sites, out var clientId, out var form);
            if (refusals.IsEmpty && !seen.Add((clientId, form!.Name)))
            {
                refusals = [Refusal.Of("name", "csv-line-twice", form.Name)];
            }

            lines.Add(refusals.IsEmpty
                ? new ImportedLine(row.Line, form!.Name, Apply(known, clientId, form, now), [])
                : new ImportedLine(row.Line, row["name"] ?? "", ImportAction.Refuse, [.. refusals.Select(r => r.Within($"[{row.Line.ToString(System.Globalization.CultureInfo.InvariantCulture)}]"))]));
        }

        var report = new ImportReport(lines.ToImmutable(), IsDone: !dryRun && lines.All(l => l.Action is not ImportAction.Refuse));
        if (!report.IsDone)
        {
            db.ChangeTracker.Clear();
            return report;
        }

        foreach (var client in lines.Zip(rows).GroupBy(l => clients[ClientRules.Normalise(l.Second["client"]!)].Id))
        {
            log.Record(client.Key, "import-assets", "asset", "import", new
            {
                created = client.Count(l => l.First.Action is ImportAction.Create), changed = client.Count(l => l.First.Action is ImportAction.Change),
            });
        }

        return report;
    }

    private static ImmutableArray<Refusal> Read(
        ImportRow row, Dictionary<string, Client> clients, ILookup<(Guid ClientId, string Name), Site> sites, out Guid clientId, out AssetForm? form)
    {
        clientId = default;
        form = null;
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        if (!clients.TryGetValue(ClientRules.Normalise(row["client"] ?? ""), out var client))
        {
            refusals.Add(Refusal.Of("client", "client-code-unknown", row["client"]));
        }

        var site = client is not null && row["site"] is { } siteName ? sites[(client.Id, siteName)].FirstOrDefault() : null;
        if (client is not null && row["site"] is { } named && site is null)
        {
            refusals.Add(Refusal.Of("site", "site-unknown", named));
        }

        if (!Enum.TryParse<ItemClass>(row["class"], ignoreCase: true, out var itemClass) || !Enum.IsDefined(itemClass))
        {
            refusals.Add(Refusal.Of("class", "class-unknown", row["class"], string.Join(", ", Enum.GetNames<ItemClass>().Select(Json.Kebab))));
        }

        var weight = Impact.Medium;
        if (row["weight"] is { } weightText && (!Enum.TryParse(weightText, ignoreCase: true, out weight) || !Enum.IsDefined(weight)))
        {
            refusals.Add(Refusal.Of("weight", "weight-unknown", weightText));
        }

        form = new AssetForm(row["name"] ?? "", itemClass, weight, site?.Id, row["address"], row["description"]);
        if (refusals.Count == 0)
        {
            refusals.AddRange(AssetRules.CheckShape(form));
        }

        clientId = client?.Id ?? default;
        return refusals.ToImmutable();
    }

    private ImportAction Apply(Dictionary<(Guid, string), Asset> known, Guid clientId, AssetForm form, Instant now)
    {
        if (!known.TryGetValue((clientId, form.Name), out var asset))
        {
            asset = new Asset { Id = Ids.At(now), ClientId = clientId, Name = form.Name, Class = form.Class, Weight = form.Weight, CreatedAt = now };
            form.ApplyTo(asset);
            db.Add(asset);
            return ImportAction.Create;
        }

        form.ApplyTo(asset);
        return db.Entry(asset).State is EntityState.Modified ? ImportAction.Change : ImportAction.Keep;
    }
}
