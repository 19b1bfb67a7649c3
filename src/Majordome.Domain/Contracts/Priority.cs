namespace Majordome.Domain.Contracts;

/// <summary>What the provider treats first; P1 is the most pressing.</summary>
public enum Priority
{
    /// <summary>Critical.</summary>
    P1 = 1,

    /// <summary>High.</summary>
    P2,

    /// <summary>Normal.</summary>
    P3,

    /// <summary>Low.</summary>
    P4,
}
