using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Monitoring.Received;

/// <summary>
/// Something that a source told by itself: a line of a system log, a trap, an alert. Kept as long as its source says
/// (<see cref="Intake.Source.KeepDays"/>, <see cref="Intake.Source.KeepMessages"/>).
/// </summary>
public sealed class ReceivedMessage : IClientOwned
{
    /// <summary>The longest text kept, in characters.</summary>
    public const int LongestText = 64 * 1024;

    /// <summary>The longest of the names kept, in characters: those of RFC 5424 are shorter.</summary>
    public const int LongestName = 255;

    /// <summary>Key; sorted by when it came.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>Who sent it.</summary>
    public required Guid SourceId { get; init; }

    /// <summary>The item it is about; <c>null</c>: none of the client's is called so.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>In which form: <c>syslog</c>, <c>trap</c>, <c>webhook</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>When it came.</summary>
    public required Instant ReceivedAt { get; init; }

    /// <summary>When, as the sender says; <c>null</c>: it does not say.</summary>
    public Instant? ToldAt { get; init; }

    /// <summary>How bad it is: 0 emergency to 7 debug (RFC 5424, 6.2.1).</summary>
    public required int Severity { get; init; }

    /// <summary>Where it comes from in the system: the facility's keyword, or the identity of the trap.</summary>
    public string? Facility { get; init; }

    /// <summary>The program; <c>null</c>: not said.</summary>
    public string? Application { get; init; }

    /// <summary>The name or address that the message gives its machine; <c>null</c>: none.</summary>
    public string? Host { get; init; }

    /// <summary>The address it came from.</summary>
    public required string From { get; init; }

    /// <summary>What it says.</summary>
    public required string Text { get; init; }

    /// <summary>A text as databases keep it: cut to so many characters, without the zero character, which PostgreSQL does not know.</summary>
    public static string? Plain(string? text, int longest = LongestName) => text is null ? null : StoredText.Of(text, longest);
}
