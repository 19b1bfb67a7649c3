using Majordome.Probe.Network;

namespace Majordome.Probe.Tests.Network;

public sealed class EchoPaceTests
{
    private const long Millisecond = TimeSpan.TicksPerMillisecond;
    private readonly EchoPace subject = new(perMillisecond: 10, TimeSpan.TicksPerSecond);

    [Fact]
    public void So_many_leave_in_a_millisecond_and_no_more()
    {
        subject.Take(1000, 0).ShouldBe(10);
        subject.Take(1000, 0).ShouldBe(0);
        subject.Take(1000, Millisecond).ShouldBe(10);
        subject.Take(3, 2 * Millisecond).ShouldBe(3);
        subject.Take(1000, 2 * Millisecond).ShouldBe(7);
    }

    [Fact]
    public void What_a_late_timer_missed_is_made_good_up_to_eight_milliseconds()
    {
        subject.Take(1000, 0);

        subject.Take(1000, 5 * Millisecond).ShouldBe(50);
        subject.Take(1000, 500 * Millisecond).ShouldBe(80);
    }

    [Fact]
    public void A_refusal_halves_the_pace_which_then_comes_back()
    {
        subject.Take(1000, 0);
        subject.Refused(stayed: 1);
        subject.PerMillisecond.ShouldBe(5);

        subject.Take(1000, 1000 * Millisecond).ShouldBe(48, "6 a millisecond after a second, for 8 ms");
        subject.Take(1000, 60_000 * Millisecond);
        subject.PerMillisecond.ShouldBe(10);
    }

    [Fact]
    public void What_was_refused_awaits_no_reply()
    {
        for (var second = 0L; second < 1000; second++)
        {
            subject.Refused(subject.Take(10, second * 1000 * Millisecond));
        }

        subject.Take(10, 1_000_000 * Millisecond).ShouldBe(10);
    }

    [Fact]
    public void No_more_leave_than_replies_fit_in_the_buffer_until_the_reader_has_caught_up()
    {
        var sent = Enumerable.Range(0, 1000).Sum(i => subject.Take(1000, i * Millisecond));
        sent.ShouldBe(EchoPace.Unread);

        subject.Read(64);
        subject.Take(1000, 1500 * Millisecond).ShouldBe(64);
        subject.Take(1000, 1600 * Millisecond).ShouldBe(0);

        subject.CaughtUp();
        subject.Take(1000, 2000 * Millisecond).ShouldBe(80);
    }
}
