using Majordome.Server.Clients;
using Majordome.Server.Monitoring.Intake;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Backup;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Start;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Platform;

public sealed class BackupTests
{
    // Rows of clients are taken at once, and their COPY ends two seconds later: as where foreign keys of many rows are checked.
    private const string SlowEndOfCopy =
        """
        CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NULL; END $$;
        CREATE FUNCTION make_slow() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM pg_event_trigger_ddl_commands() WHERE object_identity = 'public.clients') THEN
            CREATE TRIGGER slow AFTER INSERT ON clients FOR EACH STATEMENT EXECUTE FUNCTION take_long();
          END IF;
        END $$;
        CREATE EVENT TRIGGER slow ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION make_slow();
        """;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_backup_taken_while_running_brings_everything_back(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await AddClientAsync(server, "LV");
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);
        await AddClientAsync(server, "HO");

        var target = await EmptyAsync(kind, Directory.CreateTempSubdirectory("majordome-restore-").FullName);
        await RestoreBackup.RunAsync(target, file, server.Clock, default);

        await using var restored = await TestServer.OpenAsync(target);
        (await restored.ReadAsync(Caller.Program("test"), db => db.Set<Client>().Select(c => c.Code).ToListAsync())).ShouldBe(["LV"]);
        var report = await restored.ReadAsync(Caller.Program("test"), db => AuditCommand.VerifyAsync(db, [], default));
        report.Events.ShouldBe(1);
        report.Broken.ShouldBeEmpty();
        await AddClientAsync(restored, "HO");
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_backup_is_never_restored_over_something(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);

        var refused = await Should.ThrowAsync<StartRefusedException>(() => RestoreBackup.RunAsync(server.Services.GetRequiredService<ServerOptions>(), file, server.Clock, default));

