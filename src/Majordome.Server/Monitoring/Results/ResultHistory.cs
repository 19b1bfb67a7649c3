using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Majordome.Domain.Monitoring;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;

namespace Majordome.Server.Monitoring.Results;

/// <summary>A result of a check that is known, ready for the history.</summary>
public sealed record HistoryEntry(Check Check, Guid Probe, PlacedResult Result);

/// <summary>Writes runs to the history, many at a time, in the running transaction. Raw SQL: this is the hot path, one row for each run of each check.</summary>
public sealed class ResultHistory(AppDb db)
{
    private const int RowsAtOnce = 200;

    private static readonly string[] Columns =
    [
        "client_id", "check_id", "probe_id", "epoch", "sequence", "definition", "started", "took", "received_at", "status", "text", "measurements",
    ];

    /// <summary>Writes the entries that are not there yet: a result is known by its check, probe, epoch and sequence.</summary>
    public async Task WriteAsync(IReadOnlyList<HistoryEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var rows in entries.Chunk(RowsAtOnce))
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.Transaction = db.Database.CurrentTransaction!.GetDbTransaction();
            var sql = new StringBuilder("INSERT INTO check_results (").AppendJoin(", ", Columns).Append(") VALUES ");
            for (var row = 0; row < rows.Length; row++)
            {
                sql.Append(row == 0 ? "(" : ", (");
                Bind(command, sql, Values(rows[row]), row);
                sql.Append(')');
            }

#pragma warning disable CA2100 // made of constants and numbered parameters only
            command.CommandText = sql.Append(" ON CONFLICT DO NOTHING").ToString();
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void Bind(DbCommand command, StringBuilder sql, object[] values, int row)
    {
        for (var column = 0; column < values.Length; column++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@p{row}_{column}");
            parameter.Value = values[column];
            command.Parameters.Add(parameter);
            sql.Append(column == 0 ? "" : ", ").Append(parameter.ParameterName);
        }
    }

    // The client is that of the check, which the caller read through the wall between clients.
    private static object[] Values(HistoryEntry entry)
    {
        var (machine, run) = (entry.Result.Machine, entry.Result.Run);
        return
        [
            entry.Check.ClientId, entry.Check.Id, entry.Probe, machine.Position.Epoch, machine.Position.Sequence, run.Definition,
            Stored(machine.Started), run.Took.BclCompatibleTicks / 10, Stored(machine.Received), run.Status.ToString(),
            StoredText.Of(run.Text, StandingKeeper.LongestText, "…"),
            run.Measurements.IsDefaultOrEmpty ? DBNull.Value : JsonSerializer.Serialize(run.Measurements, Json.Options),
        ];
    }

    private static DateTime Stored(Instant instant) => Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() / 10 * 10).ToDateTimeUtc();
}
