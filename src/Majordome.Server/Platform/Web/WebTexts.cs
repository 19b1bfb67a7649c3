namespace Majordome.Server.Platform.Web;

/// <summary>The words of the frames and of the error pages. See <c>WebTexts.resx</c>.</summary>
public sealed class WebTexts;
