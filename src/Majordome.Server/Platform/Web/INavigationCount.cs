namespace Majordome.Server.Platform.Web;

/// <summary>A count beside an entry of the navigation. A room registers one (scoped) for its page; only work that waits is counted.</summary>
public interface INavigationCount
{
    /// <summary>The entry's address: <c>/tickets</c>.</summary>
    string Url { get; }

    /// <summary>How many wait for the caller of this scope; <c>null</c>: nothing to show. Asked at each page: an indexed count.</summary>
    Task<int?> CountAsync(CancellationToken cancellationToken);
}
