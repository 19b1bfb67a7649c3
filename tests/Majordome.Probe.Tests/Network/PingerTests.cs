using System.Net;
using System.Net.Sockets;
using Majordome.Domain.Monitoring;
using Majordome.Probe.Network;
using Majordome.Probe.Tests.Checks;

namespace Majordome.Probe.Tests.Network;

public sealed class PingerTests : IDisposable
{
    private static readonly EchoPlan Plan = new(Count: 5, Size: 56, Spacing: TimeSpan.Zero, Patience: TimeSpan.FromSeconds(5));
    private readonly Pinger subject = new(TimeProvider.System);

    public void Dispose() => subject.Dispose();

    [Fact]
    public async Task Two_thousand_targets_answer_five_times_each_and_none_is_lost()
    {
        MustPing();
        var targets = Enumerable.Range(1, 2000).Select(i => new IPAddress([127, 9, (byte)(i >> 8), (byte)i])).ToArray();

        var figures = await subject.PingAllAsync(targets, Plan, CancellationToken.None);

        figures.Length.ShouldBe(2000);
        figures.ShouldAllBe(target => target.Sent == 5 && target.Received == 5 && target.Loss == 0);
        figures.SelectMany(target => target.Milliseconds()).ShouldAllBe(trip => trip >= 0 && trip < 5000);
    }

    [Fact]
    public async Task Both_families_at_once_in_the_order_asked()
    {
        MustPing();
        Needs.Condition(subject.Reaches(AddressFamily.InterNetworkV6), "needs IPv6");

        var figures = await subject.PingAllAsync(
            [IPAddress.IPv6Loopback, IPAddress.Parse("100::1"), IPAddress.Loopback], Plan with { Patience = TimeSpan.FromSeconds(2) }, CancellationToken.None);

        figures.Select(target => target.Received).ShouldBe([5, 0, 5]);
    }

    [Fact]
    public async Task A_deadline_ends_a_run_with_what_is_known()
    {
        MustPing();
        using var deadline = new CancellationTokenSource();
        var running = subject.PingAllAsync([IPAddress.Loopback, IPAddress.Parse("100::1")], Plan with { Spacing = TimeSpan.FromHours(1) }, deadline.Token);

        await deadline.CancelAsync();

        (await running)[0].Received.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public async Task What_the_deadline_keeps_from_leaving_is_not_lost()
    {
        MustPing();
        using var catalogue = OneRun.Catalogue();

        var outcome = await OneRun.OnceAsync(catalogue, "icmp", "127.0.0.1", TimeSpan.FromMilliseconds(500), "count=20", "spacing=100");

        outcome.Status.ShouldBe(CheckStatus.Ok, outcome.Text);
        outcome.Measurements[0].Value.ShouldBe(0, "loss");
        outcome.Text.ShouldMatch(@"^127\.0\.0\.1 answers in \S+ ms, 0 % lost, ended after [1-9]\d* of 20$");
    }

    [Fact]
    public async Task Closed_it_gives_its_descriptors_back()
    {
        MustPing();
        var before = Icmp();
        HashSet<string> opened;
        using (var other = new Pinger(TimeProvider.System))
        {
            await other.PingAllAsync([IPAddress.Loopback], Plan, CancellationToken.None);
            opened = [.. Icmp().Except(before, StringComparer.Ordinal)];
            opened.ShouldNotBeEmpty();
        }

        await OneRun.UntilAsync(() => !Icmp().Overlaps(opened), "the socket is closed");
    }

    [Theory]
    [InlineData(new double[0], 0)]
    [InlineData(new[] { 3.0 }, 0)]
    [InlineData(new[] { 1.0, 4.0, 2.0 }, 2.5)]
    public void Jitter_is_the_mean_difference_between_one_trip_and_the_next(double[] trips, double jitter) => EchoFigures.Jitter(trips).ShouldBe(jitter);

    private void MustPing() => Needs.Condition(subject.Reaches(AddressFamily.InterNetwork), "needs the right to send ICMP");

    /// <summary>Sockets of this process that speak ICMP.</summary>
    private static HashSet<string> Icmp()
    {
        var known = new[] { "/proc/net/raw", "/proc/net/icmp" }.SelectMany(File.ReadLines).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9).Select(fields => $"socket:[{fields[9]}]").ToHashSet(StringComparer.Ordinal);
        known.IntersectWith(new DirectoryInfo("/proc/self/fd").GetFiles().Select(link => link.LinkTarget ?? ""));
        return known;
    }
}
