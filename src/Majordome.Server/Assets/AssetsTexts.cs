namespace Majordome.Server.Assets;

/// <summary>Sentences of assets. See <c>AssetsTexts.resx</c>.</summary>
public sealed class AssetsTexts;
