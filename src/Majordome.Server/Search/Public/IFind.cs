namespace Majordome.Server.Search.Public;

/// <summary>What a room lets people search. A room registers one (scoped) for each kind of thing; the reader's clients are the limit, as everywhere.</summary>
public interface IFind
{
    /// <summary>What is searched, in the reader's language: « Clients ».</summary>
    string Title { get; }

    /// <summary>Finds by names and codes.</summary>
    /// <param name="words">What was typed, trimmed, never empty.</param>
    /// <param name="most">How many to give at most.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<IReadOnlyList<Found>> FindAsync(string words, int most, CancellationToken cancellationToken);
}

/// <summary>Something found.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Note">What tells it from others: whose it is, what it is.</param>
/// <param name="Url">Its page.</param>
public sealed record Found(string Name, string Note, string Url);
