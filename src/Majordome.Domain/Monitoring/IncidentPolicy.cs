using Majordome.Domain.Contracts;

namespace Majordome.Domain.Monitoring;

/// <summary>What a confirmed severity leads to.</summary>
/// <param name="OpensIncident">Whether a ticket is opened; else the problem stands on the anticipation list.</param>
/// <param name="IsTold">Whether people are told.</param>
/// <param name="Urgency">The urgency of the ticket; its impact comes from the item.</param>
public readonly record struct SeverityTreatment(bool OpensIncident, bool IsTold, Urgency Urgency);

/// <summary>
/// What each severity leads to; a template may change it. Source of the defaults: product rule "Alerts make tickets" (a critical opens an incident,
/// a warning goes to the anticipation list), and "A silent probe makes its checks unknown, with one alert for the probe, never one per check".
/// </summary>
/// <param name="Warning">By default no ticket, nobody told, low urgency.</param>
/// <param name="Critical">By default a ticket, people told, high urgency.</param>
/// <param name="Unknown">By default no ticket, nobody told, medium urgency: the item may be down.</param>
/// <param name="NoData">By default as unknown.</param>
public sealed record IncidentPolicy(SeverityTreatment Warning, SeverityTreatment Critical, SeverityTreatment Unknown, SeverityTreatment NoData)
{
    /// <summary>The product's defaults.</summary>
    public static readonly IncidentPolicy Default = new(
        Warning: new(OpensIncident: false, IsTold: false, Urgency.Low),
        Critical: new(OpensIncident: true, IsTold: true, Urgency.High),
        Unknown: new(OpensIncident: false, IsTold: false, Urgency.Medium),
        NoData: new(OpensIncident: false, IsTold: false, Urgency.Medium));

    /// <summary>The treatment of a severity.</summary>
    /// <exception cref="ArgumentOutOfRangeException">OK is no severity.</exception>
    public SeverityTreatment this[CheckStatus severity] => severity switch
    {
        CheckStatus.Warning => Warning,
        CheckStatus.Critical => Critical,
        CheckStatus.Unknown => Unknown,
        CheckStatus.NoData => NoData,
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "Only a severity is treated."),
    };
}
