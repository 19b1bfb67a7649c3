namespace Majordome.Domain.Contracts;

/// <summary>How much of the client's work is touched; one half of a priority.</summary>
public enum Impact
{
    /// <summary>The company, or what it lives from.</summary>
    High = 1,

    /// <summary>A group of people, a site, a service among others.</summary>
    Medium,

    /// <summary>One person, or nothing that anybody misses today.</summary>
    Low,
}

/// <summary>How soon the harm is done; the other half of a priority.</summary>
public enum Urgency
{
    /// <summary>The work is stopped and nothing replaces it.</summary>
    High = 1,

    /// <summary>The work is slowed down, or goes on by a detour.</summary>
    Medium,

    /// <summary>It can wait.</summary>
    Low,
}
