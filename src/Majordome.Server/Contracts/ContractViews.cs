using System.Collections.Immutable;
using Majordome.Domain.Contracts;
using Majordome.Server.Contracts.Public;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A contract as the API lists it.</summary>
/// <param name="Number">The version that speaks now.</param>
/// <param name="LastNumber">The last version signed: what an amendment is based on.</param>
/// <param name="State">How it stands now.</param>
/// <param name="Since">Since when it stands so.</param>
/// <param name="Until">Until when, excluded.</param>
/// <param name="Level">The level that holds, with what it comes from.</param>
/// <param name="ScopeLines">How many lines it has.</param>
public sealed record ContractView(
    Guid Id, Guid ClientId, string Reference, int Number, int LastNumber, Standing State, Instant? Since, Instant? Until, DayRange Days,
    LevelView? Level, int ScopeLines, int Version)
{
    /// <summary>Of a summary.</summary>
    public static ContractView Of(ContractSummary c) => new(
        c.Row.Id, c.Row.ClientId, c.Row.Reference, c.Standing.Version.Number, c.Row.LastNumber, c.Standing.State, c.Standing.Since, c.Standing.Until,
        c.Standing.Version.Terms.Days, c.Level is null ? null : LevelView.Of(c.Level), c.Standing.Version.Terms.Scope.Length, c.Row.Version);
}

/// <summary>A level with its reason.</summary>
/// <param name="Level">The one that holds.</param>
/// <param name="Derived">The one that the scope gives.</param>
public sealed record LevelView(
    Level Level, Level Derived, ImmutableArray<string> Workstations, ImmutableArray<string> Infrastructure, ImmutableArray<string> Applications,
    int EstateItems, int CoveredItems, LevelOverride? Override)
{
    /// <summary>Of a finding.</summary>
    public static LevelView Of(LevelFinding f) =>
        new(f.Level, f.Derived, f.Workstations, f.Infrastructure, f.Applications, f.EstateItems, f.CoveredItems, f.Override);
}

/// <summary>A contract with what it says now.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="Terms">What the version that speaks now says.</param>
public sealed record ContractInFull(ContractView Contract, ContractTerms Terms);

/// <summary>A version as it was signed.</summary>
/// <param name="Hash">SHA-256 of the version.</param>
public sealed record VersionView(
    Guid Contract, int Number, LocalDate EffectiveFrom, Instant SignedAt, string SignedBy, string Hash, ContractTerms Terms)
{
    /// <summary>Of a row.</summary>
    public static VersionView Of(ContractVersionRow row) =>
        new(row.ContractId, row.Number, row.EffectiveFrom, row.SignedAt, row.SignedBy, row.Hash, VersionText.Read(row).Terms);
}

/// <summary>How a contract stands at an instant.</summary>
public sealed record StandingView(Guid Contract, Instant At, Standing State, int Number, Instant? Since, Instant? Until, ContractTerms Terms);

/// <summary>An amendment as the API takes it.</summary>
/// <param name="BasedOn">The number of the version it was written from.</param>
public sealed record AmendmentBody(int BasedOn, LocalDate EffectiveFrom, ContractTerms Terms);

/// <summary>A suspension as the API takes it.</summary>
public sealed record SuspensionBody(LocalDate From, LocalDate? To, string? Reason);

/// <summary>The end of a suspension as the API takes it.</summary>
public sealed record ResumptionBody(LocalDate From);

/// <summary>A question of coverage.</summary>
/// <param name="AssetId">The item; else its class, where it is known.</param>
/// <param name="SiteId">The site, where only the class is known.</param>
/// <param name="At">When; now when left out.</param>
public sealed record CoverageBody(Guid ClientId, Guid? AssetId, ItemClass? Class, Guid? SiteId, Nature Nature, Priority Priority, Instant? At);

/// <summary>An answer on coverage.</summary>
/// <param name="Promise">Calendar and targets that bind; <c>null</c>: none do.</param>
public sealed record CoverageView(CoverageVerdict Verdict, CoverageDecision Decision, Promise? Promise, int AttentionPercent, ImmutableArray<PauseClause> Pauses);
