using System.Diagnostics;
using System.Globalization;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Contract;
using Majordome.Probe.Queue;
using Majordome.Probe.Tests.Checks;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Majordome.Probe.Tests.Queue;

public sealed class ResultQueueTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("majordome-queue-");
    private readonly ManualTime time = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_stored_is_there_after_a_restart_and_numbers_go_on()
    {
        long epoch;
        await using (var queue = Open())
        {
            AddSome(queue, 0, 3);
        }

        await using (var queue = Open())
        {
            var queued = queue.Read();
            queued.Results.Select(result => (result.Sequence, result.Text)).ShouldBe([(1, "r0"), (2, "r1"), (3, "r2")]);
            epoch = queued.Epoch;
            queue.Acknowledge(new BatchAcknowledgement(epoch, 3));
            queue.Read().Results.ShouldBeEmpty();
        }

        await using (var queue = Open())
        {
            AddSome(queue, 3, 1);
            await StoredAsync(queue, 1);
            var queued = queue.Read();
            queued.Epoch.ShouldBeGreaterThan(epoch, "it was empty: what somebody else did meanwhile, or a copy of it, is behind");
            (queued.First, queued.Results.Single().Text).ShouldBe((4, "r3"));
        }
    }

    [Fact]
    public async Task A_result_comes_back_as_it_was()
    {
        var result = Result(0) with
        {
            Status = CheckStatus.Warning,
            LongText = "two\nlines",
            Measurements = [new("used", 12.5, "%", "80", "@5:10", 0, 100), new("u", null)],
            Phases = [new("dns", Duration.FromTicks(10))],
        };
        await using var queue = Open();

        queue.Add(result);
        await StoredAsync(queue, 1);

        var read = queue.Read().Results.Single();
        read.Measurements.ShouldBe(result.Measurements);
        read.Phases.ShouldBe(result.Phases);
        (read with { Measurements = [], Phases = [] }).ShouldBe(result with { Sequence = 1, Measurements = [], Phases = [] });
    }

    [Fact]
    public async Task What_was_stored_survives_a_kill()
    {
        await using var queue = Open();
        AddSome(queue, 0, 1000);
        await StoredAsync(queue, 1000);
        var copy = folder.CreateSubdirectory("as-after-a-kill");
        foreach (var file in folder.GetFiles())
        {
            file.CopyTo(Path.Combine(copy.FullName, file.Name));
        }

        await using var after = ResultQueue.Open(
            new QueueOptions(Path.Combine(copy.FullName, "queue.db")), time, time, NullLogger<ResultQueue>.Instance);

        after.Read(most: 2000).Results.Select(result => result.Text).ShouldBe(Enumerable.Range(0, 1000).Select(i => $"r{i}"));
    }

    [Fact]
    public async Task An_answer_to_another_epoch_or_of_the_past_changes_nothing()
    {
        await using var queue = Open();
        AddSome(queue, 0, 3);
        await StoredAsync(queue, 3);
        var epoch = queue.Read().Epoch;

        queue.Acknowledge(new BatchAcknowledgement(epoch - 1, 3));
        queue.Acknowledge(new BatchAcknowledgement(epoch, 2));
        queue.Acknowledge(new BatchAcknowledgement(epoch, 1));

        queue.Read().Results.Single().Sequence.ShouldBe(3);
        queue.Figures.Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_is_bounded_in_number_and_size()
    {
        await using var queue = Open();
        AddSome(queue, 0, 100);
        await StoredAsync(queue, 100);

        queue.Read(most: 7).Results.Length.ShouldBe(7);
        queue.Read(most: 100, mostBytes: 1000).Results.Length.ShouldBeInRange(2, 10);
    }

    [Fact]
    public async Task What_a_full_disk_cannot_hold_is_kept_in_the_reserve_and_beyond_it_counted()
    {
        await using var queue = Open(mostBytes: 200_000, reserve: 100);
        const int all = 5000;
        for (var i = 0; i < all; i++)
        {
            queue.Add(Result(i));
            if (i % 100 == 0)
            {
                await OneRun.UntilAsync(() => queue.Figures.IsFull || queue.Read(most: all).Results.Length == i + 1, "stored or full");
            }
        }

        queue.Figures.IsFull.ShouldBeTrue();
        queue.Figures.Lost.ShouldBeGreaterThan(0);
        var received = await DrainAsync(queue);

        (received.Count + queue.Figures.Lost).ShouldBe(all);
        received.Distinct().Count().ShouldBe(received.Count);
        received.ShouldBe(received.Order(Comparer<string>.Create((one, other) => Number(one) - Number(other))));
        queue.Figures.LastLost.ShouldBe(Result(all - 1).Started);
    }

    [Fact]
    public async Task Losses_are_remembered_over_a_restart()
    {
        long lost;
        await using (var queue = Open(mostBytes: 40_000, reserve: 10))
        {
            AddSome(queue, 0, 2000);
            await OneRun.UntilAsync(() => queue.Figures.IsFull, "full");
            AddSome(queue, 2000, 5);
            await DrainAsync(queue);
            AddSome(queue, 2005, 1);
            await StoredAsync(queue, 1);
            lost = queue.Figures.Lost;
        }

        await using var again = Open();

        lost.ShouldBeGreaterThan(0);
        again.Figures.Lost.ShouldBe(lost);
    }

    [Fact]
    public async Task A_file_system_that_is_full_loses_nothing_within_the_reserve()
    {
        Needs.Condition(Environment.UserName == "root", "needs root, to mount a small file system");
        var mount = folder.CreateSubdirectory("small").FullName;
        Needs.Condition(await RunAsync("mount", "-t", "tmpfs", "-o", "size=700k", "none", mount), "needs the right to mount");
        try
        {
            await using (var queue = ResultQueue.Open(new QueueOptions(Path.Combine(mount, "queue.db"), Reserve: 5000) { Gather = TimeSpan.Zero }, time, time, NullLogger<ResultQueue>.Instance))
            {
                await File.WriteAllBytesAsync(Path.Combine(mount, "something-else"), new byte[200_000]);
                AddSome(queue, 0, 2000);
                await OneRun.UntilAsync(() => queue.Figures.IsFull, "the disk is full");
                var early = queue.Read(most: 10).Results.Select(result => result.Text).ToArray();
                early.ShouldBe(Enumerable.Range(0, 10).Select(i => $"r{i}"), "what is on disk can still be sent");

                var received = await DrainAsync(queue);

                received.ShouldBe(Enumerable.Range(0, 2000).Select(i => $"r{i}"));
                queue.Figures.Lost.ShouldBe(0);
            }
        }
        finally
        {
            await RunAsync("umount", mount);
        }
    }

    [Theory]
    [InlineData("this is no database, and was perhaps never one, whatever its name says of it; but it is long enough to be looked at")]
    public async Task A_damaged_file_is_put_aside_and_a_later_epoch_begins(string damage)
    {
        long epoch;
        await using (var queue = Open())
        {
            epoch = queue.Read().Epoch;
        }

        var file = Path.Combine(folder.FullName, "queue.db");
        File.WriteAllText(file, damage);
        time.Advance(TimeSpan.FromSeconds(1));

        await using var after = Open();

        after.Read().Epoch.ShouldBeGreaterThan(epoch);
        folder.GetFiles("queue.db.damaged-*").ShouldHaveSingleItem();
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    private static int Number(string text) => int.Parse(text[1..], CultureInfo.InvariantCulture);

    private static void AddSome(ResultQueue queue, int from, int count)
    {
        for (var i = from; i < from + count; i++)
        {
            queue.Add(Result(i));
        }
    }

    private static Task StoredAsync(ResultQueue queue, int count) =>
        OneRun.UntilAsync(() => queue.Read(most: count + 1).Results.Length == count, "the results are stored");

    /// <summary>Acknowledges until nothing is left; what was received, in order.</summary>
    private async Task<List<string>> DrainAsync(ResultQueue queue)
    {
        var received = new List<string>();
        await OneRun.UntilAsync(
            () =>
            {
                var batch = queue.Read();
                received.AddRange(batch.Results.Select(result => result.Text));
                queue.Acknowledge(new BatchAcknowledgement(batch.Epoch, batch.Results.IsEmpty ? 0 : batch.Results[^1].Sequence));
                time.Advance(TimeSpan.FromSeconds(1));
                return queue.Figures.Waiting == 0;
            },
            "the queue is empty");
        return received;
    }

    private static ProbeResult Result(int number) => new()
    {
        Check = Guid.Empty,
        Definition = 1,
        Started = Instant.FromUtc(2026, 1, 1, 0, 0) + Duration.FromSeconds(number),
        Took = Duration.FromMilliseconds(12),
        Status = CheckStatus.Ok,
        Text = $"r{number}",
    };

    private ResultQueue Open(long mostBytes = 1 << 30, int reserve = 10_000) => ResultQueue.Open(
        new QueueOptions(Path.Combine(folder.FullName, "queue.db"), mostBytes, reserve) { Gather = TimeSpan.Zero }, time, time, NullLogger<ResultQueue>.Instance);
}
