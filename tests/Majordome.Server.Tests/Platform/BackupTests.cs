using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Backup;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Platform;

public sealed class BackupTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

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

    private static async Task AddClientAsync(TestServer server, string code) =>
        (await server.RunAsync(Caller.Program("test"), (CreateClient c) => c.HandleAsync(new ClientForm(code, code, "fr", "Europe/Paris"), default))).IsAccepted.ShouldBeTrue();
}
