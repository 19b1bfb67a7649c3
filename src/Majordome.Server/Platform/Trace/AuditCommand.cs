using System.CommandLine;
using Majordome.Domain.Evidence;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Trace;

/// <summary><c>majordome audit verify</c>: walks every chain of the event log, beside the server or without it.</summary>
public static class AuditCommand
{
    /// <summary>The command. Exit code 0 when every chain holds, 3 when a link is broken.</summary>
    public static Command Create(IReadOnlyList<IModule> modules)
    {
        var anchors = AnchorsOption();
        var place = new DatabaseArguments();
        var verify = new Command("verify", "Vérifie le journal / verifies the event log") { anchors };
        place.AddTo(verify);
        verify.SetAction(async (parse, cancellationToken) =>
        {
            var options = place.ReadExisting(parse, new Dictionary<string, string?>(StringComparer.Ordinal) { [nameof(ServerOptions.Anchors)] = parse.GetValue(anchors) });
            await using var app = ServerHost.Build(options, modules);
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("audit");
            var sentences = app.Services.GetRequiredService<Sentences>();
            var kept = Read(options);
            if (kept.Count == 0)
            {
                Console.Error.WriteLine(sentences.Tell("anchors-none", options.AnchorFile));
            }

            var report = await VerifyAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), kept, cancellationToken);
            foreach (var broken in report.Broken)
            {
                Console.Error.WriteLine(sentences.Tell($"chain-{Json.Kebab(broken.Fault.ToString())}", broken.Chain, broken.Sequence));
            }

            Console.Out.WriteLine(sentences.Tell("chains-verified", report.Chains, report.Events, report.Anchors, report.Broken.Count));
            return report.Broken.Count == 0 ? 0 : 3;
        });
        return new Command("audit", "Journal des événements / event log") { verify };
    }

    // A file that was named and is not there is not the same as none: whoever cut the chain may have taken it away.
    private static Dictionary<Guid, Dictionary<long, string>> Read(ServerOptions options) => options.Anchors is null || File.Exists(options.Anchors)
        ? ChainAnchors.Read(options.AnchorFile)
        : throw new StartRefusedException("anchors-missing", options.Anchors);

    /// <summary>Where the heads of the chains are anchored.</summary>
    public static Option<string?> AnchorsOption() =>
        new("--anchors") { HelpName = "FILE", Description = "Ancres du journal, mieux sur une autre machine / anchors of the event log, better on another machine [DIR/anchors/chain-heads.log]" };

    /// <summary>Walks every chain.</summary>
    public static async Task<AuditReport> VerifyAsync(AppDb db, Dictionary<Guid, Dictionary<long, string>> anchors, CancellationToken cancellationToken)
    {
        var broken = new List<BrokenLink>();
        var counts = await db.Set<LoggedEvent>().GroupBy(e => e.ClientId).Select(g => new { Chain = g.Key, Count = g.LongCount() }).ToListAsync(cancellationToken);
        foreach (var chain in counts.Select(c => c.Chain).Union(anchors.Keys))
        {
            var links = db.Set<LoggedEvent>().AsNoTracking().Where(e => e.ClientId == chain).OrderBy(e => e.Sequence).AsAsyncEnumerable().Select(e => e.ToChained());
            if (await HashChain.VerifyAsync(links, chain, anchors.GetValueOrDefault(chain) ?? []) is { } found)
            {
                broken.Add(found);
            }
        }

        return new AuditReport(counts.Count, counts.Sum(c => c.Count), anchors.Values.Sum(a => a.Count), broken);
    }
}

/// <summary>What a verification saw.</summary>
/// <param name="Chains">Chains walked.</param>
/// <param name="Events">Links walked.</param>
/// <param name="Anchors">Anchored heads compared.</param>
/// <param name="Broken">The first broken link of each chain that does not hold.</param>
public sealed record AuditReport(int Chains, long Events, int Anchors, IReadOnlyList<BrokenLink> Broken);
