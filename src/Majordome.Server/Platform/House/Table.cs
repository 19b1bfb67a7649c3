using Microsoft.AspNetCore.Components;

namespace Majordome.Server.Platform.House;

/// <summary>A column of a table.</summary>
/// <typeparam name="T">What a row is about.</typeparam>
/// <param name="Title">The head.</param>
/// <param name="Cell">What a row shows in it.</param>
public sealed record TableColumn<T>(string Title, RenderFragment<T> Cell)
{
    /// <summary>The key of the sort in the address; <c>null</c>: the column is not sorted by.</summary>
    public string? SortKey { get; init; }

    /// <summary>Numbers stand at the right with tabular digits.</summary>
    public bool Number { get; init; }

    /// <summary>The cell names the row (th scope="row"); exactly one column does.</summary>
    public bool Subject { get; init; }

    /// <summary>The head is for assistive technology only.</summary>
    public bool TitleHidden { get; init; }

    /// <summary>The column is as wide as its content: clocks, priorities, people.</summary>
    public bool Fit { get; init; }

    /// <summary>A short text that may take two lines.</summary>
    public bool Brief { get; init; }

    /// <summary>Not shown in windows narrower than this: 768, 1024 or 1280; 0 always shown.</summary>
    public int HideBelow { get; init; }

    /// <summary>On a phone, where rows become blocks, the cell takes a line of its own.</summary>
    public bool FullLine { get; init; }

    internal string Class => string.Join(' ', new[] { Number ? "m-n" : "", Fit ? "m-fit" : "", Brief ? "m-brief" : "", FullLine ? "m-full" : "", HideBelow > 0 ? FormattableString.Invariant($"m-below-{HideBelow}") : "" }.Where(name => name.Length > 0));
}

/// <summary>The group a row stands in; rows of one group follow each other.</summary>
/// <param name="Key">What tells groups apart.</param>
/// <param name="Label">The words.</param>
/// <param name="Count">How many rows the group has in all.</param>
/// <param name="State">The shape before the words.</param>
/// <param name="Note">A grey precision.</param>
public sealed record TableGroup(string Key, string Label, int? Count = null, MarkState? State = null, string? Note = null);

/// <summary>A filter that is on, shown as a chip.</summary>
/// <param name="Label">What is filtered: Client.</param>
/// <param name="Value">By what, in words: Laiterie du Vercors.</param>
/// <param name="Field">The field of the address.</param>
/// <param name="Raw">Its value in the address.</param>
public sealed record TableFilter(string Label, string Value, string Field, string Raw);

/// <summary>Where the page is in the whole list; pages are found by key, never by skipping rows.</summary>
/// <param name="First">Rank of the first row shown, from 1.</param>
/// <param name="Last">Rank of the last row shown.</param>
/// <param name="Total">How many rows the list has.</param>
/// <param name="Before">The key the previous page ends before; <c>null</c> on the first page.</param>
/// <param name="After">The key the next page begins after; <c>null</c> on the last page.</param>
public sealed record TablePaging(long First, long Last, long Total, string? Before, string? After);
