using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Majordome.Server.Platform.Persistence;

/// <summary>Tells failures of the database from others.</summary>
internal static class DatabaseFailure
{
    /// <summary>
    /// The failure of the database that this is, or that it wraps at whatever depth: EF Core wraps what a save met, and on PostgreSQL once more what may pass.
    /// <c>null</c>: it is another.
    /// </summary>
    public static DbException? OfDatabase(this Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is DbException found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether it is what was written that the database refuses, and would again: a rule that rows keep, a value that a column cannot hold (PostgreSQL's classes 22, 23 and 54;
    /// SQLite's TOOBIG, CONSTRAINT, MISMATCH and RANGE). Anything else may pass: a database that is away, a disk that is full.
    /// </summary>
    public static bool IsOfRows(this DbException failure) => failure switch
    {
        SqliteException { SqliteErrorCode: 18 or 19 or 20 or 25 } => true,
        PostgresException postgres => postgres.SqlState[..2] is "22" or "23" or "54",
        _ => false,
    };
}
