using NodaTime;

namespace Majordome.Server.Platform;

/// <summary>Identifiers.</summary>
public static class Ids
{
    /// <summary>A UUIDv7 (RFC 9562): unique, and sorted by the instant it was made at.</summary>
    public static Guid At(Instant now) => Guid.CreateVersion7(now.ToDateTimeOffset());
}
