namespace Majordome.Server.Monitoring.Templates;

/// <summary>What was previewed, sealed: it may hold secrets, and comes back as it was shown.</summary>
public sealed class SealedDraft
{
    /// <summary>The text, readable by this server alone.</summary>
    public string? Sealed { get; set; }
}
