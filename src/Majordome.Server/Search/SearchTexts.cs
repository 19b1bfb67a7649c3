namespace Majordome.Server.Search;

/// <summary>Words of the search. See <c>SearchTexts.resx</c>.</summary>
public sealed class SearchTexts;
