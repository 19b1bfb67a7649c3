using Majordome.Domain;
using Majordome.Server.Clients;
using Majordome.Server.Platform;
using Majordome.Server.Platform.Identity;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Platform.Trace;
using Majordome.Server.Platform.Web;
using Majordome.Server.Tests.Identity;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Majordome.Server.Tests.Platform;

/// <summary>Two changes of one row at the same time. On PostgreSQL: SQLite has one writer, who cannot be overtaken.</summary>
public sealed class CommandsTests
{
    private static readonly Caller Program = Caller.Program("test");

    [Fact]
    public async Task A_command_that_was_overtaken_begins_again_on_what_there_is_now()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Postgres);
        var id = await People.AddClientAsync(server, "Laiterie", "LV");
        var overtaken = 0;

        var renamed = await server.RunAsync(Program, (Rename c) => c.HandleAsync(id, name => name + " du Vercors", null, () => overtaken++ == 0 ? OvertakeAsync(server, id) : Task.CompletedTask));

        renamed.IsAccepted.ShouldBeTrue();
        overtaken.ShouldBe(2);
        (await NameAsync(server, id)).ShouldBe("Grande Laiterie du Vercors", "neither change undid the other");
    }

    [Fact]
    public async Task Who_read_a_version_that_is_gone_is_told()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Postgres);
        var id = await People.AddClientAsync(server, "Laiterie", "LV");
        var read = await server.ReadAsync(Program, db => db.Set<Client>().Where(c => c.Id == id).Select(c => c.Version).SingleAsync());
        await OvertakeAsync(server, id);

        var renamed = await server.RunAsync(Program, (Rename c) => c.HandleAsync(id, name => name + " du Vercors", read, () => Task.CompletedTask));

        renamed.Refusals.Single().Rule.ShouldBe(Refusals.ConflictRule);
        (await NameAsync(server, id)).ShouldBe("Grande Laiterie");
    }

    /// <summary>PostgreSQL ends one of two that wait for each other (40P01): EF Core wraps that twice on a save. A sequence counts tries, whatever becomes of them.</summary>
    [Fact]
    public async Task A_command_that_was_ended_for_a_deadlock_begins_again()
    {
        await using var server = await TestServer.StartAsync(DatabaseKind.Postgres);
        var id = await People.AddClientAsync(server, "Laiterie", "LV");
        foreach (var sql in (string[])
        [
            "CREATE SEQUENCE tries",
            "CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tries') = 1 THEN RAISE EXCEPTION 'no' USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER lose BEFORE UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION lose()",
        ])
        {
            await server.ReadAsync(Program, db => db.Database.ExecuteSqlRawAsync(sql));
        }

        (await server.RunAsync(Program, (Rename c) => c.HandleAsync(id, name => name + " du Vercors", null, () => Task.CompletedTask))).IsAccepted.ShouldBeTrue();

        (await NameAsync(server, id)).ShouldBe("Laiterie du Vercors");
    }

    private static async Task OvertakeAsync(TestServer server, Guid id) =>
        (await server.RunAsync(Program, (Rename c) => c.HandleAsync(id, name => "Grande " + name, null, () => Task.CompletedTask))).IsAccepted.ShouldBeTrue();

    private static Task<string> NameAsync(TestServer server, Guid id) => server.ReadAsync(Program, db => db.Set<Client>().Where(c => c.Id == id).Select(c => c.Name).SingleAsync());

    [Requires(Permission.ManageClients)]
    private sealed class Rename(AppDb db, EventLog log)
    {
        public async Task<Result<Done>> HandleAsync(Guid id, Func<string, string> rename, int? version, Func<Task> meanwhile)
        {
            var client = await db.Set<Client>().SingleAsync(c => c.Id == id);
            db.ExpectVersion(client, version);
            client.Name = rename(client.Name);
            log.Record(id, "rename", "client", id);
            await meanwhile();
            return Done.Value;
        }
    }
}
