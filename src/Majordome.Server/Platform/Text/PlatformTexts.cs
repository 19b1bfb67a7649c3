namespace Majordome.Server.Platform.Text;

/// <summary>The platform's sentences: refusals that every room shares, start-up, errors. See <c>PlatformTexts.resx</c>.</summary>
public sealed class PlatformTexts;
