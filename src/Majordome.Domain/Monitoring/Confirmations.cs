using System.Collections.Immutable;

namespace Majordome.Domain.Monitoring;

/// <summary>
/// How many consecutive results confirm each status. The first failing result counts: 3 means the failing result and two retries.
/// Each count is between 1 and <see cref="Most"/>.
/// </summary>
/// <remarks>
/// The levels are counted apart. A run of results <em>at least</em> warning confirms a warning; a critical needs its own run of
/// criticals. So with 3 and 3, two warnings and one critical confirm a warning, not a critical. The default 3 is the default of
/// <c>max_check_attempts</c> in Icinga 2: one lost packet or one restart wakes nobody.
/// </remarks>
public sealed record Confirmations
{
    /// <summary>The largest count accepted; more than 20 retries is an interval, not a confirmation.</summary>
    public const int Most = 20;

    /// <summary>Every count at its default.</summary>
    public static readonly Confirmations Default = new();

    private Confirmations()
    {
    }

    /// <summary>Consecutive results at least warning (warning or critical).</summary>
    /// <value>3 by default. The same count of results at most warning eases a critical into a warning.</value>
    public int Warning { get; private init; } = 3;

    /// <summary>Consecutive critical results.</summary>
    /// <value>3 by default.</value>
    public int Critical { get; private init; } = 3;

    /// <summary>Consecutive results that could not judge (unknown or no data).</summary>
    /// <value>3 by default.</value>
    public int Unknown { get; private init; } = 3;

    /// <summary>Consecutive results that carry no data. Silence is not counted here: its length confirms it.</summary>
    /// <value>3 by default.</value>
    public int NoData { get; private init; } = 3;

    /// <summary>Consecutive OK results that end a problem.</summary>
    /// <value>1 by default: a service that answers is back, and flapping is judged apart.</value>
    public int Recovery { get; private init; } = 1;

    /// <summary>Makes a set of counts, or refuses each one out of bounds (<c>count-out-of-bounds</c>: value, least, most).</summary>
    public static Result<Confirmations> Create(int warning = 3, int critical = 3, int unknown = 3, int noData = 3, int recovery = 1)
    {
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        void Bound(string path, int value)
        {
            if (value is < 1 or > Most)
            {
                refusals.Add(Refusal.Of(path, "count-out-of-bounds", value, 1, Most));
            }
        }

        Bound("warning", warning);
        Bound("critical", critical);
        Bound("unknown", unknown);
        Bound("noData", noData);
        Bound("recovery", recovery);
        return refusals.Count > 0
            ? refusals.ToImmutable()
            : new Confirmations { Warning = warning, Critical = critical, Unknown = unknown, NoData = noData, Recovery = recovery };
    }
}
