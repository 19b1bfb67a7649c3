using System.Data.Common;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Server.Monitoring.Checks;
using Majordome.Server.Monitoring.Probes;
using Majordome.Server.Monitoring.Results;
using Majordome.Server.Platform.Persistence;
using Majordome.Server.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using static Majordome.Domain.Monitoring.CheckStatus;

namespace Majordome.Server.Tests.Monitoring;

public sealed class TakeBatchTests
{
    public static TheoryData<DatabaseKind> Both => Databases.Both;

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_critical_run_opens_exactly_one_incident_and_its_recovery_restores_it(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok, Critical);
        var firstFailure = watched.Now;
        await watched.SendAsync(Critical);
        watched.Told.Problems.ShouldBeEmpty();

        await watched.SendAsync(Critical, Critical, Critical);

        var told = watched.Told.Problems.ShouldHaveSingleItem();
        told.Since.ShouldBe(firstFailure);
        told.DetectedAt.ShouldBe(firstFailure + Duration.FromSeconds(20));
        told.AssetId.ShouldBe(watched.AssetId);
        told.OpensIncident.ShouldBeTrue();
        (await watched.StandingAsync()).Severity.ShouldBe(Critical);

        await watched.SendAsync(Ok);

        watched.Told.Closures.ShouldHaveSingleItem().RecoveredAt.ShouldBe(watched.Now);
        (await watched.StandingAsync()).Severity.ShouldBe(Ok);
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(7);
        (await watched.AllAsync<StateChange>()).OrderBy(c => c.Number).Select(c => (c.From, c.To)).ShouldBe([(NoData, Ok), (Ok, Critical), (Critical, Ok)]);
        (await watched.AllAsync<Telling>()).Select(t => t.Key).Order().ShouldBe(["1/closed", "1/told/Critical"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_critical_that_had_eased_and_is_back_is_told_to_the_desk_again(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok, Critical, Critical, Critical, Warning, Warning, Warning, Critical);
        var back = watched.Now;
        await watched.SendAsync(Critical, Critical, Ok);

        watched.Told.Problems.Select(p => p.Problem).ShouldBe([1, 1]);
        watched.Told.Problems[^1].Since.ShouldBe(back);
        watched.Told.Closures.Count.ShouldBe(1);
        (await watched.AllAsync<Telling>()).Select(t => t.Key).Order(StringComparer.Ordinal).ShouldBe(["1/closed", "1/told/Critical", "1/told/Critical/1"]);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_replayed_batch_changes_nothing(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok, Critical, Critical);
        watched.Server.Clock.Advance(Duration.FromSeconds(10));
        var batch = watched.Batch(Critical);
        (await watched.HandAsync(batch)).Value.ShouldBe(new BatchAcknowledgement(1, 4));
        var before = await watched.StandingAsync();

        (await watched.HandAsync(batch)).Value.ShouldBe(new BatchAcknowledgement(1, 4));
        (await watched.HandAsync(batch)).IsAccepted.ShouldBeTrue();

        watched.Told.Problems.Count.ShouldBe(1);
        (await watched.StandingAsync()).State.ShouldBe(before.State);
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(4);
        (await watched.AllAsync<StateChange>()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Two_warnings_then_a_critical_are_no_critical()
    {
        await using var watched = await Watched.StartAsync();

        await watched.SendAsync(Ok, Warning, Warning, Critical);

        (await watched.StandingAsync()).Confirmed.ShouldBe(Warning);
        watched.Told.Problems.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_late_batch_fills_history_and_pages_nobody(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        await watched.SendAsync(Ok);
        watched.Server.Clock.Advance(Duration.FromHours(2));
        var late = Duration.FromHours(1);
        var runs = Enumerable.Range(0, 4).Select(i => watched.Run(watched.CheckId, Critical, late - Duration.FromMinutes(i)));

        (await watched.HandAsync(watched.BatchOf([.. runs]))).IsAccepted.ShouldBeTrue();

        watched.Told.Problems.ShouldBeEmpty();
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(5);
        (await watched.AllAsync<StateChange>()).ShouldContain(c => c.To == Critical && c.IsLate);

        await watched.SendAsync(Critical);
        watched.Told.Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_run_by_an_earlier_definition_is_history_and_moves_nothing()
    {
        await using var watched = await Watched.StartAsync();
        await watched.SendAsync(Ok);
        var changed = Watched.Form("HTTP") with { Target = "127.0.0.1:81" };
        (await watched.Server.RunAsync(Watched.Program, (ChangeCheck c) => c.HandleAsync(watched.CheckId, null, changed, default))).IsAccepted.ShouldBeTrue();

        await watched.SendAsync(Critical, Critical, Critical);

        (await watched.StandingAsync()).Confirmed.ShouldBe(Ok);
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(4);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_result_of_an_unknown_check_is_put_aside_once(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        var batch = watched.BatchOf([watched.Run(Guid.CreateVersion7(), Ok)]);

        (await watched.HandAsync(batch)).IsAccepted.ShouldBeTrue();
        (await watched.HandAsync(batch)).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<StrayResult>()).ShouldHaveSingleItem();
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task A_zero_character_or_a_character_at_the_cut_keeps_no_result_out(DatabaseKind kind)
    {
        await using var watched = await Watched.StartAsync(kind);
        string[] said = ["a\0b", new string('x', StandingKeeper.LongestText - 2) + "\U0001F600 and more"];
        ProbeResult[] runs =
        [
            .. said.Select(text => watched.Run(watched.CheckId, Critical) with { Text = text, LongText = text, Measurements = [new("a\0b", 1, "\0")] }),
            watched.Run(watched.CheckId, Critical),
        ];

        (await watched.HandAsync(watched.BatchOf([.. runs]))).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<CheckResultRow>()).OrderBy(row => row.Sequence).Select(row => row.Text).ShouldBe(
            ["a\uFFFDb", new string('x', StandingKeeper.LongestText - 2) + "…", "502 Bad Gateway"]);
        watched.Told.Problems.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_clock_of_a_probe_that_is_an_hour_ahead_is_corrected()
    {
        await using var watched = await Watched.StartAsync();
        var ahead = Duration.FromHours(1);
        var batch = watched.BatchOf([watched.Run(watched.CheckId, Ok, -ahead)]) with { Probe = await watched.AddProbeAsync() };

        (await watched.HandAsync(batch with { SentAt = watched.Now + ahead })).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<CheckResultRow>()).ShouldHaveSingleItem().Started.ShouldBe(watched.Now);
        (await watched.AllAsync<ProbeRow>()).Single(probe => probe.Id == batch.Probe).ClockOffset.ShouldBe(ahead);
    }

    /// <summary>A batch may wait for the database's one writer for half a minute: the clock of its probe is right all the same.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_batch_waits_for_the_database_is_no_difference_of_clocks(bool isAway)
    {
        var busy = new BusyDatabase();
        await using var watched = await Watched.StartAsync(configure: s => s.ConfigureDbContext<AppDb>(db => db.AddInterceptors(busy)));
        var probe = isAway ? await watched.AddProbeAsync() : ProbeRow.Embedded;
        var (started, batch) = (watched.Now, watched.Batch(Ok) with { Probe = probe });
        busy.OnBegin = () => watched.Server.Clock.Advance(Duration.FromSeconds(10));

        (await watched.Server.Services.GetRequiredService<InboundResults>().TakeAsync(Watched.Program, batch, default)).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<CheckResultRow>()).ShouldHaveSingleItem().Started.ShouldBe(started);
        (await watched.AllAsync<ProbeRow>()).ShouldAllBe(one => one.ClockOffset == Duration.Zero);
        watched.Now.ShouldBe(started + Duration.FromSeconds(10));
    }

    [Fact]
    public async Task The_probe_of_this_process_has_no_other_clock()
    {
        await using var watched = await Watched.StartAsync();
        var batch = watched.Batch(Ok);

        (await watched.HandAsync(batch with { SentAt = watched.Now - Duration.FromSeconds(10) })).IsAccepted.ShouldBeTrue();

        (await watched.AllAsync<CheckResultRow>()).ShouldHaveSingleItem().Started.ShouldBe(watched.Now);
        (await watched.AllAsync<ProbeRow>()).ShouldHaveSingleItem().ClockOffset.ShouldBe(Duration.Zero);
    }

    [Fact]
    public async Task A_batch_that_makes_no_sense_is_refused_whole()
    {
        await using var watched = await Watched.StartAsync();
        var batch = watched.Batch(Ok, Ok);

        var refused = await watched.HandAsync(batch with { Results = [batch.Results[1], batch.Results[0] with { Status = NoData }] });

        refused.Refusals.Select(r => (r.Path, r.Rule)).ShouldBe([("results[1].sequence", "results-not-in-order"), ("results[1].status", "result-without-data")]);
        (await watched.AllAsync<CheckResultRow>()).ShouldBeEmpty();
        (await watched.HandAsync(batch with { Version = 9 })).Refusals[0].Rule.ShouldBe("probe-contract-unknown");
        (await watched.HandAsync(batch with { Probe = Guid.CreateVersion7() })).Refusals[0].Rule.ShouldBe("not-found");
    }

    [Fact]
    public async Task When_the_disk_is_full_the_batch_is_not_acknowledged_and_is_taken_when_sent_again()
    {
        var disk = new FullDisk();
        await using var watched = await Watched.StartAsync(configure: s => s.ConfigureDbContext<AppDb>(db => db.AddInterceptors(disk)));
        await watched.SendAsync(Ok, Critical, Critical);
        watched.Server.Clock.Advance(Duration.FromSeconds(10));
        var runs = Enumerable.Range(0, 3000).Select(_ => watched.Run(watched.CheckId, Critical) with { Text = new string('x', 900) });
        var batch = watched.BatchOf([.. runs]);

        disk.IsFull = true;
        (await Should.ThrowAsync<SqliteException>(() => watched.HandAsync(batch))).SqliteErrorCode.ShouldBe(13);
        watched.Told.Problems.Clear();
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(3);
        (await watched.StandingAsync()).Confirmed.ShouldBe(Ok);

        disk.IsFull = false;
        (await watched.HandAsync(batch)).Value.Through.ShouldBe(3003);
        watched.Told.Problems.ShouldHaveSingleItem();
        (await watched.AllAsync<CheckResultRow>()).Count.ShouldBe(3003);
    }

    /// <summary>Lets whoever begins a transaction wait.</summary>
    private sealed class BusyDatabase : DbTransactionInterceptor
    {
        public Action OnBegin { get; set; } = () => { };

        public override ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
            DbConnection connection, TransactionStartingEventData eventData, InterceptionResult<DbTransaction> result, CancellationToken cancellationToken = default)
        {
            OnBegin();
            return ValueTask.FromResult(result);
        }
    }

    /// <summary>SQLite answers «database or disk is full» (SQLITE_FULL, 13) at its page limit as it does at the end of the disk.</summary>
    private sealed class FullDisk : DbConnectionInterceptor
    {
        public bool IsFull { get; set; }

        public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = IsFull ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1073741823";
            await command.ExecuteScalarAsync(cancellationToken);
        }
    }
}
