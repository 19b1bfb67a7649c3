using System.Collections.Immutable;

namespace Majordome.Domain.Contracts;

/// <summary>The priorities of one impact, by urgency.</summary>
public readonly record struct PriorityRow(Priority High, Priority Medium, Priority Low)
{
    /// <summary>The priority of one urgency.</summary>
    public Priority this[Urgency urgency] => urgency switch
    {
        Urgency.High => High,
        Urgency.Medium => Medium,
        Urgency.Low => Low,
        _ => throw new ArgumentOutOfRangeException(nameof(urgency), urgency, null),
    };
}

/// <summary>
/// Which priority follows from an impact and an urgency. A provider may edit it, within one rule: when the impact or the
/// urgency rises, the priority never falls, or nobody could explain to a client why the graver ticket waits.
/// </summary>
public sealed record PriorityMatrix
{
    /// <summary>The product's default: HH = P1; HM, MH = P2; HL, MM, LH = P3; the rest P4.</summary>
    public static readonly PriorityMatrix Default = new(
        new(Priority.P1, Priority.P2, Priority.P3),
        new(Priority.P2, Priority.P3, Priority.P4),
        new(Priority.P3, Priority.P4, Priority.P4));

    private PriorityMatrix(PriorityRow high, PriorityRow medium, PriorityRow low) => (High, Medium, Low) = (high, medium, low);

    /// <summary>The priorities of a high impact.</summary>
    public PriorityRow High { get; }

    /// <summary>The priorities of a medium impact.</summary>
    public PriorityRow Medium { get; }

    /// <summary>The priorities of a low impact.</summary>
    public PriorityRow Low { get; }

    /// <summary>The priority of an impact and an urgency.</summary>
    public Priority this[Impact impact, Urgency urgency] => Row(impact)[urgency];

    /// <summary>A matrix, or one refusal per cell that is no priority or that falls where the matter is graver.</summary>
    public static Result<PriorityMatrix> Create(PriorityRow high, PriorityRow medium, PriorityRow low)
    {
        var matrix = new PriorityMatrix(high, medium, low);
        var refusals = ImmutableArray.CreateBuilder<Refusal>();
        foreach (var impact in Enum.GetValues<Impact>())
        {
            foreach (var urgency in Enum.GetValues<Urgency>())
            {
                matrix.CheckCell(impact, urgency, refusals);
            }
        }

        return refusals.Count == 0 ? matrix : refusals.ToImmutable();
    }

    // A cell is compared with its graver neighbours only: what holds from neighbour to neighbour holds everywhere.
    private void CheckCell(Impact impact, Urgency urgency, ImmutableArray<Refusal>.Builder refusals)
    {
        var (path, cell) = ($"{impact}.{urgency}".ToLowerInvariant(), this[impact, urgency]);
        if (!Enum.IsDefined(cell))
        {
            refusals.Add(Refusal.Of(path, "priority-unknown", cell));
            return;
        }

        if (impact > Impact.High && this[impact - 1, urgency] is var moreImpact && cell < moreImpact)
        {
            refusals.Add(Refusal.Of(path, "priority-falls", cell, moreImpact));
        }
        else if (urgency > Urgency.High && this[impact, urgency - 1] is var moreUrgent && cell < moreUrgent)
        {
            refusals.Add(Refusal.Of(path, "priority-falls", cell, moreUrgent));
        }
    }

    private PriorityRow Row(Impact impact) => impact switch
    {
        Impact.High => High,
        Impact.Medium => Medium,
        Impact.Low => Low,
        _ => throw new ArgumentOutOfRangeException(nameof(impact), impact, null),
    };
}
