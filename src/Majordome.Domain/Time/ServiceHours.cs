using NodaTime;

namespace Majordome.Domain.Time;

/// <summary>Why an instant is, or is not, service time.</summary>
public enum HourKind
{
    /// <summary>Service time.</summary>
    Open,

    /// <summary>No span of the week.</summary>
    OutsideHours,

    /// <summary>A span of the week that a public holiday closes.</summary>
    Holiday,

    /// <summary>A span of the week that a closure of the calendar closes, and no public holiday does.</summary>
    Closure,
}

/// <summary>A stretch of one kind: start included, end excluded, never empty.</summary>
public readonly record struct ServiceHours(Instant Start, Instant End, HourKind Kind)
{
    /// <summary>The time that really passes.</summary>
    public Duration Length => End - Start;
}
