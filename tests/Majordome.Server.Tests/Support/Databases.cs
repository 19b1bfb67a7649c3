using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Tests.Support;

/// <summary>Makes databases at the current schema, cheaply: each is a copy of one that was upgraded once.</summary>
public static class Databases
{
    private static readonly Lazy<Task<string>> SqliteTemplate = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("majordome-template-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        await SchemaUpgrade.ApplyAsync(Database.InFolder(folder), SystemClock.Instance, default);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return Path.Combine(folder, "majordome.db");
    });

    private static readonly Lazy<Task<string>> PostgresTemplate = new(async () =>
    {
        var cluster = PostgresCluster.Get();
        var name = await cluster.CreateDatabaseAsync();
        await SchemaUpgrade.ApplyAsync(new Database(DatabaseKind.Postgres, cluster.ConnectionTo(name) + ";Pooling=false"), SystemClock.Instance, default);
        return name;
    });

    private static readonly SemaphoreSlim OneCopyAtATime = new(1);

    /// <summary>Both databases: the data of every persistence test.</summary>
    public static TheoryData<DatabaseKind> Both => [DatabaseKind.Sqlite, DatabaseKind.Postgres];

    public static async Task<(Database Database, string? Connection)> CreateAsync(DatabaseKind kind, string folder)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            File.Copy(await SqliteTemplate.Value, Path.Combine(folder, "majordome.db"));
            return (Database.InFolder(folder), null);
        }

        var cluster = PostgresCluster.Get();
        var template = await PostgresTemplate.Value;
        await OneCopyAtATime.WaitAsync();
        try
        {
            var connection = cluster.ConnectionTo(await cluster.CreateDatabaseAsync(template));
            return (new Database(kind, connection), connection);
        }
        finally
        {
            OneCopyAtATime.Release();
        }
    }
}
