using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Platform.Persistence;

/// <summary>Functions that queries run in the database; both databases have them.</summary>
public static class Sql
{
    /// <summary>The text in lower case: for lists that people read, and to find whatever the case. SQLite folds ASCII letters only.</summary>
    public static string Lower(string text) => throw new NotSupportedException($"Runs in the database only: {text}.");

    internal static void Map(ModelBuilder model) =>
        model.HasDbFunction(typeof(Sql).GetMethod(nameof(Lower))!).HasName("lower").IsBuiltIn();
}
