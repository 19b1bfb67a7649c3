using System.Collections.Immutable;
using Majordome.Server.Assets;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Intake;

/// <summary>The items of a client by what senders call them: their name, else their address, in whatever case.</summary>
public sealed class OutsideAssets
{
    /// <summary>
    /// Labels that may name the item, the surest first: what people add on purpose, what says which machine (OpenTelemetry's <c>host.name</c> with
    /// it), where Prometheus scraped.
    /// </summary>
    public static readonly ImmutableArray<string> HostLabels = ["asset", "host", "host_name", "instance", "node"];

    private readonly Dictionary<string, Guid> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Guid?> byAddress = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads those that are not retired.</summary>
    public static async Task<OutsideAssets> ReadAsync(IServiceScopeFactory scopes, Guid clientId, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.Program("intake");
        var rows = await scope.ServiceProvider.GetRequiredService<AppDb>().Set<Asset>().AsNoTracking()
            .Where(a => a.ClientId == clientId && a.RetiredAt == null).OrderBy(a => a.Id).Select(a => new { a.Id, a.Name, a.Address }).ToListAsync(cancellationToken);
        var assets = new OutsideAssets();
        foreach (var row in rows)
        {
            assets.byName.TryAdd(row.Name, row.Id);
            if (!string.IsNullOrEmpty(row.Address) && !assets.byAddress.TryAdd(row.Address, row.Id))
            {
                assets.byAddress[row.Address] = null; // an address that several have tells none of them
            }
        }

        return assets;
    }

    /// <summary>The item of a name; <c>null</c>: there is none, or it is not clear which.</summary>
    public Guid? Find(string name) => byName.TryGetValue(name, out var id) ? id : byAddress.GetValueOrDefault(name);

    /// <summary>The item that labels name; <c>null</c>: none, or it is not clear which.</summary>
    /// <param name="valueOf">The value of a label; empty when there is none.</param>
    public Guid? Find(Func<string, string> valueOf) =>
        HostLabels.Select(valueOf).Where(value => value.Length > 0).Select(value => Find(HostOf(value))).FirstOrDefault(found => found is not null);

    /// <summary>The host of <c>host</c>, <c>host:port</c>, <c>[IPv6]:port</c> or an IPv6 address.</summary>
    public static string HostOf(string instance)
    {
        if (instance.StartsWith('[') && instance.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            return instance[1..end];
        }

        var colon = instance.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon == instance.LastIndexOf(':') ? instance[..colon] : instance;
    }
}
