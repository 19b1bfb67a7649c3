using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Checks;
using Majordome.Probe.Network;
using Majordome.Probe.Tests.Checks;

namespace Majordome.Probe.Tests.Network;

public sealed class NameLookupsTests
{
    private readonly ManualTime time = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<IPAddress[]>> hanging = new(StringComparer.Ordinal);
    private readonly NameLookups subject;
    private int asked;

    public NameLookupsTests() => subject = new NameLookups(AskAsync, time);

    [Fact]
    public async Task Forty_names_that_hang_keep_no_other_from_being_found()
    {
        using var deadline = new CancellationTokenSource();
        var checks = Enumerable.Range(0, 40).Select(i => new Named(subject, $"hangs{i}").RunAsync(deadline.Token)).ToArray();
        var good = new Named(subject, "good").RunAsync(deadline.Token);

        (asked, good.IsCompleted).ShouldBe((16, false), "it waits for its turn");
        await OneRun.UntilAsync(() => IsSoAfter(TimeSpan.FromMilliseconds(100), () => good.IsCompleted), "those before it have made room");

        (await good).Status.ShouldBe(CheckStatus.Ok);
        await deadline.CancelAsync();
        (await Task.WhenAll(checks)).ShouldAllBe(outcome => outcome == CheckOutcome.Unknown("no name server answers"));
    }

    [Fact]
    public async Task A_name_is_looked_up_once_for_all_who_ask_and_its_answer_is_kept_for_five_seconds()
    {
        var (one, other) = (subject.FindAsync("hangs", CancellationToken.None), subject.FindAsync("HANGS", CancellationToken.None));
        hanging["hangs"].SetResult([IPAddress.IPv6Loopback, IPAddress.Loopback]);

        (await one).ShouldBe([IPAddress.Loopback, IPAddress.IPv6Loopback]);
        (await other).ShouldBe(await one);
        (await subject.FindAsync("hangs", CancellationToken.None)).ShouldBe(await one);
        asked.ShouldBe(1);

        await OneRun.UntilAsync(() => IsSoAfter(TimeSpan.FromSeconds(5), () => IsAskedAnew("hangs")), "it is looked up anew");
    }

    [Fact]
    public async Task Who_asks_for_a_name_that_hangs_is_told_at_once_until_it_is_answered()
    {
        var first = subject.FindAsync("hangs", CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(5));

        var next = subject.FindAsync("hangs", CancellationToken.None);
        next.IsFaulted.ShouldBeTrue();
        await Should.ThrowAsync<NoNameServerException>(() => next);
        hanging["hangs"].SetResult([IPAddress.Loopback]);

        (await first).ShouldBe([IPAddress.Loopback]);
        (await subject.FindAsync("hangs", CancellationToken.None)).ShouldBe([IPAddress.Loopback]);
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task A_name_that_is_not_found_is_not_kept()
    {
        var first = subject.FindAsync("hangs", CancellationToken.None);
        hanging["hangs"].SetException(new SocketException((int)SocketError.HostNotFound));

        (await Should.ThrowAsync<SocketException>(() => first)).SocketErrorCode.ShouldBe(SocketError.HostNotFound);
        await OneRun.UntilAsync(() => IsAskedAnew("hangs"), "it is looked up anew");
    }

    [Fact]
    public async Task A_name_that_can_be_none_is_not_found()
    {
        var thrown = await Should.ThrowAsync<SocketException>(() => subject.FindAsync(new string('a', 300), CancellationToken.None));

        (thrown.SocketErrorCode, asked).ShouldBe((SocketError.HostNotFound, 0));
    }

    private bool IsSoAfter(TimeSpan passed, Func<bool> holds)
    {
        time.Advance(passed);
        return holds();
    }

    private bool IsAskedAnew(string name)
    {
        _ = subject.FindAsync(name, CancellationToken.None);
        return Volatile.Read(ref asked) == 2;
    }

    private Task<IPAddress[]> AskAsync(string name)
    {
        Interlocked.Increment(ref asked);
        return name == "good" ? Task.FromResult<IPAddress[]>([IPAddress.Loopback]) : (hanging[name] = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>A check that is fine once its target's name has an address.</summary>
    private sealed class Named(NameLookups names, string name) : NetworkCheck(name)
    {
        protected override async Task<CheckOutcome> SpeakAsync(CancellationToken deadline) =>
            new(CheckStatus.Ok, (await names.FindAsync(Peer, deadline))[0].ToString());
    }
}
