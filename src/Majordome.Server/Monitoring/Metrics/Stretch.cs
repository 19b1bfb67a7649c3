namespace Majordome.Server.Monitoring.Metrics;

/// <summary>The stretches that blocks belong to, in microseconds since 1970-01-01T00:00Z; half-open, aligned to UTC.</summary>
public static class Stretch
{
    /// <summary>One hour.</summary>
    public const long Hour = 3_600_000_000;

    /// <summary>A window: two hours, so that a block holds some hundred samples of a series that is read each minute.</summary>
    public const long Window = 2 * Hour;

    /// <summary>A day.</summary>
    public const long Day = 24 * Hour;

    /// <summary>A month: thirty days.</summary>
    public const long Month = 30 * Day;

    /// <summary>Start of the stretch of a length that an instant lies in, also before 1970.</summary>
    public static long StartOf(long instant, long length) => instant - Mod(instant, length);

    private static long Mod(long value, long length) => ((value % length) + length) % length;
}
