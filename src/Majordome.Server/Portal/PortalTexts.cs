namespace Majordome.Server.Portal;

/// <summary>Texts of this room: <c>PortalTexts.resx</c> (French) and <c>PortalTexts.en.resx</c>. Plain words: no jargon, no priorities.</summary>
public sealed class PortalTexts;
