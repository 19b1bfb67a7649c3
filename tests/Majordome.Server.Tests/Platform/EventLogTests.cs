using Majordome.Domain;
using Majordome.Domain.Evidence;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Majordome.Server.Tests.Platform;

public sealed class EventLogTests
{
    private static readonly Guid Client = Guid.Parse("0197a000-0000-7000-8000-000000000001");

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task What_was_done_is_chained_per_client(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await SayAsync(server, Client, 3);
        await SayAsync(server, null, 2);

        var report = await VerifyAsync(server, []);

        report.Chains.ShouldBe(2);
        report.Events.ShouldBe(5);
        report.Broken.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task The_database_refuses_to_change_an_event(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await SayAsync(server, Client, 1);

        await Should.ThrowAsync<System.Data.Common.DbException>(() => SqlAsync(server, "UPDATE event_log SET actor = 'eve'"));
        await Should.ThrowAsync<System.Data.Common.DbException>(() => SqlAsync(server, "DELETE FROM event_log"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task An_altered_event_is_named(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await SayAsync(server, Client, 3);
        await ForceAsync(server, kind, "UPDATE event_log SET actor = 'eve' WHERE sequence = 2");

        (await VerifyAsync(server, [])).Broken.ShouldBe([new BrokenLink(Client, 2, ChainFault.Altered)]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_cut_tail_is_found_by_the_anchor(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        await SayAsync(server, Client, 3);
        var head = await server.ReadAsync(Caller.Program("test"), db => db.Set<LoggedEvent>().SingleAsync(e => e.Sequence == 3));
        await ForceAsync(server, kind, "DELETE FROM event_log WHERE sequence = 3");

        (await VerifyAsync(server, [])).Broken.ShouldBeEmpty();
        (await VerifyAsync(server, new() { [Client] = new() { [3] = head.Hash } })).Broken.ShouldBe([new BrokenLink(Client, 3, ChainFault.TailCut)]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_tail_that_was_cut_and_grew_again_is_found_by_the_anchor_written_first(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);
        var anchors = server.Services.GetRequiredService<ChainAnchors>();
        await SayAsync(server, Client, 3);
        await anchors.WriteAsync(default);
        await ForceAsync(server, kind, "DELETE FROM event_log WHERE sequence = 3");
        server.Clock.Advance(NodaTime.Duration.FromMinutes(1));
        await SayAsync(server, Client, 1);
        await anchors.WriteAsync(default);

        (await VerifyAsync(server, ChainAnchors.Read(server.Services.GetRequiredService<ServerOptions>().AnchorFile))).Broken.ShouldBe([new BrokenLink(Client, 3, ChainFault.Rewritten)]);
    }

    [Fact]
    public async Task What_was_undone_is_not_anchored()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);
        await Should.ThrowAsync<OperationCanceledException>(() => server.RunAsync(Caller.Program("test"), (DiesAtCommit c) => c.HandleAsync()));
        await server.Services.GetRequiredService<ChainAnchors>().WriteAsync(default);

        File.Exists(server.Services.GetRequiredService<ServerOptions>().AnchorFile).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Concurrent_commands_leave_one_chain_without_gaps(DatabaseKind kind)
    {
        await using var server = await TestServer.StartAsync(kind);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SayAsync(server, Client, 2)));

        var report = await VerifyAsync(server, []);
        report.Events.ShouldBe(40);
        report.Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_that_changes_data_without_a_trace_is_a_defect()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Sqlite);

        await Should.ThrowAsync<InvalidOperationException>(() => server.RunAsync(Caller.Program("test"), (Silent c) => c.HandleAsync()));

        (await server.ReadAsync(Caller.Program("test"), db => db.Set<Provider>().CountAsync())).ShouldBe(0);
    }

    private static async Task SayAsync(TestServer server, Guid? clientId, int times) =>
        (await server.RunAsync(Caller.Program("test"), (Speaker c) => c.HandleAsync(clientId, times))).IsAccepted.ShouldBeTrue();

    private static Task<AuditReport> VerifyAsync(TestServer server, Dictionary<Guid, Dictionary<long, string>> anchors) =>
        server.ReadAsync(Caller.Program("test"), db => AuditCommand.VerifyAsync(db, anchors, default));

    private static Task<int> SqlAsync(TestServer server, string sql) =>
        server.ReadAsync(Caller.Program("test"), db => db.Database.ExecuteSqlRawAsync(sql));

    // What somebody with the database's own key could do.
    private static async Task ForceAsync(TestServer server, DatabaseKind kind, string sql)
    {
        await SqlAsync(server, kind is DatabaseKind.Postgres
            ? "ALTER TABLE event_log DISABLE TRIGGER ALL"
            : "DROP TRIGGER event_log_is_not_updated; DROP TRIGGER event_log_is_not_deleted");
        await SqlAsync(server, sql);
    }

    [Requires(Permission.ManageChannels)]
    private sealed class Speaker(EventLog log)
    {
        public Task<Result<Done>> HandleAsync(Guid? clientId, int times)
        {
            for (var i = 0; i < times; i++)
            {
                log.Record(clientId, "say", "test", i, new { text = "à l'heure" });
            }

            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }

    // Appends its event as every command does, and is struck before the commit.
    [Requires(Permission.ManageChannels)]
    private sealed class DiesAtCommit(AppDb db, EventLog log)
    {
        public async Task<Result<Done>> HandleAsync()
        {
            log.Record(null, "say", "test", 1);
            await log.AppendAsync(db, Microsoft.EntityFrameworkCore.Storage.DbContextTransactionExtensions.GetDbTransaction(db.Database.CurrentTransaction!), default);
            throw new OperationCanceledException();
        }
    }

    [Requires(Permission.ManageChannels)]
    private sealed class Silent(AppDb db)
    {
        public Task<Result<Done>> HandleAsync()
        {
            db.Add(new Provider { Name = "x", Language = "fr", Zone = "Europe/Paris" });
            return Task.FromResult<Result<Done>>(Done.Value);
        }
    }
}
