using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Import;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace Majordome.Server.Clients;

/// <summary>
/// Imports clients from CSV: code, name, language, zone. A client is known by its code; importing the same file twice changes
/// nothing. One refused line, and nothing is imported.
/// </summary>
[Requires(Permission.ManageClients, Everywhere = true)]
public sealed class ImportClients(AppDb db, EventLog log, IClock clock)
{
    /// <summary>The columns, and the French names they also go by.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Columns = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["code"] = [],
        ["name"] = ["nom"],
        ["language"] = ["langue"],
        ["zone"] = ["fuseau"],
    };

    /// <summary>Imports, or says what it would do.</summary>
    /// <param name="file">The CSV file.</param>
    /// <param name="dryRun">Only say.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The report; or why the file cannot be read at all.</returns>
    public async Task<Result<ImportReport>> HandleAsync(byte[] file, bool dryRun, CancellationToken cancellationToken)
    {
        if (!CsvTable.Read(file, Columns, "code", "name").TryGet(out var rows, out var unreadable))
        {
            return unreadable;
        }

        var provider = await db.Set<Provider>().SingleAsync(cancellationToken);
        var known = await db.Set<Client>().ToDictionaryAsync(c => c.Code, StringComparer.Ordinal, cancellationToken);
        var lines = ImmutableArray.CreateBuilder<ImportedLine>(rows.Length);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var code = ClientRules.Normalise(row["code"] ?? "");
            var form = new ClientForm(row["name"] ?? "", code, row["language"] ?? provider.Language, row["zone"] ?? provider.Zone);
            var refusals = await ClientRules.CheckAsync(db, form, known.GetValueOrDefault(code)?.Id, cancellationToken);
            if (refusals.IsEmpty && !seen.Add(code))
            {
                refusals = [Refusal.Of("code", "csv-line-twice", code)];
            }

            lines.Add(refusals.IsEmpty
                ? new ImportedLine(row.Line, form.Name, Apply(known, form), [])
                : new ImportedLine(row.Line, form.Name, ImportAction.Refuse, [.. refusals.Select(r => r.Within($"[{row.Line.ToString(CultureInfo.InvariantCulture)}]"))]));
        }

        var report = new ImportReport(lines.ToImmutable(), IsDone: !dryRun && lines.All(l => l.Action is not ImportAction.Refuse));
        if (report.IsDone)
        {
            log.Record(null, "import-clients", "client", "import", new { created = report.Count(ImportAction.Create), changed = report.Count(ImportAction.Change) });
        }
        else
        {
            db.ChangeTracker.Clear();
        }

        return report;
    }

    private ImportAction Apply(Dictionary<string, Client> known, ClientForm form)
    {
        if (!known.TryGetValue(form.Code, out var client))
        {
            var now = clock.GetCurrentInstant();
            db.Add(new Client { Id = Ids.At(now), Name = form.Name.Trim(), Code = form.Code, Language = form.Language, Zone = form.Zone, CreatedAt = now });
            return ImportAction.Create;
        }

        client.Name = form.Name.Trim();
        client.Language = form.Language;
        client.Zone = form.Zone;
        return db.Entry(client).State is EntityState.Modified ? ImportAction.Change : ImportAction.Keep;
    }
}
