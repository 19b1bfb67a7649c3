using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Majordome.Server.Platform.Persistence;

/// <summary>The two databases the product runs on.</summary>
public enum DatabaseKind
{
    /// <summary>One file, one server: the embedded default.</summary>
    Sqlite,

    /// <summary>For several servers or a large provider.</summary>
    Postgres,
}

/// <summary>Which database, and where.</summary>
/// <param name="Kind">Which of the two.</param>
/// <param name="ConnectionString">Complete: what is given to the driver.</param>
public sealed record Database(DatabaseKind Kind, string ConnectionString)
{
    /// <summary>The SQLite file of a data folder. Writers wait up to 30 s for each other.</summary>
    public static Database InFolder(string folder) => new(DatabaseKind.Sqlite, new SqliteConnectionStringBuilder
    {
        DataSource = FileIn(folder),
        ForeignKeys = true,
        DefaultTimeout = 30,
        Pooling = true,
    }.ConnectionString);

    /// <summary>The SQLite file of a data folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "majordome.db");

    /// <summary>Tells Entity Framework.</summary>
    public void Configure(DbContextOptionsBuilder options)
    {
        switch (Kind)
        {
            case DatabaseKind.Sqlite:
                options.UseSqlite(ConnectionString).AddInterceptors(SqlitePragmas.Instance);
                break;
            case DatabaseKind.Postgres:
                options.UseNpgsql(ConnectionString);
                break;
            default:
                throw new InvalidOperationException($"No such database: {Kind}.");
        }
    }

    /// <summary>An open connection for raw SQL. Outside the platform, only rows that belong to no client or are scoped by hand may be touched.</summary>
    public async Task<System.Data.Common.DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        System.Data.Common.DbConnection connection = Kind is DatabaseKind.Sqlite
            ? new SqliteConnection(ConnectionString)
            : new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        if (connection is SqliteConnection)
        {
            await SqlitePragmas.ApplyAsync(connection, cancellationToken);
        }

        return connection;
    }
}
