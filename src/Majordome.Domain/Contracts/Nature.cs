using System.Text.Json.Serialization;

namespace Majordome.Domain.Contracts;

/// <summary>What kind of work a ticket is.</summary>
public enum Nature
{
    /// <summary>Something in scope does not work as it did.</summary>
    Incident = 1,

    /// <summary>A standard thing from the catalogue is asked for.</summary>
    Request,

    /// <summary>The system is asked to do something new.</summary>
    Enhancement,

    /// <summary>The cause of incidents is looked for.</summary>
    Problem,

    /// <summary>Something in place is altered.</summary>
    Change,
}

/// <summary>How a contract pays for a nature of work.</summary>
public enum Treatment
{
    /// <summary>By the monthly fee.</summary>
    Included = 1,

    /// <summary>From the hours bought in advance.</summary>
    Prepaid,

    /// <summary>By a quote, accepted before the work.</summary>
    Quoted,
}

/// <summary>What a contract says of one nature.</summary>
/// <param name="Article">Where the contract says it, as it is written there (<c>4.1</c>).</param>
public sealed record NatureRule(Treatment Treatment, string? Article = null);

/// <summary>What a contract says of every nature. A contract is not signed with one missing.</summary>
public sealed record NatureRules(
    NatureRule? Incident,
    NatureRule? Request,
    NatureRule? Enhancement,
    NatureRule? Problem,
    NatureRule? Change)
{
    /// <summary>What is said of one nature.</summary>
    [JsonIgnore]
    public NatureRule? this[Nature nature] => nature switch
    {
        Nature.Incident => Incident,
        Nature.Request => Request,
        Nature.Enhancement => Enhancement,
        Nature.Problem => Problem,
        Nature.Change => Change,
        _ => throw new ArgumentOutOfRangeException(nameof(nature), nature, null),
    };
}
