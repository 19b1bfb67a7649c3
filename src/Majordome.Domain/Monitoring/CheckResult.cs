using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>Where a result stands in the stream of its probe: later epochs after earlier ones, then by sequence.</summary>
/// <param name="Epoch">Grows each time the probe starts a new numbering.</param>
/// <param name="Sequence">Grows with each result of the epoch; numbers may be skipped (they are the probe's, not the check's).</param>
public readonly record struct ResultPosition(long Epoch, long Sequence) : IComparable<ResultPosition>
{
    /// <inheritdoc/>
    public int CompareTo(ResultPosition other) =>
        Epoch != other.Epoch ? Epoch.CompareTo(other.Epoch) : Sequence.CompareTo(other.Sequence);

    /// <summary>Stands before.</summary>
    public static bool operator <(ResultPosition one, ResultPosition other) => one.CompareTo(other) < 0;

    /// <summary>Stands after.</summary>
    public static bool operator >(ResultPosition one, ResultPosition other) => one.CompareTo(other) > 0;

    /// <summary>Stands before or at the same place.</summary>
    public static bool operator <=(ResultPosition one, ResultPosition other) => one.CompareTo(other) <= 0;

    /// <summary>Stands after or at the same place.</summary>
    public static bool operator >=(ResultPosition one, ResultPosition other) => one.CompareTo(other) >= 0;
}

/// <summary>One run of a check.</summary>
/// <param name="Position">Its place in the stream of the probe.</param>
/// <param name="Started">When the run started, in the server's time (the probe's clock corrected by its offset).</param>
/// <param name="Received">When the server received it.</param>
/// <param name="Status">What it says.</param>
public sealed record CheckResult(ResultPosition Position, Instant Started, Instant Received, CheckStatus Status);
