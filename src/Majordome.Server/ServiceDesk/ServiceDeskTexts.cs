namespace Majordome.Server.ServiceDesk;

/// <summary>The words of the desk. See <c>ServiceDeskTexts.resx</c>.</summary>
public sealed class ServiceDeskTexts;
