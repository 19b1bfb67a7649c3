using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;

namespace Majordome.Server.Platform.Persistence;

/// <summary>How the types of the domain are stored, the same in both databases, and how tables and columns are named.</summary>
public static class Conventions
{
    /// <summary>Stores instants as UTC to the microsecond, durations as whole microseconds, dates as dates, enumerations by name.</summary>
    public static void Configure(ModelConfigurationBuilder configuration)
    {
        configuration.Properties<Instant>().HaveConversion<InstantConverter>();
        configuration.Properties<Duration>().HaveConversion<DurationConverter>();
        configuration.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        configuration.Properties<Enum>().HaveConversion<string>();
        configuration.Properties<decimal>().HavePrecision(18, 4);
    }

    /// <summary>Names tables, columns, keys and indexes <c>in_snake_case</c>, as both databases like them unquoted.</summary>
    public static void NameInSnakeCase(ModelBuilder builder)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            if (entity.IsMappedToJson())
            {
                continue;
            }

            entity.SetTableName(Snake(entity.GetTableName()!.Replace("AspNet", "", StringComparison.Ordinal)));
            foreach (var property in entity.GetProperties())
            {
                property.SetColumnName(Snake(property.GetColumnName()));
            }

            foreach (var key in entity.GetKeys())
            {
                key.SetName(Snake(key.GetName()!));
            }

            foreach (var foreignKey in entity.GetForeignKeys())
            {
                foreignKey.SetConstraintName(Snake(foreignKey.GetConstraintName()!));
            }

            foreach (var index in entity.GetIndexes())
            {
                index.SetDatabaseName(Snake(index.GetDatabaseName()!));
            }
        }
    }

    /// <summary><c>ClientId</c> → <c>client_id</c>, <c>PK_Tickets</c> → <c>pk_tickets</c>.</summary>
    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var startsWord = char.IsUpper(c) && i > 0 && name[i - 1] != '_'
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }

    private sealed class InstantConverter() : ValueConverter<Instant, DateTime>(
        instant => Instant.FromUnixTimeTicks(instant.ToUnixTimeTicks() / 10 * 10).ToDateTimeUtc(),
        stored => Instant.FromDateTimeUtc(DateTime.SpecifyKind(stored, DateTimeKind.Utc)));

    private sealed class DurationConverter() : ValueConverter<Duration, long>(
        duration => duration.BclCompatibleTicks / 10,
        microseconds => Duration.FromTicks(microseconds * 10));

    private sealed class LocalDateConverter() : ValueConverter<LocalDate, DateOnly>(
        date => date.ToDateOnly(),
        stored => LocalDate.FromDateOnly(stored));
}
