namespace Majordome.Server.Platform.Identity;

/// <summary>The words of sign-in, set-up and the account page. See <c>IdentityTexts.resx</c>.</summary>
public sealed class IdentityTexts;
