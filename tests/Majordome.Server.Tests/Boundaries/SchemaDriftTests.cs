using System.Text.RegularExpressions;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Boundaries;

/// <summary>
/// The scripts and the model say the same. While a version is not released, its script is what the model drafts plus the named
/// hand-written part: run this class with MAJORDOME_DRAFT_SCHEMA=1 to write both scripts anew.
/// </summary>
public sealed partial class SchemaDriftTests
{
    private const string HandWritten = "-- Written by hand: what the model cannot say.";

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_scripts_give_the_schema_of_the_model(DatabaseKind kind)
    {
        await using var server = await ModelOnly.BuildAsync(kind);
        var drafted = Normalise(server.Db.Database.GenerateCreateScript()) + FactTriggers.Draft(server.Db.Model, kind);
        var path = Path.Combine(Repository.Root, "src/Majordome.Server/Platform/Persistence", kind is DatabaseKind.Sqlite ? "sqlite" : "postgres", "0001.sql");
        var current = File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
        var hand = current.IndexOf(HandWritten, StringComparison.Ordinal) is >= 0 and var at ? current[at..] : HandWritten + "\n";
        if (Environment.GetEnvironmentVariable("MAJORDOME_DRAFT_SCHEMA") is "1")
        {
            await File.WriteAllTextAsync(path, drafted + "\n" + hand);
            return;
        }

        current[..^hand.Length].TrimEnd().ShouldBe(drafted.TrimEnd(), "the model changed: draft the scripts again (see this class)");
    }

    [Fact]
    public void Both_databases_have_the_same_script_numbers() =>
        SchemaUpgrade.Scripts(DatabaseKind.Sqlite).Select(s => s.Number).ShouldBe(SchemaUpgrade.Scripts(DatabaseKind.Postgres).Select(s => s.Number));

    private static string Normalise(string script) =>
        GoLines().Replace(script.ReplaceLineEndings("\n"), "\n").Trim() + "\n";

    [GeneratedRegex("\n{2,}")]
    private static partial Regex GoLines();
}