        refused.Rule.ShouldBe("restore-not-empty");
    }

    [Fact]
    public async Task A_backup_is_its_owners_alone_and_restoring_it_leaves_the_anchors_that_are_there()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await AddClientAsync(server, "LV");
        var anchors = server.Services.GetRequiredService<ChainAnchors>();
        await anchors.WriteAsync(default);
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);
        await AddClientAsync(server, "HO");
        await anchors.WriteAsync(default);
        var kept = server.Services.GetRequiredService<ServerOptions>().AnchorFile;
        var before = await File.ReadAllTextAsync(kept);

        var target = new ServerOptions { Data = Directory.CreateTempSubdirectory("majordome-restore-").FullName, Anchors = kept };
        await RestoreBackup.RunAsync(target, file, server.Clock, default);

        (await File.ReadAllTextAsync(kept)).ShouldBe(before);
        await using var restored = await TestServer.OpenAsync(target);
        var report = await restored.ReadAsync(Caller.Program("test"), db => AuditCommand.VerifyAsync(db, ChainAnchors.Read(kept), default));
        report.Broken.ShouldHaveSingleItem().Fault.ShouldBe(Domain.Evidence.ChainFault.TailCut);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_before_anything_is_written()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 0xFF;
        await File.WriteAllBytesAsync(file, bytes);
        var folder = Directory.CreateTempSubdirectory("majordome-restore-").FullName;

        var refused = await Should.ThrowAsync<StartRefusedException>(() => RestoreBackup.RunAsync(new ServerOptions { Data = folder }, file, server.Clock, default));

        refused.Rule.ShouldBe("backup-unreadable");
        File.Exists(Path.Combine(folder, "majordome.db")).ShouldBeFalse();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_restore_that_is_broken_off_leaves_PostgreSQL_empty_and_the_end_of_a_COPY_may_take_longer_than_a_command()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Postgres);
        await AddClientAsync(server, "LV");
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);
        var empty = await EmptyAsync(DatabaseKind.Postgres, Directory.CreateTempSubdirectory("majordome-restore-").FullName);
        var target = empty with { Connection = empty.Connection + ";Command Timeout=1" };
        await using var beside = await target.OpenDatabase().OpenAsync(Cancel);
        await beside.RunAsync(null, SlowEndOfCopy, [], Cancel);

        using var breakingOff = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var first = RestoreBackup.RunAsync(target, file, server.Clock, breakingOff.Token);
        await using (var asleep = beside.Command("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"))
        {
            while (!first.IsCompleted && (long)(await asleep.ExecuteScalarAsync(Cancel))! == 0)
            {
                await Task.Yield();
            }
        }

        await breakingOff.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        await RestoreBackup.RunAsync(target, file, server.Clock, Cancel);

        await using var restored = await TestServer.OpenAsync(target);
        (await restored.ReadAsync(Caller.Program("test"), db => db.Set<Client>().Select(c => c.Code).ToListAsync())).ShouldBe(["LV"]);
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    [InlineData("-journal")]
    public async Task What_a_dead_SQLite_database_left_is_not_mixed_into_the_restored_one(string end)
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);
        var folder = Directory.CreateTempSubdirectory("majordome-restore-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "majordome.db" + end), "pages of the dead", Cancel);

        var refused = await Should.ThrowAsync<StartRefusedException>(() => RestoreBackup.RunAsync(new ServerOptions { Data = folder }, file, server.Clock, Cancel));

        refused.Rule.ShouldBe("restore-leftovers");
        new Sentences().TellIn("en", refused.Rule, [.. refused.Values]).ShouldContain($"{folder} still holds majordome.db{end},");
        Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(["majordome.db" + end, "majordome.lock"]);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_number_of_the_schema_is_that_of_the_database(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var file = Path.Combine(server.DataFolder, "backup.zip");
        var last = SchemaUpgrade.Scripts(kind).Max(s => s.Number);
        await using (var database = await server.Services.GetRequiredService<Database>().OpenAsync(Cancel))
        {
            await database.RunAsync(null, $"INSERT INTO schema_versions (number, sha256, applied_at) VALUES ({last + 1}, 'later', 'later')", [], Cancel);
        }

        if (kind is DatabaseKind.Postgres)
        {
            (await Should.ThrowAsync<StartRefusedException>(() => TakeAsync(server, file))).Rule.ShouldBe("backup-other-schema");
            File.Exists(file).ShouldBeFalse();
            return;
        }

        await TakeAsync(server, file);
        var folder = Directory.CreateTempSubdirectory("majordome-restore-").FullName;
        var refused = await Should.ThrowAsync<SchemaRefusedException>(() => RestoreBackup.RunAsync(new ServerOptions { Data = folder }, file, server.Clock, Cancel));
        (refused.Rule, refused.Value).ShouldBe(("schema-newer-than-program", last + 1));
        File.Exists(Path.Combine(folder, "majordome.db")).ShouldBeFalse();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task After_a_restore_the_engine_of_SNMP_is_another_one(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var before = await StartEngineAsync(server);
        var file = Path.Combine(server.DataFolder, "backup.zip");
        await TakeAsync(server, file);

        var target = await EmptyAsync(kind, Directory.CreateTempSubdirectory("majordome-restore-").FullName);
        await RestoreBackup.RunAsync(target, file, server.Clock, Cancel);

        await using var restored = await TestServer.OpenAsync(target);
        (await StartEngineAsync(restored)).ShouldNotBe(before);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_as_the_system_tells_it()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        var file = Path.Combine(server.DataFolder, "nowhere", "backup.zip");

        var failure = CommandFailure.Of(await Should.ThrowAsync<Exception>(() => TakeAsync(server, file))).ShouldNotBeNull();

        failure.ExitCode.ShouldBe(1);
        failure.Sentence.ShouldNotBeNull().ShouldContain(file);
        Directory.GetFiles(server.DataFolder, "backup-*").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_backup_that_is_not_there_is_told_so()
    {
        var folder = Directory.CreateTempSubdirectory("majordome-restore-").FullName;

        var refused = await Should.ThrowAsync<StartRefusedException>(
            () => RestoreBackup.RunAsync(new ServerOptions { Data = folder }, Path.Combine(folder, "nowhere.zip"), NodaTime.SystemClock.Instance, default));

        refused.Rule.ShouldBe("backup-missing");
        Directory.Delete(folder, recursive: true);
    }

    private static async Task TakeAsync(TestServer server, string file)
    {
        var tables = await server.ReadAsync(Caller.Program("test"), db => Task.FromResult(TakeBackup.TablesOf(db)));
        await TakeBackup.RunAsync(server.Services.GetRequiredService<ServerOptions>(), tables, file, server.Clock.GetCurrentInstant(), default);
    }

    private static async Task<ServerOptions> EmptyAsync(DatabaseKind kind, string folder)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            return new ServerOptions { Data = folder };
        }

        var cluster = PostgresCluster.Get();
        return new ServerOptions { Data = folder, Database = kind, Connection = cluster.ConnectionTo(await cluster.CreateDatabaseAsync()) };
    }

    private static async Task<string> StartEngineAsync(TestServer server) =>
        (await server.RunAsync(Caller.Program("test"), (StartEngine c) => c.HandleAsync("desk-1", default))).Value.EngineId;

    private static async Task AddClientAsync(TestServer server, string code) =>
        (await server.RunAsync(Caller.Program("test"), (CreateClient c) => c.HandleAsync(new ClientForm(code, code, "fr", "Europe/Paris"), default))).IsAccepted.ShouldBeTrue();
}
