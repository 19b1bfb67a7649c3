using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Majordome.Domain.Monitoring;

namespace Majordome.Domain.Tests.Monitoring;

public class GapsTests
{
    [Theory]
    [InlineData("a regular line", new[] { 0L, 60, 120, 180, 240 }, "")]
    [InlineData("one reading is missing", new[] { 0L, 60, 120, 240, 300 }, "")]
    [InlineData("two are", new[] { 0L, 60, 120, 300, 360, 420 }, "120")]
    [InlineData("a lone reading between two silences", new[] { 0L, 60, 120, 180, 3000, 6000, 6060, 6120, 6180 }, "180 3000")]
    [InlineData("seldom read is not silent", new[] { 0L, 7200, 14400, 21600 }, "")]
    [InlineData("retries in between are no measure", new[] { 0L, 60, 70, 80, 140, 200, 260, 320, 380, 440 }, "")]
    [InlineData("two steps tell nothing usual", new[] { 0L, 1, 15_000 }, "")]
    [InlineData("three do", new[] { 0L, 1, 2, 15_000 }, "2")]
    [InlineData("none", new long[0], "")]
    public void A_silence_much_longer_than_usual_is_a_gap(string _, long[] instants, string after)
    {
        var found = Enumerable.Range(0, Math.Max(0, instants.Length - 1)).Where(place => Gaps.IsAfter(instants, place)).Select(place => instants[place]);

        string.Join(' ', found).ShouldBe(after);
    }

    [Fact]
    public void A_check_that_was_hurried_has_no_holes_before_but_for_the_few_steps_beside_the_change()
    {
        long[] instants = [.. Enumerable.Range(0, 100).Select(n => n * 300L), .. Enumerable.Range(1, 500).Select(n => 29_700 + (n * 60L))];

        Enumerable.Range(0, instants.Length - 1).Count(place => Gaps.IsAfter(instants, place)).ShouldBeLessThanOrEqualTo(5);
        Enumerable.Range(0, 90).ShouldAllBe(place => !Gaps.IsAfter(instants, place));
    }

    [Fact]
    public void A_gap_survives_thinning_and_every_reading_that_was_kept_stays()
    {
        long[] instants = [.. Enumerable.Range(0, 5_000).Where(n => n is < 2_000 or >= 2_100).Select(n => n * 60L)];
        var thinned = Thinning.Thin(instants, [.. instants.Select(at => (double)(at % 7))], 50);

        var marked = Gaps.Mark(instants, thinned);

        marked.Where(reading => double.IsNaN(reading.Value)).ShouldHaveSingleItem().Instant.ShouldBeInRange(1_999 * 60, 2_100 * 60);
        marked.Where(reading => !double.IsNaN(reading.Value)).ShouldBe(thinned);
    }

    /// <summary>Marks never touch what was read, keep the order, and no two stand side by side.</summary>
    [Fact]
    public void Marks_stand_between_readings() => Prop.ForAll(
        ArbMap.Default.ArbFor<ushort[]>(),
        steps =>
        {
            var instant = 0L;
            long[] instants = [.. steps.Select(step => instant += 1 + (step % 40 == 0 ? step : step % 3))];
            ImmutableArray<Reading> all = [.. instants.Select(at => new Reading(at, 1))];
            var marked = Gaps.Mark(instants, all);
            return marked.Where(r => !double.IsNaN(r.Value)).SequenceEqual(all)
                && marked.Select(r => r.Instant).SequenceEqual(marked.Select(r => r.Instant).Order())
                && marked.Zip(marked.Skip(1)).All(pair => !double.IsNaN(pair.First.Value) || !double.IsNaN(pair.Second.Value))
                && marked.Count(r => double.IsNaN(r.Value)) == Enumerable.Range(0, Math.Max(0, instants.Length - 1)).Count(place => Gaps.IsAfter(instants, place));
        }).QuickCheckThrowOnFailure();
}
