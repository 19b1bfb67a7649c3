namespace Majordome.Server.Platform.Import;

/// <summary>Words of imports. See <c>ImportTexts.resx</c>.</summary>
public sealed class ImportTexts;
