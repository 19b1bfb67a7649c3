using System.Collections.Immutable;
using System.Globalization;
using Majordome.Domain;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using NodaTime;
using NodaTime.Text;

namespace Majordome.Server.Monitoring.Metrics.Peer;

/// <summary>Looks whether the second store takes what is brought to it, and whether it refused anything of late (<see cref="Compactor.RestOfRefused"/>).</summary>
public sealed class PeerWatched(Shipper shipper, Database database, ServerOptions options, IClock clock) : IWatched
{
    /// <summary>A peer that starts anew is no trouble: its samples wait.</summary>
    private static readonly Duration Grace = Duration.FromMinutes(5);

    private static readonly InstantPattern Minute = InstantPattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm 'UTC'");

    /// <inheritdoc/>
    public string Name => "metrics-peer";

    /// <inheritdoc/>
    public async Task<ImmutableArray<Refusal>> LookAsync(CancellationToken cancellationToken)
    {
        if (options.MetricsUrl is null)
        {
            return [];
        }

        var troubles = ImmutableArray.CreateBuilder<Refusal>();
        if (shipper.Trouble is var (answer, since) && since + Grace <= clock.GetCurrentInstant())
        {
            troubles.Add(Refusal.Of("peer", "metrics-peer-silent", options.MetricsUrl, Minute.Format(since), answer.Reason));
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = connection.Command(
            "SELECT sum(samples), min(settled_at), max(reason) FROM metric_batches WHERE way = @refused", ("refused", (int)BatchWay.Refused));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (await reader.ReadAsync(cancellationToken) && !await reader.IsDBNullAsync(0, cancellationToken))
        {
            var (samples, first) = (reader.GetInt64(0).ToString(CultureInfo.InvariantCulture), Minute.Format(Micros.At(reader.GetInt64(1))));
            troubles.Add(Refusal.Of("peer/refused", "metrics-peer-refused", options.MetricsUrl, samples, first, reader.GetString(2)));
        }

        return troubles.ToImmutable();
    }
}
