using Majordome.Server.Monitoring.Metrics;

namespace Majordome.Server.Tests.Monitoring.Metrics;

public sealed class KeptLabelsTests
{
    [Fact]
    public void What_was_not_looked_at_for_the_longest_time_goes_first()
    {
        var (one, other, third) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var kept = new KeptLabels(2 * Of(0).Size);
        kept.Keep(one, Of(0));
        kept.Keep(other, Of(0));
        kept.Find(one).ShouldNotBeNull();

        kept.Keep(third, Of(0));

        new[] { one, other, third }.Select(client => kept.Find(client) is not null).ShouldBe([true, false, true]);
        kept.Keep(one, Of(0).With(2, [(1, new byte[500])]));
        new[] { one, other, third }.ShouldAllBe(client => kept.Find(client) == null, "what is too much alone is not kept");
    }

    /// <summary>A row may be read that was written after the number of the next series was: it is not read again.</summary>
    [Fact]
    public void What_is_added_counts_from_the_last_that_was_read()
    {
        Of(0).With(5, []).Next.ShouldBe(5);
        Of(0).With(5, [(5, new byte[1]), (7, new byte[1])]).Next.ShouldBe(8);
        Of(0).With(9, [(5, new byte[1])]).All.Select(series => series.Number).ShouldBe([0, 5]);
    }

    private static ClientLabels Of(int generation) => new(generation, 1, [(0, new byte[100])]);
}
