using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class CounterGrowthTests
{
    private const long Second = 1_000_000;

    [Fact]
    public void A_counter_that_began_again_counts_what_it_reached_since()
    {
        long[] instants = [0, 10 * Second, 20 * Second, 30 * Second];
        var growth = CounterGrowth.Of(instants, [100, 160, 30, 50], 0, 60 * Second, 1).ShouldHaveSingleItem();
        growth.ShouldBe(new CounterGrowth(0, 60 + 30 + 20, 30 * Second));
        growth.Rate.ShouldBe(110 / 30.0);
    }

    [Fact]
    public void A_step_belongs_to_the_stretch_of_its_later_sample()
    {
        long[] instants = [0, 50 * Second, 150 * Second];
        CounterGrowth.Of(instants, [0, 5, 105], 0, 200 * Second, 2)
            .ShouldBe([new(0, 5, 50 * Second), new(100 * Second, 100, 100 * Second)]);
    }

    [Fact]
    public void One_sample_tells_nothing() => CounterGrowth.Of([5], [5.0], 0, 10, 3).ShouldBeEmpty();

    /// <summary>However it is cut, every stretch says what a plain walk over its samples says, and all of them together what the whole says.</summary>
    [Fact]
    public void Stretches_say_what_a_plain_walk_says() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Seconds, ushort? Value)[]>(),
        ArbMap.Default.ArbFor<byte>(),
        (readings, cuts) =>
        {
            var (instants, values) = Line(readings);
            var (from, to, stretches) = (-5 * Second, (instants.Length == 0 ? 0 : instants[^1]) + 7, 1 + (cuts % 12));
            var growth = CounterGrowth.Of(instants, values, from, to, stretches);

            var known = instants.Zip(values).Where(s => !double.IsNaN(s.Second)).ToArray();
            var steps = known.Zip(known.Skip(1), (one, next) => (
                Place: (int)((next.First - from) / ((to - (double)from) / stretches)),
                Increase: next.Second < one.Second ? next.Second : next.Second - one.Second,
                Covered: next.First - one.First));
            var naive = steps.GroupBy(s => s.Place).Select(g => (Increase: g.Sum(s => s.Increase), Covered: g.Sum(s => s.Covered)));
            return growth.Select(g => (g.Increase, g.Covered)).SequenceEqual(naive)
                && growth.Select(g => g.Start).SequenceEqual(growth.Select(g => g.Start).Distinct().Order())
                && growth.All(g => g.Increase >= 0 && g.Covered > 0 && g.Start >= from && g.Start < to);
        }).QuickCheckThrowOnFailure();

    /// <summary>From hours: all that the samples tell after the first hour's last.</summary>
    [Fact]
    public void Hours_tell_what_their_samples_tell() => Prop.ForAll(
        ArbMap.Default.ArbFor<(byte Seconds, ushort? Value)[]>(),
        readings =>
        {
            var (instants, values) = Line([.. readings.Select(r => ((byte)(r.Seconds % 50), r.Value))], 60);
            var (from, to) = (0L, (instants.Length == 0 ? 0 : instants[^1]) + 1);
            var hours = HourFigures.Of(instants, values);
            var told = CounterGrowth.Of(hours, from, to, 5).Sum(g => g.Increase);
            var since = hours.IsEmpty ? 0 : hours[0].Increase;
            return told + since == CounterGrowth.Of(instants, values, from, to, 5).Sum(g => g.Increase);
        }).QuickCheckThrowOnFailure();

    private static (long[] Instants, double[] Values) Line((byte Seconds, ushort? Value)[] readings, int times = 1)
    {
        var instant = 0L;
        return ([.. readings.Select(r => instant += (1 + r.Seconds) * Second * times)], [.. readings.Select(r => r.Value ?? double.NaN)]);
    }
}
