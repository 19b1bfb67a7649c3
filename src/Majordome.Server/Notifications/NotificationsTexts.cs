namespace Majordome.Server.Notifications;

/// <summary>Names the resource files NotificationsTexts.resx (French) and NotificationsTexts.en.resx: pages, letters, sentences of rules.</summary>
public sealed class NotificationsTexts;
