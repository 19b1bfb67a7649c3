using System.Text;
using Majordome.Server.Platform.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Majordome.Server.Tests.Boundaries;

/// <summary>Drafts the triggers that keep every <see cref="IFact"/> as it was written, whoever holds the connection.</summary>
internal static class FactTriggers
{
    public static string Draft(IModel model, DatabaseKind kind)
    {
        var script = new StringBuilder();
        if (kind is DatabaseKind.Postgres)
        {
            script.Append("CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;\n");
        }

        foreach (var table in model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(IFact))).Select(e => e.GetTableName()!).Order(StringComparer.Ordinal))
        {
            script.Append(kind is DatabaseKind.Postgres
                ? $"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change();\n"
                : $"""
                   CREATE TRIGGER {table}_is_not_updated BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
                   CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;

                   """);
        }

        return script.ToString();
    }
}
