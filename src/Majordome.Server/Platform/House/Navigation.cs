namespace Majordome.Server.Platform.House;

/// <summary>A link with its words: in the navigation, a breadcrumb, tabs or a segmented control.</summary>
/// <param name="Label">The words, in the reader's language.</param>
/// <param name="Url">Where it leads, from the root.</param>
/// <param name="Icon">A drawing named in Build/Fetch.targets.</param>
/// <param name="Count">A count in grey; <c>null</c> when there is none to show.</param>
/// <param name="Active">Whether this is where the reader is.</param>
public sealed record LinkItem(string Label, string Url, string? Icon = null, int? Count = null, bool Active = false)
{
    /// <summary>The letter that leads here after G, in lower case.</summary>
    public string? GoKey { get; init; }

    /// <summary>In a breadcrumb: a thing beside the object (its client), after a middle dot rather than a slash.</summary>
    public bool Beside { get; init; }
}

/// <summary>A group of the navigation; only rooms that exist for the reader are listed.</summary>
/// <param name="Title">The title above, or <c>null</c> for the first group.</param>
/// <param name="Items">The links, in order.</param>
public sealed record NavigationGroup(string? Title, IReadOnlyList<LinkItem> Items);
