using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Majordome.Domain.Contracts;

/// <summary>How much of the client's estate the provider answers for.</summary>
public enum Level
{
    /// <summary>Workstations only: support, not managed services.</summary>
    Support = 1,

    /// <summary>Partial: one element of the infrastructure.</summary>
    PartialElement,

    /// <summary>Partial: the infrastructure (backup, storage, security, network, servers).</summary>
    PartialInfrastructure,

    /// <summary>Partial: applications.</summary>
    PartialApplications,

    /// <summary>Everything in the estate.</summary>
    Global,
}

/// <summary>
/// The level that a scope gives, with the facts it comes from. The level names its rule, since each level has one only;
/// the keys are those of the scope lines of each family.
/// </summary>
/// <param name="EstateItems">Items known in the estate.</param>
/// <param name="CoveredItems">Those of them that a line covers.</param>
/// <param name="Override">What a person set instead.</param>
public sealed record LevelFinding(
    Level Derived,
    ImmutableArray<string> Workstations,
    ImmutableArray<string> Infrastructure,
    ImmutableArray<string> Applications,
    int EstateItems,
    int CoveredItems,
    LevelOverride? Override = null)
{
    /// <summary>The level that holds.</summary>
    [JsonIgnore]
    public Level Level => Override?.Level ?? Derived;
}

/// <summary>Derives levels.</summary>
public static class Levels
{
    /// <summary>
    /// The product's rule, first answer that fits: workstations only → support; everything in the estate → global;
    /// applications → partial: applications; one line that names one element → partial: element; else partial: infrastructure.
    /// </summary>
    /// <param name="scope">The lines in force; at least one.</param>
    /// <returns><c>null</c> when no line says what it covers: there are none, or their items have left the estate.</returns>
    public static LevelFinding? Derive(IEnumerable<ScopeLine> scope, Estate estate, LevelOverride? byPerson = null)
    {
        var lines = scope.Select(line => (Line: line, Class: ClassOf(line.Target, estate))).Where(l => l.Class is not null).ToList();
        if (lines.Count == 0)
        {
            return null;
        }

        var byFamily = lines.ToLookup(l => l.Class!.Value.Family(), l => l.Line);
        var (infrastructure, applications) = (byFamily[ItemFamily.Infrastructure].ToList(), byFamily[ItemFamily.Application]);
        var covered = estate.Items.Values.Count(item => lines.Exists(l => l.Line.Target.Covers(item)));
        var level =
            infrastructure.Count == 0 && !applications.Any() ? Level.Support
            : covered == estate.Items.Count && covered > 0 ? Level.Global
            : applications.Any() ? Level.PartialApplications
            : infrastructure is [{ Target: ScopeTarget.OneItem }] ? Level.PartialElement
            : Level.PartialInfrastructure;
        return new(level, Keys(byFamily[ItemFamily.Workstation]), Keys(infrastructure), Keys(applications), estate.Items.Count, covered, byPerson);
    }

    private static ItemClass? ClassOf(ScopeTarget target, Estate estate) => target switch
    {
        ScopeTarget.ClassOfItems { Class: var named } => named,
        ScopeTarget.OneItem { Id: var id } => estate.Items.GetValueOrDefault(id)?.Class,
        _ => throw new ArgumentOutOfRangeException(nameof(target), target, null),
    };

    private static ImmutableArray<string> Keys(IEnumerable<ScopeLine> lines) => [.. lines.Select(l => l.Key)];
}
