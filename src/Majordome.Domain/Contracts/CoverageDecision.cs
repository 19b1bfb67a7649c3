using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NodaTime;

namespace Majordome.Domain.Contracts;

/// <summary>What is asked: is this work, on this thing, at this instant, covered?</summary>
/// <param name="Item">The item, or at least its class; <c>null</c>: unknown.</param>
public sealed record CoverageQuestion(Guid Client, EstateItem? Item, Nature Nature, Priority Priority, Instant At);

/// <summary>The answer.</summary>
public enum CoverageVerdict
{
    /// <summary>Paid by the monthly fee.</summary>
    Included = 1,

    /// <summary>Drawn from the hours bought in advance.</summary>
    Prepaid,

    /// <summary>To be quoted.</summary>
    Quoted,

    /// <summary>A contract is in force and does not name the item.</summary>
    OutOfScope,

    /// <summary>The client has no contract in force.</summary>
    NoContractInForce,

    /// <summary>The item is unknown: a person decides, and meanwhile the clocks run as if it were covered.</summary>
    Undecided,
}

/// <summary>How the item was found in the contract, or not.</summary>
public enum ItemFinding
{
    /// <summary>A line names the item.</summary>
    Named = 1,

    /// <summary>A line names its class at its site.</summary>
    ClassAtSite,

    /// <summary>A line names its class at all sites.</summary>
    ClassAnywhere,

    /// <summary>Nobody said which item it is.</summary>
    Unknown,

    /// <summary>No line covers it.</summary>
    NotInScope,

    /// <summary>There is no contract to look in.</summary>
    NoContract,
}

/// <summary>Why a contract, or a line of it, does not decide.</summary>
public enum RivalReason
{
    /// <summary>The contract has not started.</summary>
    NotStarted = 1,

    /// <summary>The contract has ended.</summary>
    Ended,

    /// <summary>The contract is suspended.</summary>
    Suspended,

    /// <summary>No line of it covers the item.</summary>
    NotInScope,

    /// <summary>Its line has not started.</summary>
    LineNotStarted,

    /// <summary>Its line has ended.</summary>
    LineEnded,

    /// <summary>It covers, less specifically.</summary>
    LessSpecific,

    /// <summary>It covers as specifically, with a longer target.</summary>
    LongerTarget,

    /// <summary>It covers as well in everything; the order of the references decided.</summary>
    LaterReference,
}

/// <summary>A contract as a decision cites it.</summary>
public sealed record ContractCitation(Guid Contract, string Reference, int Version);

/// <summary>A scope line as a decision cites it.</summary>
public sealed record LineCitation(string Key, string? Label, ScopeTarget Target, DayRange Days);

/// <summary>First reason: is the item in the contract?</summary>
public sealed record ItemReason(ItemFinding Finding, EstateItem? Item, LineCitation? Line);

/// <summary>Second reason: what kind of work is it, and what does the contract say of it?</summary>
public sealed record NatureReason(Nature Nature, Treatment Treatment, string? Article);

/// <summary>Third reason: in which service time?</summary>
/// <param name="IsOfLine">The scope line says so, not the contract.</param>
public sealed record CalendarReason(string Calendar, bool IsOfLine);

/// <summary>Fourth reason: how soon?</summary>
/// <param name="IsOfLine">The scope line says so, not the contract.</param>
public sealed record PriorityReason(Priority Priority, ServiceTargets Targets, bool IsOfLine);

/// <summary>A contract, or a line of one, that was weighed and does not decide.</summary>
/// <param name="Line">The line that covers the item or would have; <c>null</c> when there is none.</param>
/// <param name="Since">Since when it stands so; <c>null</c> where that has no meaning.</param>
/// <param name="Until">Until when.</param>
public sealed record Rival(ContractCitation Contract, LineCitation? Line, RivalReason Why, Instant? Since = null, Instant? Until = null);

/// <summary>
/// Whether a ticket is covered and why, in values: kept as a fact, with the version of the contract that it used. The four
/// reasons are told in their order; those that were not reached are <c>null</c>.
/// </summary>
/// <param name="Contract">The contract that decides; <c>null</c> when none does.</param>
/// <param name="Rivals">What was weighed beside it, the strongest first.</param>
public sealed record CoverageDecision(
    CoverageVerdict Verdict,
    ContractCitation? Contract,
    ItemReason Item,
    NatureReason? Nature,
    CalendarReason? Calendar,
    PriorityReason? Priority,
    ImmutableArray<Rival> Rivals)
{
    /// <summary>Whether targets bind the provider: the work is covered, or may be.</summary>
    [JsonIgnore]
    public bool ClocksRun => Verdict is CoverageVerdict.Included or CoverageVerdict.Prepaid or CoverageVerdict.Undecided;
}
