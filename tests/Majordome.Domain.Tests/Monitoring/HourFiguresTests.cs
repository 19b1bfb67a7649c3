using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class HourFiguresTests
{
    private const long Minute = HourFigures.Hour / 60;

    [Fact]
    public void A_reset_counts_what_was_reached_since()
    {
        long[] instants = [0, Minute, 2 * Minute, 3 * Minute];
        var hour = HourFigures.Of(instants, [10, 15, 3, 4]).ShouldHaveSingleItem();
        hour.ShouldBe(new HourFigures(0, 4, 3, 15, 32, 10, 4, 5 + 3 + 1));
    }

    [Fact]
    public void What_is_no_number_counts_for_nothing()
    {
        HourFigures.Of([0, 1], [double.NaN, double.NaN]).ShouldBeEmpty();
        HourFigures.Of([0, 1, 2], [1, double.NaN, 3]).ShouldHaveSingleItem().Count.ShouldBe(2);
    }

    [Fact]
    public void An_hour_before_1970_starts_before_its_samples() =>
        HourFigures.Of([-1], [5]).ShouldHaveSingleItem().Start.ShouldBe(-HourFigures.Hour);

    /// <summary>The hours of a stretch, joined by the steps between them, say of it what its samples say.</summary>
    [Fact]
    public void Hours_say_what_the_samples_say() => Prop.ForAll(
        ArbMap.Default.ArbFor<(ushort Minutes, short Value)[]>(),
        readings =>
        {
            var instant = 0L;
            var (instants, values) = (new List<long>(), new List<double>());
            foreach (var (minutes, value) in readings)
            {
                instant += (1 + (minutes % 90)) * Minute;
                instants.Add(instant);
                values.Add(value);
            }

            var hours = HourFigures.Of([.. instants], [.. values]);
            var steps = values.Zip(values.Skip(1), HourFigures.Step).Sum();
            var between = hours.Zip(hours.Skip(1), (one, next) => HourFigures.Step(one.Last, next.First)).Sum();
            return hours.Sum(h => h.Count) == values.Count
                && hours.Sum(h => h.Sum) == values.Sum()
                && hours.Select(h => h.Start).SequenceEqual(hours.Select(h => h.Start).Distinct().Order())
                && (values.Count == 0 || (hours.Min(h => h.Least) == values.Min() && hours.Max(h => h.Most) == values.Max()))
                && hours.Sum(h => h.Increase) + between == steps;
        }).QuickCheckThrowOnFailure();
}
