using System.Collections.Immutable;
using NodaTime;

namespace Majordome.Probe.Contract;

/// <summary>One check that a probe runs.</summary>
public sealed record CheckAssignment
{
    /// <summary>The check.</summary>
    public required Guid Check { get; init; }

    /// <summary>Version of its definition; repeated in its results, so that the server knows what was judged by which.</summary>
    public required int Definition { get; init; }

    /// <summary>Kind of check, a name of the catalogue (<c>http</c>, <c>disk</c>, <c>plugin</c>…).</summary>
    public required string Type { get; init; }

    /// <summary>What is checked; its form is the type's (<c>host:port</c>, a URL, a mount point…).</summary>
    public required string Target { get; init; }

    /// <summary>Parameters by name; those left out have the type's defaults.</summary>
    public ImmutableSortedDictionary<string, string> Parameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>From the start of a run to the start of the next, while nothing awaits confirmation; at least one second.</summary>
    public required Duration Interval { get; init; }

    /// <summary>How long a run may take before it is ended; above zero.</summary>
    public required Duration Timeout { get; init; }

    /// <summary>From a run to the next while a change awaits confirmation; at least one second.</summary>
    public required Duration RetryInterval { get; init; }

    /// <summary>How many consecutive results confirm each status: until then the retry interval holds.</summary>
    public ConfirmationCounts Confirmations { get; init; } = new();

    /// <summary>Same definition, parameters compared by content.</summary>
    public bool Equals(CheckAssignment? other) =>
        other is not null && Check == other.Check && Definition == other.Definition && Type == other.Type && Target == other.Target &&
        Interval == other.Interval && Timeout == other.Timeout && RetryInterval == other.RetryInterval &&
        Confirmations == other.Confirmations && Parameters.SequenceEqual(other.Parameters);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Check, Definition);
}

/// <summary>How many consecutive results confirm a status; each at least 1. The first failing result counts.</summary>
/// <param name="Warning">Consecutive warnings.</param>
/// <param name="Critical">Consecutive criticals.</param>
/// <param name="Unknown">Consecutive unknowns.</param>
/// <param name="Recovery">Consecutive OKs.</param>
public sealed record ConfirmationCounts(int Warning = 3, int Critical = 3, int Unknown = 3, int Recovery = 1);
