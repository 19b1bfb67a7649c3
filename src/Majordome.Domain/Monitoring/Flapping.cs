using NodaTime;

namespace Majordome.Domain.Monitoring;

/// <summary>How unstable a check is: the decayed weight of its recent changes, and whether it is called flapping.</summary>
/// <param name="Weight">The weight w at <paramref name="At"/>; at least zero, without unit.</param>
/// <param name="At">When the weight was last computed; <c>null</c> before the first time.</param>
/// <param name="IsActive">Whether the check is flapping.</param>
public readonly record struct Flapping(double Weight, Instant? At, bool IsActive)
{
    /// <summary>The weight at an instant, by the formula of <see cref="FlappingPolicy"/>. An instant before <see cref="At"/> gives the weight as it is.</summary>
    public double WeightAt(Instant instant, FlappingPolicy policy) =>
        At is { } at && instant > at ? Weight * Math.Pow(2, -((instant - at) / policy.HalfLife)) : Weight;

    /// <summary>Lets time pass until an instant, adds a change if there was one, and judges again.</summary>
    public Flapping After(Instant instant, bool changed, FlappingPolicy policy)
    {
        var weight = WeightAt(instant, policy) + (changed ? 1 : 0);
        var active = policy.Enabled && (IsActive ? weight > policy.StopAt : weight >= policy.StartAt);
        return new Flapping(weight, At is { } at && at > instant ? at : instant, active);
    }
}
