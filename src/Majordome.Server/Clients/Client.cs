using Majordome.Server.Platform.Persistence;
using NodaTime;

namespace Majordome.Server.Clients;

/// <summary>A company whose systems the provider looks after.</summary>
public sealed class Client : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    Guid IClientOwned.ClientId => Id;

    /// <summary>« Laiterie du Vercors ».</summary>
    public required string Name { get; set; }

    /// <summary>Short code, unique at the provider: <c>LV</c>.</summary>
    public required string Code { get; set; }

    /// <summary>The language this client is written to: <c>fr</c> or <c>en</c>.</summary>
    public required string Language { get; set; }

    /// <summary>The IANA zone of what belongs to no site.</summary>
    public required string Zone { get; set; }

    /// <summary>When it was created.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>Since when it is no longer a client; <c>null</c>: it is.</summary>
    public Instant? ArchivedAt { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}

/// <summary>A place where a client's systems stand.</summary>
public sealed class Site : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>« Siège, Valence ».</summary>
    public required string Name { get; set; }

    /// <summary>IANA zone: the local time of its calendars.</summary>
    public required string Zone { get; set; }

    /// <summary>The code of its public holidays: <c>FR</c>, <c>FR-alsace-moselle</c>, <c>none</c>…</summary>
    public required string Holidays { get; set; }

    /// <summary>Postal address and how to get in; free text.</summary>
    public string? Address { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}

/// <summary>A person at a client: told of tickets, and perhaps a user of the portal.</summary>
public sealed class Contact : IClientOwned, IVersioned
{
    /// <summary>Key.</summary>
    public required Guid Id { get; init; }

    /// <inheritdoc/>
    public required Guid ClientId { get; init; }

    /// <summary>« Claire Jourdan ».</summary>
    public required string Name { get; set; }

    /// <summary>Their job: « DAF ».</summary>
    public string? Function { get; set; }

    /// <summary>E-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>Telephone number, as people write it.</summary>
    public string? Phone { get; set; }

    /// <summary>Whether they are told by mail when a ticket is taken and when service is back.</summary>
    public bool IsTold { get; set; }

    /// <inheritdoc/>
    public int Version { get; set; }
}
