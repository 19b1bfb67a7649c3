using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Server.Monitoring.Public;
using Majordome.Server.Platform;

namespace Majordome.Server.Monitoring.Probes;

/// <summary>Looks whether probes speak and keep what they found: one trouble a probe, whatever the number of its checks.</summary>
public sealed class ProbesWatched(IMonitoringHealth health) : IWatched
{
    /// <inheritdoc/>
    public string Name => "probes";

    /// <inheritdoc/>
    public async Task<ImmutableArray<Refusal>> LookAsync(CancellationToken cancellationToken)
    {
        var troubles = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var probe in (await health.ReadAsync(cancellationToken)).Probes)
        {
            if (probe.SilentSince is { } since && probe.Checks > 0)
            {
                troubles.Add(Refusal.Of(probe.Id.ToString(), "probe-silent", probe.Name, since.ToString("uuuu-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), Text(probe.Checks)));
            }

            if (probe.Lost > 0)
            {
                troubles.Add(Refusal.Of($"{probe.Id}/lost", "probe-lost-results", probe.Name, Text(probe.Lost)));
            }
        }

        return troubles.ToImmutable();
    }

    private static string Text(long count) => count.ToString(CultureInfo.InvariantCulture);
}
