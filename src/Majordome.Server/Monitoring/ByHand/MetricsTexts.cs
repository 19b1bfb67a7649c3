namespace Majordome.Server.Monitoring.ByHand;

/// <summary>The sentences of the <c>metrics</c> commands.</summary>
public sealed class MetricsTexts;
