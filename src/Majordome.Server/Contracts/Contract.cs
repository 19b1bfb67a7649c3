using Majordome.Domain.Contracts;
using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Contracts;

/// <summary>A contract with a client. What it says is in its versions.</summary>
public sealed class Contract : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>What people call it, unique within the client; an amendment does not change it.</summary>
    public required string Reference { get; init; }

    /// <summary>When it was signed.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>The number of its last version: 0 as first signed, then that of the amendment.</summary>
    public required int LastNumber { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}

/// <summary>A version of a contract as it was signed.</summary>
public sealed class ContractVersionRow : IClientOwned, IFact
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The contract.</summary>
    public required Guid ContractId { get; init; }

    /// <summary>0 for the contract as first signed, then the number of the amendment.</summary>
    public required int Number { get; init; }

    /// <summary>The day from whose start it speaks, in the contract's zone.</summary>
    public required LocalDate EffectiveFrom { get; init; }

    /// <summary>When it was signed here.</summary>
    public required Instant SignedAt { get; init; }

    /// <summary>Who signed it, as the event log names them.</summary>
    public required string SignedBy { get; init; }

    /// <summary>The person who signed it; <c>null</c>: the program.</summary>
    public Guid? SignedById { get; init; }

    /// <summary>What it says: <see cref="ContractTerms"/> as canonical fact JSON.</summary>
    public required string Terms { get; init; }

    /// <summary>SHA-256 of the version (<see cref="VersionText"/>), in lower-case hexadecimal.</summary>
    public required string Hash { get; init; }
}

/// <summary>
/// What a line of a version covers, said to the database too: a line on another client's item or site cannot exist there,
/// whoever writes it.
/// </summary>
public sealed class ContractScopeLine : IClientOwned, IFact
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The contract.</summary>
    public required Guid ContractId { get; init; }

    /// <summary>Which version of it.</summary>
    public required int Number { get; init; }

    /// <summary>The line's name in the contract.</summary>
    public required string Key { get; init; }

    /// <summary>The item; <c>null</c> for a class.</summary>
    public Guid? AssetId { get; init; }

    /// <summary>The class; <c>null</c> for an item.</summary>
    public ItemClass? Class { get; init; }

    /// <summary>The site of the class; <c>null</c>: everywhere.</summary>
    public Guid? SiteId { get; init; }
}

/// <summary>A person whom a version names to be told, said to the database too.</summary>
public sealed class ContractRecipient : IClientOwned, IFact
{
    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>The contract.</summary>
    public required Guid ContractId { get; init; }

    /// <summary>Which version of it.</summary>
    public required int Number { get; init; }

    /// <summary>Their turn, from 0.</summary>
    public required int Position { get; init; }

    /// <summary>Who.</summary>
    public required Guid UserId { get; init; }
}
