namespace Majordome.Server.Clients;

/// <summary>Sentences of clients, sites, contacts and imports. See <c>ClientsTexts.resx</c>.</summary>
public sealed class ClientsTexts;
