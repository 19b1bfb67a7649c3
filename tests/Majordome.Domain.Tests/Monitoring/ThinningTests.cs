using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class ThinningTests
{
    /// <summary>However long the line, both extremes and both ends are drawn, in order, and no more than four readings a stretch.</summary>
    [Fact]
    public void Extremes_and_ends_stay() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyArray<(ushort Step, short Value)>>(),
        ArbMap.Default.ArbFor<byte>(),
        (given, width) =>
        {
            var stretches = 1 + (width % 20);
            var instant = 0L;
            var instants = given.Get.Select(reading => instant += 1 + reading.Step).ToArray();
            var values = given.Get.Select(reading => (double)reading.Value).ToArray();
            var thinned = Thinning.Thin(instants, values, stretches);
            return thinned.Length <= Math.Max(4 * stretches, 1)
                && thinned.Max(r => r.Value) == values.Max() && thinned.Min(r => r.Value) == values.Min()
                && thinned[0].Instant == instants[0] && thinned[^1].Instant == instants[^1]
                && thinned.Select(r => r.Instant).SequenceEqual(thinned.Select(r => r.Instant).Distinct().Order());
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void One_spike_among_a_hundred_thousand_readings_is_seen()
    {
        var values = new double[100_000];
        values[54_321] = 9;
        var thinned = Thinning.Thin([.. Enumerable.Range(0, values.Length).Select(i => (long)i)], values, 300);
        thinned.Length.ShouldBeLessThanOrEqualTo(1200);
        thinned.ShouldContain(new Reading(54_321, 9));
    }
}
