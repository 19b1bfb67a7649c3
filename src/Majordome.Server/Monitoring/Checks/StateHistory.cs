using System.Collections.Immutable;
using Majordome.Domain.Monitoring;
using NodaTime;

namespace Majordome.Server.Monitoring.Checks;

/// <summary>A stretch of time in one confirmed state.</summary>
public readonly record struct StateStretch(CheckStatus Status, Instant Start, Instant End);

/// <summary>What the facts say of a time, taken together: a later fact replaces what earlier ones said from its instant on (as in <see cref="Availability"/>).</summary>
public static class StateHistory
{
    /// <summary>The stretches of a window, in order, without holes: what no fact speaks of is no data.</summary>
    /// <param name="facts">In the order they were recorded.</param>
    /// <param name="from">Start.</param>
    /// <param name="to">End, not before the start.</param>
    public static ImmutableArray<StateStretch> Stretches(IEnumerable<StateFact> facts, Instant from, Instant to)
    {
        var standing = new List<StateFact> { new(Instant.MinValue, CheckStatus.NoData) };
        foreach (var fact in facts)
        {
            while (standing[^1].Since >= fact.Since)
            {
                standing.RemoveAt(standing.Count - 1);
            }

            standing.Add(fact);
        }

        var stretches = ImmutableArray.CreateBuilder<StateStretch>();
        for (var i = 0; i < standing.Count; i++)
        {
            var start = Instant.Max(from, standing[i].Since);
            var end = i + 1 < standing.Count ? Instant.Min(to, standing[i + 1].Since) : to;
            if (start < end)
            {
                stretches.Add(new StateStretch(standing[i].Status, start, end));
            }
        }

        return stretches.ToImmutable();
    }
}
