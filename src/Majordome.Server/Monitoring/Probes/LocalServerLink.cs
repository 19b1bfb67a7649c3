using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Majordome.Probe.Contract;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>The contract between probe and server, within one process: the same messages as over the wire.</summary>
public sealed class LocalServerLink(InboundResults inbound, IServiceScopeFactory scopes) : IServerLink
{
    /// <summary>The type of the checks that say whether links work.</summary>
    private const string LinkType = "snmp-interfaces";

    private static readonly Caller Caller = Caller.Program("probe");

    /// <inheritdoc/>
    public async Task<ProbeConfiguration?> FetchConfigurationAsync(string? knownTag, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller;
        var (db, secrets) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<CheckSecrets>());
        return await ProbeConfigurations.ReadAsync(db, secrets, ProbeRow.Embedded, knownTag, cancellation);
    }

    /// <inheritdoc/>
    public async Task<BatchAcknowledgement> SendAsync(ResultBatch batch, CancellationToken cancellation) =>
        (await inbound.TakeAsync(Caller, batch, cancellation)).TryGet(out var answer, out var refusals)
            ? answer
            : throw new InvalidOperationException($"The batch was refused: {string.Join("; ", refusals)}");

    /// <summary>The checks of an item that look at its links.</summary>
    public async Task<IReadOnlyList<Guid>> LinkChecksAsync(Guid item, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller;
        var checks = scope.ServiceProvider.GetRequiredService<AppDb>().Checks();
        return await checks.Where(c => c.AssetId == item && c.Type == LinkType && c.ProbeId == ProbeRow.Embedded && c.Enabled).Select(c => c.Id).ToListAsync(cancellation);
    }
}

/// <summary>What a probe has to do.</summary>
internal static class ProbeConfigurations
{
    /// <summary>Reads it; <c>null</c> when it is still what the tag names.</summary>
    public static async Task<ProbeConfiguration?> ReadAsync(AppDb db, CheckSecrets secrets, Guid probe, string? knownTag, CancellationToken cancellationToken)
    {
        var checks = db.Checks().Where(c => c.ProbeId == probe && c.Enabled).OrderBy(c => c.Id);
        var named = await checks.Select(c => new { c.Id, c.Definition }).ToListAsync(cancellationToken);
        var tag = Tag(named.Select(c => (c.Id, c.Definition)));
        if (tag == knownTag)
        {
            return null;
        }

        var read = await checks.ToListAsync(cancellationToken);
        return new ProbeConfiguration(ProbeContract.Version, Tag(read.Select(c => (c.Id, c.Definition))), [.. read.Select(c => c.ToAssignment(secrets))]);
    }

    // A definition never changes under its number, so numbers are the whole content.
    private static string Tag(IEnumerable<(Guid Id, int Definition)> checks)
    {
        var content = new StringBuilder().Append(CultureInfo.InvariantCulture, $"v{ProbeContract.Version}");
        foreach (var (id, definition) in checks)
        {
            content.Append(CultureInfo.InvariantCulture, $";{id:N}:{definition}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }
}
