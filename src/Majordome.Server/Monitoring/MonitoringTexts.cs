namespace Majordome.Server.Monitoring;

/// <summary>The words of this room, and the sentences of its rules and the probe's.</summary>
public sealed class MonitoringTexts;
