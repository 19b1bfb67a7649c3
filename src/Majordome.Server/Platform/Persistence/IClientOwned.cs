namespace Majordome.Server.Platform.Persistence;

/// <summary>
/// A row that belongs to one client. <see cref="AppDb"/> shows it only to callers who may see that client and lets only those
/// write it who hold the running command's permission there; composite foreign keys carry <see cref="ClientId"/>.
/// </summary>
public interface IClientOwned
{
    /// <summary>The client it belongs to; never changes.</summary>
    Guid ClientId { get; }
}

/// <summary>A row that people edit: a change made from a stale copy is refused instead of overwriting another's.</summary>
public interface IVersioned
{
    /// <summary>Counts the changes, from 1; the ETag of the API.</summary>
    int Version { get; set; }
}

/// <summary>A fact: once written, it is neither changed nor deleted.</summary>
public interface IFact;
