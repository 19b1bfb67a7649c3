using System.Net.Sockets;
using System.Text;
using Majordome.Server.Monitoring.Received;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;

namespace Majordome.Server.Tests.Monitoring;

/// <summary>What becomes of the system log while the database takes nothing, or not all.</summary>
public sealed class SyslogPatienceTests
{
    /// <summary>What taking a message reads and writes.</summary>
    private static readonly string[] Read = ["received_messages", "sources", "assets"];

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Both => Databases.Both;

    /// <summary>The database takes nothing and no more may wait: a datagram is refused and counted, a stream is read no further, beyond any patience with its sender.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_stream_waits_for_the_database_and_loses_nothing_where_datagrams_are_refused(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync();
        listening.Watched.Server.Services.GetRequiredService<ReceivedLog>().MostWaiting = 1;
        var endpoint = await listening.StreamsAsync(s => s.HandPatience = TimeSpan.FromMilliseconds(300));
        var port = await listening.DatagramsAsync();
        var lines = Enumerable.Range(0, 20).Select(i => $"ligne {i}").ToList();
        await listening.Watched.ExecuteAsync("ALTER TABLE received_messages RENAME TO away");
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => $"<13>{line}\n"))), Cancel);

        await Eventually.HoldsAsync(async () =>
        {
            await Listening.SendAsync(port, "<13>un datagramme"u8.ToArray());
            return listening.FiguresOf(source) is { Refused: > 0 };
        });
        await listening.Watched.ExecuteAsync("ALTER TABLE away RENAME TO received_messages");

        var kept = await Eventually.ReadAsync(listening.Watched.AllAsync<ReceivedMessage>, all => all.Count(m => m.Text != "un datagramme") == lines.Count);
        kept.OrderBy(m => m.Id).Select(m => m.Text).Where(text => text != "un datagramme").ShouldBe(lines);
        (await listening.StraysAsync(1))[0].Reason.ShouldBe("server-busy");
    }

    /// <summary>What was read of sources and items is old, and cannot be read again: it stands until it can.</summary>
    [Theory]
    [MemberData(nameof(Both))]
    public async Task While_the_database_is_away_messages_find_their_source_as_it_was_read_last_and_wait(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var (watched, source) = (listening.Watched, await listening.SourceAsync());
        var endpoint = await listening.StreamsAsync(s => s.HandPatience = TimeSpan.FromMilliseconds(300));
        var port = await listening.DatagramsAsync();
        await Listening.SendAsync(port, "<13>avant"u8.ToArray());
        await listening.MessagesAsync(1);
        foreach (var table in Read)
        {
            await watched.ExecuteAsync($"ALTER TABLE {table} RENAME TO {table}_away");
        }

        watched.Server.Clock.Advance(Duration.FromSeconds(31));
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync("<13>une ligne\n"u8.ToArray(), Cancel);
        await Listening.SendAsync(port, "<13>un datagramme"u8.ToArray());
        await Eventually.HoldsAsync(() => Task.FromResult(listening.Log.Waiting == 2));
        foreach (var table in Read)
        {
            await watched.ExecuteAsync($"ALTER TABLE {table}_away RENAME TO {table}");
        }

        (await listening.MessagesAsync(3)).Select(m => m.Text).Order().ShouldBe(["avant", "un datagramme", "une ligne"]);
        listening.FiguresOf(source)!.Refused.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Before_any_source_could_be_read_a_stream_waits_and_a_datagram_is_put_aside(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        await listening.SourceAsync();
        var endpoint = await listening.StreamsAsync(s => s.HandPatience = TimeSpan.FromMilliseconds(300));
        var port = await listening.DatagramsAsync();
        await listening.Watched.ExecuteAsync("ALTER TABLE sources RENAME TO away");
        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync("<13>une ligne\n"u8.ToArray(), Cancel);
        await Listening.SendAsync(port, "<13>un datagramme"u8.ToArray());

        var stray = (await listening.StraysAsync(1))[0];
        (stray.Reason, stray.FromName, stray.Payload).ShouldBe(("server-busy", "127.0.0.1", "<13>un datagramme"));
        await listening.Watched.ExecuteAsync("ALTER TABLE away RENAME TO sources");

        (await listening.MessagesAsync(1))[0].Text.ShouldBe("une ligne");
    }

    /// <summary>PostgreSQL's disk is full (53100): EF Core wraps that twice on a save. The sequence counts tries, whatever becomes of them.</summary>
    [Fact]
    public async Task A_disk_that_is_full_is_waited_for()
    {
        await using var listening = await Listening.StartAsync(DatabaseKind.Postgres);
        await listening.SourceAsync();
        var port = await listening.DatagramsAsync();
        await RefuseAsync(listening, "53100", "nextval('tries') > 0");

        await Listening.SendAsync(port, "<13>patience"u8.ToArray());
        await Eventually.HoldsAsync(async () => await listening.Watched.Server.ReadAsync(
            Watched.Program, db => db.Database.SqlQueryRaw<long>("SELECT last_value AS \"Value\" FROM tries").SingleAsync(Cancel)) >= 3);
        await listening.Watched.ExecuteAsync("DROP TRIGGER refuse ON received_messages");

        (await listening.MessagesAsync(1))[0].Text.ShouldBe("patience");
        (await listening.StraysAsync(0)).ShouldBeEmpty();
    }

    /// <summary>PostgreSQL started again: the connections that idle in the pool are dead.</summary>
    [Fact]
    public async Task Connections_that_died_in_the_pool_lose_nothing()
    {
        await using var listening = await Listening.StartAsync(DatabaseKind.Postgres);
        var source = await listening.SourceAsync();
        var port = await listening.DatagramsAsync();
        await Listening.SendAsync(port, "<13>avant"u8.ToArray());
        await listening.MessagesAsync(1);
        var connection = listening.Watched.Server.Services.GetRequiredService<Database>().ConnectionString;
        var name = new Npgsql.NpgsqlConnectionStringBuilder(connection).Database;
        await PostgresCluster.Get().ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");

        await Listening.SendAsync(port, "<13>après"u8.ToArray());
        await Eventually.HoldsAsync(() => Task.FromResult(listening.FiguresOf(source) is { Messages: 2 } && listening.Log.Waiting == 0));

        await using (var pool = new Npgsql.NpgsqlConnection(connection))
        {
            Npgsql.NpgsqlConnection.ClearPool(pool);
        }

        (await listening.MessagesAsync(2)).Select(m => m.Text).ShouldBe(["avant", "après"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_message_that_the_database_refuses_is_counted_and_put_aside(DatabaseKind kind)
    {
        await using var listening = await Listening.StartAsync(kind);
        var source = await listening.SourceAsync();
        var endpoint = await listening.StreamsAsync();
        if (kind is DatabaseKind.Postgres)
        {
            await RefuseAsync(listening, "23514", "NEW.text = 'jamais'");
        }
        else
        {
            await listening.Watched.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON received_messages WHEN NEW.text = 'jamais' BEGIN SELECT RAISE(ABORT, 'no'); END");
        }

        using var peer = new TcpClient();
        await peer.ConnectAsync(endpoint, Cancel);
        await peer.GetStream().WriteAsync("<13>avant\n<13>jamais\n<13>après\n"u8.ToArray(), Cancel);

        (await listening.MessagesAsync(2)).Select(m => m.Text).ShouldBe(["avant", "après"]);
        var stray = (await listening.StraysAsync(1))[0];
        (stray.Reason, stray.FromName, stray.Payload, listening.FiguresOf(source)!.Refused).ShouldBe(("not-kept", "Routeur", "jamais", 1));
    }

    /// <summary>PostgreSQL refuses messages of which something is so; the sequence <c>tries</c> may be counted with.</summary>
    private static async Task RefuseAsync(Listening listening, string state, string when)
    {
        await listening.Watched.ExecuteAsync("CREATE SEQUENCE tries");
        await listening.Watched.ExecuteAsync(
            $"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {when} THEN RAISE EXCEPTION 'no' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$");
        await listening.Watched.ExecuteAsync("CREATE TRIGGER refuse BEFORE INSERT ON received_messages FOR EACH ROW EXECUTE FUNCTION refuse()");
    }
}
