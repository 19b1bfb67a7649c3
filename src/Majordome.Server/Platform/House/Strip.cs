using NodaTime;

namespace Majordome.Server.Platform.House;

/// <summary>The worst that happened to a service in a day.</summary>
public enum StripState
{
    /// <summary>Nothing.</summary>
    Normal,

    /// <summary>Slow or partial.</summary>
    Degraded,

    /// <summary>Interrupted.</summary>
    Down,

    /// <summary>Works agreed with the client.</summary>
    Works,

    /// <summary>Not known: never drawn as normal.</summary>
    Unknown,
}

/// <summary>A day of a service.</summary>
/// <param name="Date">The day on the service's calendar.</param>
/// <param name="State">The worst of it.</param>
/// <param name="Url">Where the day opens, if it opens.</param>
public sealed record StripDay(LocalDate Date, StripState State, string? Url = null);
