using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Majordome.Server.Platform.Persistence;

/// <summary>Raw SQL for the hot paths: constant statements, named parameters, the same on both databases.</summary>
public static class RawSql
{
    /// <summary>A command with its parameters (<c>@name</c>).</summary>
    [SuppressMessage("Security", "CA2100", Justification = "statements are constants of the program; values are parameters")]
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Bind(name, value);
        }

        return command;
    }

    /// <summary>Adds a parameter.</summary>
    public static DbCommand Bind(this DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
        return command;
    }

    /// <summary>Changes rows; how many.</summary>
    public static async Task<int> RunAsync(
        this DbConnection connection, DbTransaction? transaction, string sql, (string Name, object Value)[] parameters, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(sql, parameters);
        command.Transaction = transaction;
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Deletes the rows of a table by their numbers; how many there were.</summary>
    public static async Task<int> DeleteAsync(
        this DbConnection connection, DbTransaction transaction, string table, IReadOnlyList<long> ids, CancellationToken cancellationToken)
    {
        var deleted = 0;
        foreach (var some in ids.Chunk(500))
        {
            // Numbers, written out: the two databases have no list parameter in common.
            var sql = string.Create(CultureInfo.InvariantCulture, $"DELETE FROM {table} WHERE id IN ({string.Join(',', some)})");
            deleted += await connection.RunAsync(transaction, sql, [], cancellationToken);
        }

        return deleted;
    }
}
