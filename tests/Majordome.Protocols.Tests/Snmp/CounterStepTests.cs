using FsCheck;
using FsCheck.Fluent;
using Majordome.Protocols.Snmp;

namespace Majordome.Protocols.Tests.Snmp;

public sealed class CounterStepTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(100u, 400u, 6_000u, CounterMove.Advanced, 300)]
    [InlineData(4_294_967_290u, 10u, 6_000u, CounterMove.Wrapped, 16)]
    [InlineData(100u, 50u, 1_000u, CounterMove.Restarted, null)]
    [InlineData(100u, 5_000u, 1_000u, CounterMove.Restarted, null)] // it already counts more than before
    public void A_wrap_and_a_restart_are_told_apart(uint before, uint after, uint uptimeStep, CounterMove move, int? delta)
    {
        // Up for an hour at first; after a restart for ten seconds only.
        var uptime = move == CounterMove.Restarted ? uptimeStep : 360_000 + uptimeStep;
        var step = CounterStep.Between(new(SnmpType.Counter32, before, 360_000), new(SnmpType.Counter32, after, uptime), Minute);
        step.Move.ShouldBe(move);
        step.Delta.ShouldBe((ulong?)delta);
        step.PerSecond.ShouldBe(delta / 60.0);
    }

    [Fact]
    public void A_large_counter_that_goes_back_was_reset() =>
        CounterStep.Between(new(SnmpType.Counter64, 1_000, 360_000), new(SnmpType.Counter64, 10, 366_000), Minute).Move.ShouldBe(CounterMove.Reset);

    [Fact]
    public void A_counter_that_would_have_gone_faster_than_it_can_was_reset() => CounterStep
        .Between(new(SnmpType.Counter32, 1_000, 360_000), new(SnmpType.Counter32, 10, 366_000), Minute, mostPerSecond: 12_500_000)
        .Move.ShouldBe(CounterMove.Reset);

    [Fact]
    public void A_small_counter_of_a_fast_interface_says_nothing_after_a_minute() => CounterStep
        .Between(new(SnmpType.Counter32, 10, 360_000), new(SnmpType.Counter32, 1_000, 366_000), Minute, mostPerSecond: 125_000_000)
        .Move.ShouldBe(CounterMove.TooRare);

    [Fact]
    public void The_same_reading_twice_has_no_rate() =>
        CounterStep.Between(new(SnmpType.Counter32, 10, 360_000), new(SnmpType.Counter32, 10, 360_000), TimeSpan.FromSeconds(1)).PerSecond.ShouldBeNull();

    [Fact]
    public void While_the_agent_runs_no_count_is_lost_or_made_up() => Prop.ForAll(
        Steps.ToArbitrary(),
        step =>
        {
            // Wherever the counter and the uptime stand, ends of their 32 bits included.
            var after = new CounterReading(SnmpType.Counter32, unchecked(step.Value + step.Delta), unchecked(step.Uptime + (step.Seconds * 100)));
            var read = CounterStep.Between(new(SnmpType.Counter32, step.Value, step.Uptime), after, TimeSpan.FromSeconds(step.Seconds));
            return read.Delta == step.Delta && Math.Abs(read.Seconds - step.Seconds) < 1e-9;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_restart_never_yields_a_count() => Prop.ForAll(
        Steps.ToArbitrary(),
        step =>
        {
            // It ran for longer than the tolerance, and started again at some moment since.
            var before = new CounterReading(SnmpType.Counter32, step.Value, Math.Clamp(step.Uptime, 100_000, uint.MaxValue - 100_000));
            var after = new CounterReading(SnmpType.Counter32, step.Delta, step.Uptime % (step.Seconds * 100));
            var read = CounterStep.Between(before, after, TimeSpan.FromSeconds(step.Seconds));
            return read.Move == CounterMove.Restarted && read.Delta is null && read.PerSecond is null;
        }).QuickCheckThrowOnFailure();

    private static Gen<(uint Value, uint Delta, uint Uptime, uint Seconds)> Steps =>
        from value in Edges
        from delta in Edges
        from uptime in Edges
        from seconds in Gen.Choose(1, 600)
        select (value, delta, uptime, (uint)seconds);

    /// <summary>Any number, those near the ends more often than chance has it.</summary>
    private static Gen<uint> Edges => Gen.OneOf(
        ArbMap.Default.GeneratorFor<uint>(),
        Gen.Choose(0, int.MaxValue).Select(number => unchecked((uint)number * 2)),
        Gen.Choose(0, 1_000).Select(near => uint.MaxValue - (uint)near));
}
