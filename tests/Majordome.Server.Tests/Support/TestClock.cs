using NodaTime;

namespace Majordome.Server.Tests.Support;

/// <summary>A clock that the test moves.</summary>
public sealed class TestClock(Instant start) : IClock
{
    private long ticks = start.ToUnixTimeTicks();

    public static Instant DefaultStart { get; } = Instant.FromUtc(2026, 11, 17, 9, 42);

    public Instant GetCurrentInstant() => Instant.FromUnixTimeTicks(Interlocked.Read(ref ticks));

    public void Advance(Duration by) => Interlocked.Add(ref ticks, by.BclCompatibleTicks);

    public void Set(Instant now) => Interlocked.Exchange(ref ticks, now.ToUnixTimeTicks());
}
